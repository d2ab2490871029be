package watermark_test

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"testing"

	"shiming/shared/pages/watermark"
)

// plain is a picture of one colour with a corner of another.
func plain(t *testing.T, w, h int, of color.Color) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Bounds(), image.NewUniform(of), image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(0, 0, w/4, h/4), image.NewUniform(color.RGBA{R: 200, A: 255}), image.Point{}, draw.Src)
	var out bytes.Buffer
	if err := png.Encode(&out, m); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func drawn(t *testing.T, picture []byte, word string, turn int) image.Image {
	t.Helper()
	out, err := watermark.Draw(picture, word, turn)
	if err != nil {
		t.Fatal(err)
	}
	m, err := jpeg.Decode(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// red reports whether a place of the picture is of the corner.
func red(m image.Image, x, y int) bool {
	r, g, _, _ := m.At(x, y).RGBA()
	return r > 2*g+0x2000
}

// The word is in the pixels of every part of a picture, light or dark; and a picture is turned as it is asked for.
func TestRULES_C7_the_watermark_is_in_the_pixels(t *testing.T) {
	for name, of := range map[string]color.Color{"light": color.White, "dark": color.Black, "grey": color.Gray{Y: 128}} {
		m := drawn(t, plain(t, 900, 600, of), "rev1 2026-11-30 14:00", 0)
		was, _, _, _ := of.RGBA()
		for y := 200; y+130 <= 600; y += 130 {
			for x := 300; x+300 <= 900; x += 300 {
				marked := 0
				for dy := range 130 {
					for dx := range 300 {
						is, _, _, _ := m.At(x+dx, y+dy).RGBA()
						if diff := int(is>>8) - int(was>>8); diff > 25 || diff < -25 {
							marked++
						}
					}
				}
				if marked < 40 {
					t.Errorf("%s at %d,%d: %d pixels are marked", name, x, y, marked)
				}
			}
		}
	}
	for turn, corner := range map[int][2]int{0: {10, 10}, 90: {590, 10}, 180: {890, 590}, 270: {10, 890}} {
		m := drawn(t, plain(t, 900, 600, color.White), "r", turn)
		if !red(m, corner[0], corner[1]) || m.Bounds().Dx() == 900 != (turn%180 == 0) {
			t.Errorf("turned by %d: %v", turn, m.Bounds())
		}
	}
	if m := drawn(t, plain(t, 4000, 1000, color.White), "r", 0); m.Bounds().Dx() != 2400 || m.Bounds().Dy() != 600 {
		t.Errorf("%v", m.Bounds())
	}
	if _, err := watermark.Draw([]byte("no picture"), "r", 0); err == nil {
		t.Error("what is no picture was drawn")
	}
}
