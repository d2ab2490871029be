// Package press draws made-up business licences (营业执照) and certificates of public institutions (事业单位法人证书) for
// tests and demonstrations: what shared/files/licence reads and shared/files/inspect accepts. Every picture says that it is a
// sample. No function imports it, for it carries a font.
package press

import (
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"unicode/utf8"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/font"
	"golang.org/x/image/math/fixed"
	"rsc.io/qr"

	"shiming/shared/files/licence"
)

const (
	width, height = 1080, 760
	module        = 3  // pixels of a module of the QR code
	lineHeight    = 46 // of a field
)

var (
	paper = color.RGBA{253, 249, 238, 255}
	frame = color.RGBA{180, 140, 66, 255}
	ink   = color.RGBA{34, 34, 38, 255}
	red   = color.RGBA{200, 32, 36, 255}
)

// Draw returns the picture of a licence with the fields, 1080 × 760 pixels. It fails if the font lacks a character or a
// text is too long.
func Draw(f licence.Fields) (image.Image, error) {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	fill(img, img.Rect, frame)
	fill(img, img.Rect.Inset(14), paper)
	fill(img, img.Rect.Inset(22), frame)
	fill(img, img.Rect.Inset(25), paper)

	code, err := qr.Encode(f.Text(), qr.M)
	if err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	side := code.Size * module
	stamp(img, code, width-60-side, 60)

	title, person := "营业执照", "法定代表人"
	switch {
	case strings.HasPrefix(f.Code.Text(), "92"):
		person = "经营者"
	case strings.HasPrefix(f.Code.Text(), "12"):
		title = "事业单位法人证书"
	}
	lines := []line{
		{60, 50, 2, red, "样本 仅供测试 SAMPLE ONLY"},
		{(width - side - utf8.RuneCountInString(title)*12*5) / 2, 110, 5, ink, title},
	}
	for i, field := range [][2]string{
		{"统一社会信用代码", f.Code.Text()}, {"名称", f.Name}, {"类型", f.Kind}, {person, f.Representative.Text()},
		{"成立日期", fmt.Sprintf("%d年%d月%d日", f.Registered.Year, f.Registered.Month, f.Registered.Day)}, {"住所", f.Address},
	} {
		y := 340 + i*lineHeight
		lines = append(lines, line{60, y, 2, frame, field[0]}, line{280, y, 2, ink, field[1]})
	}
	lines = append(lines, line{60, height - 100, 1, ink, "虚构的企业，不是真实的证照。 A made-up enterprise, not a real document."})
	for _, l := range lines {
		if err := l.write(img); err != nil {
			return nil, err
		}
	}
	seal(img, width-170, height-170, 90)
	if err := (line{width - 170 - 24, height - 170 - 13, 2, red, "样本"}).write(img); err != nil {
		return nil, err
	}
	return img, nil
}

func fill(img draw.Image, r image.Rectangle, c color.Color) {
	draw.Draw(img, r, image.NewUniform(c), image.Point{}, draw.Src)
}

// stamp draws the QR code with its quiet zone (ISO/IEC 18004, 9.1).
func stamp(img *image.RGBA, code *qr.Code, x, y int) {
	side := code.Size * module
	fill(img, image.Rect(x, y, x+side, y+side).Inset(-4*module), color.White)
	for row := range code.Size {
		for column := range code.Size {
			if code.Black(column, row) {
				at := image.Pt(x+column*module, y+row*module)
				fill(img, image.Rectangle{at, at.Add(image.Pt(module, module))}, color.Black)
			}
		}
	}
}

// seal draws a ring of the radius.
func seal(img *image.RGBA, x, y, radius int) {
	for dy := -radius; dy <= radius; dy++ {
		for dx := -radius; dx <= radius; dx++ {
			if d := dx*dx + dy*dy; d <= radius*radius && d >= (radius-9)*(radius-9) {
				img.SetRGBA(x+dx, y+dy, red)
			}
		}
	}
}

// line is a text at a place, its letters of 12 pixels enlarged.
type line struct {
	x, y, scale int
	colour      color.Color
	text        string
}

func (l line) write(img *image.RGBA) error {
	face := bitmapfont.FaceSC
	for _, r := range l.text {
		if _, ok := face.GlyphAdvance(r); !ok {
			return fmt.Errorf("the font has no %q", r)
		}
	}
	advance := font.MeasureString(face, l.text).Ceil()
	if l.x+advance*l.scale > width-30 {
		return fmt.Errorf("a text of %d characters is too long", utf8.RuneCountInString(l.text))
	}
	mask := image.NewAlpha(image.Rect(0, 0, advance, face.Metrics().Height.Ceil()))
	(&font.Drawer{Dst: mask, Src: image.Opaque, Face: face, Dot: fixed.Point26_6{Y: face.Metrics().Ascent}}).DrawString(l.text)
	for y := range mask.Rect.Dy() {
		for x := range mask.Rect.Dx() {
			if mask.AlphaAt(x, y).A >= 128 {
				at := image.Pt(l.x+x*l.scale, l.y+y*l.scale)
				fill(img, image.Rectangle{at, at.Add(image.Pt(l.scale, l.scale))}, l.colour)
			}
		}
	}
	return nil
}
