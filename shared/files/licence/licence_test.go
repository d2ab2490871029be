package licence_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"image/png"
	"log/slog"
	"strings"
	"testing"

	"rsc.io/qr"

	"shiming/infra/tools/licences/samples"
	"shiming/shared/files/licence"
)

// page is a white picture with a QR code of the text at a place; module is the pixels of a module.
func page(t testing.TB, text string, level qr.Level, x, y, module int) *image.RGBA {
	t.Helper()
	code, err := qr.Encode(text, level)
	if err != nil {
		t.Fatal(err)
	}
	img := image.NewRGBA(image.Rect(0, 0, 560, 560))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	for row := range code.Size {
		for column := range code.Size {
			if code.Black(column, row) {
				at := image.Pt(x+column*module, y+row*module)
				draw.Draw(img, image.Rectangle{at, at.Add(image.Pt(module, module))}, image.Black, image.Point{}, draw.Src)
			}
		}
	}
	return img
}

func asPNG(t testing.TB, img image.Image) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func TestRead(t *testing.T) {
	want := samples.All()[0].Fields
	for _, level := range []qr.Level{qr.L, qr.M, qr.Q, qr.H} {
		for _, module := range []int{2, 3, 5} {
			t.Run(fmt.Sprintf("RULES_C2_level_%d_module_%d", level, module), func(t *testing.T) {
				img := page(t, want.Text(), level, 37, 51, module)
				if got, err := licence.Read(asPNG(t, img)); err != nil || got != want {
					t.Errorf("PNG: %q, %v", got.Text(), err)
				}
				var buf bytes.Buffer
				if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: 50}); err != nil {
					t.Fatal(err)
				}
				if got, err := licence.Read(buf.Bytes()); err != nil || got != want {
					t.Errorf("JPEG: %q, %v", got.Text(), err)
				}
			})
		}
	}
}

func TestReadNothing(t *testing.T) {
	good := samples.All()[0].Fields.Text()
	change := func(old, new string) string {
		if !strings.Contains(good, old) {
			t.Fatalf("no %s", old)
		}
		return strings.Replace(good, old, new, 1)
	}
	scratched := page(t, good, qr.M, 40, 40, 4)
	draw.Draw(scratched, image.Rect(150, 150, 170, 170), image.Black, image.Point{}, draw.Src)
	blank := image.NewRGBA(image.Rect(0, 0, 400, 400))
	for name, picture := range map[string][]byte{
		"no picture": []byte("hello"), "empty": nil, "blank": asPNG(t, blank), "scratched": asPNG(t, scratched),
		"another QR code":          asPNG(t, page(t, "https://example.com/a", qr.M, 40, 40, 4)),
		"a numeric QR code":        asPNG(t, page(t, "1234567890", qr.M, 40, 40, 4)),
		"another version":          asPNG(t, page(t, change(`"v":1`, `"v":2`), qr.M, 40, 40, 4)),
		"no name":                  asPNG(t, page(t, change(samples.All()[0].Fields.Name, ""), qr.M, 40, 40, 4)),
		"a code that is none":      asPNG(t, page(t, change(`"uscc":"91`, `"uscc":"92`), qr.M, 40, 40, 4)),
		"a day that is none":       asPNG(t, page(t, change("2019-03-12", "2019-02-30"), qr.M, 40, 40, 4)),
		"a person without a name":  asPNG(t, page(t, change("林知远", "L"), qr.M, 40, 40, 4)),
		"a code cut off":           asPNG(t, page(t, good, qr.M, 40, 500, 4)),
		"picture of many gigabits": []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x01\x00\x00\x08\x06\x00\x00\x00\x5c\x72\xa8\x66"),
	} {
		t.Run("RULES_C2_"+name, func(t *testing.T) {
			if got, err := licence.Read(picture); err != licence.ErrNothing || got != (licence.Fields{}) {
				t.Errorf("read %q, %v", got.Text(), err)
			}
		})
	}
}

func TestFieldsPrintMasked(t *testing.T) {
	f := samples.All()[1].Fields
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("read", "fields", f)
	data, err := json.Marshal(map[string]licence.Fields{"f": f})
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v %s %q %x", f, f, f, f, f, &f) + log.String() + string(data)
	for _, secret := range []string{f.Name, f.Code.Text(), f.Representative.Text(), f.Address} {
		if strings.Contains(shown, secret) {
			t.Errorf("%s", shown)
		}
	}
	if !strings.Contains(f.Text(), f.Code.Text()) {
		t.Errorf("plain: %s", f.Text())
	}
}

// FuzzRead: whatever the picture, there are fields or ErrNothing.
func FuzzRead(f *testing.F) {
	f.Add(asPNG(f, page(f, samples.All()[0].Fields.Text(), qr.M, 20, 20, 2)))
	f.Add(asPNG(f, page(f, "{}", qr.L, 20, 20, 2)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := licence.Read(data); (err == nil) == got.Code.IsZero() {
			t.Errorf("%v, %v", got, err)
		}
	})
}

// FuzzModules scribbles on a code: the fields are read as they are, or not at all.
func FuzzModules(f *testing.F) {
	want := samples.All()[0].Fields
	f.Add(10, 10, uint8(0))
	f.Add(100, 150, uint8(255))
	f.Fuzz(func(t *testing.T, x, y int, shade uint8) {
		img := page(t, want.Text(), qr.M, 20, 20, 2)
		draw.Draw(img, image.Rect(x, y, x+2, y+2), image.NewUniform(color.Gray{shade}), image.Point{}, draw.Src)
		if got, err := licence.Read(asPNG(t, img)); err == nil && got != want {
			t.Errorf("read %q", got.Text())
		}
	})
}

func BenchmarkRead(b *testing.B) {
	picture := samples.All()[1].Picture()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := licence.Read(picture); err != nil {
			b.Fatal(err)
		}
	}
}
