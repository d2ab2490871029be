// Package watermark draws into the pixels of a picture who looks at it, and when: a photograph of the screen, or a saved picture,
// says whose it was. It knows pictures and nothing else; who may look does not live here.
package watermark

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	_ "image/png" // clean copies are JPEG or PNG
	"math"

	scale "golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// widest is the longer side of what is given out, in pixels: fine enough to read the smallest print of a document.
const widest = 2400

// quality is that of the JPEG.
const quality = 86

// Draw returns the picture as a JPEG, turned by so many degrees (0, 90, 180 or 270) clockwise, with the word all over it. The word is
// of printable ASCII. The error is one of decoding.
func Draw(picture []byte, word string, turn int) ([]byte, error) {
	decoded, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	canvas := turned(fitted(decoded), turn)
	mark(canvas, word)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, canvas, &jpeg.Options{Quality: quality}); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// fitted copies the picture onto white, no larger than it may be.
func fitted(picture image.Image) *image.RGBA {
	b := picture.Bounds()
	w, h := b.Dx(), b.Dy()
	if longer := max(w, h); longer > widest {
		w, h = max(1, w*widest/longer), max(1, h*widest/longer)
	}
	canvas := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(canvas, canvas.Bounds(), image.White, image.Point{}, draw.Src)
	scale.ApproxBiLinear.Scale(canvas, canvas.Bounds(), picture, b, draw.Over, nil)
	return canvas
}

// turned turns the picture clockwise.
func turned(from *image.RGBA, turn int) *image.RGBA {
	w, h := from.Rect.Dx(), from.Rect.Dy()
	if turn%360 == 0 {
		return from
	}
	to := image.NewRGBA(image.Rect(0, 0, h, w))
	if turn == 180 {
		to = image.NewRGBA(from.Rect)
	}
	for y := range h {
		for x := range w {
			switch c := from.RGBAAt(x, y); turn {
			case 90:
				to.SetRGBA(h-1-y, x, c)
			case 180:
				to.SetRGBA(w-1-x, h-1-y, c)
			default:
				to.SetRGBA(y, w-1-x, c)
			}
		}
	}
	return to
}

// The lines of the word: how steep they run, how far they stand apart, in heights of a letter, and how strongly they show.
const (
	slope    = -math.Pi / 9
	apart    = 6
	strength = 96 // of 256
)

// mark draws the word all over the picture, darker where it is light and lighter where it is dark, so that no picture hides it.
func mark(canvas *image.RGBA, word string) {
	word += "    "
	face := basicfont.Face7x13
	tile := image.NewAlpha(image.Rect(0, 0, len(word)*face.Advance, face.Height))
	d := font.Drawer{Dst: tile, Src: image.Opaque, Face: face, Dot: fixed.P(0, face.Ascent)}
	d.DrawString(word)
	size := max(1, float64(max(canvas.Rect.Dx(), canvas.Rect.Dy()))/700)
	sin, cos := math.Sincos(slope)
	for y := range canvas.Rect.Dy() {
		for x := range canvas.Rect.Dx() {
			u, v := (float64(x)*cos+float64(y)*sin)/size, (float64(y)*cos-float64(x)*sin)/size
			line := math.Floor(v / float64(face.Height*apart))
			row := int(v - line*float64(face.Height*apart))
			if row >= face.Height {
				continue
			}
			column := int(math.Mod(u+line*97, float64(tile.Rect.Dx())))
			if column < 0 {
				column += tile.Rect.Dx()
			}
			if tile.AlphaAt(column, row).A > 0 {
				canvas.SetRGBA(x, y, blended(canvas.RGBAAt(x, y)))
			}
		}
	}
}

// blended moves a colour towards black where it is light, and towards white where it is dark.
func blended(c color.RGBA) color.RGBA {
	to := uint32(0)
	if int(c.R)+int(c.G)+int(c.B) < 3*110 {
		to = 255
	}
	move := func(from uint8) uint8 { return uint8((uint32(from)*(256-strength) + to*strength) / 256) }
	return color.RGBA{R: move(c.R), G: move(c.G), B: move(c.B), A: 255}
}
