package inspect

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"testing"
	"testing/iotest"
	"time"
)

func inspectBytes(data []byte, want Want) (Result, error) {
	return Inspect(context.Background(), bytes.NewReader(data), int64(len(data)), want)
}

func code(err error) string {
	var refused *Refused
	if errors.As(err, &refused) {
		return refused.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestCorpus(t *testing.T) {
	uploads := corpus()
	if len(uploads) < 60 {
		t.Fatalf("only %d files", len(uploads))
	}
	names := map[string]bool{}
	for _, u := range uploads {
		t.Run(u.name, func(t *testing.T) {
			if names[u.name] {
				t.Fatal("the name is taken")
			}
			names[u.name] = true
			if len(u.data) > DefaultMaxBytes && u.code != CodeTooLarge {
				t.Fatalf("%d bytes are no test of anything but size", len(u.data))
			}
			got, err := inspectBytes(u.data, u.want)
			if code(err) != u.code {
				t.Fatalf("got %v, want %q", err, u.code)
			}
			if err != nil {
				if got.Clean != nil || got.Type != "" || got.SHA256 != [32]byte{} {
					t.Errorf("refused, yet there is a result")
				}
				return
			}
			if got.SHA256 != sha256.Sum256(u.data) {
				t.Errorf("another checksum")
			}
			if got.Type == PDF {
				if got.Clean != nil {
					t.Errorf("a PDF has no clean copy")
				}
				return
			}
			checkClean(t, got)
			for _, payload := range u.gone {
				if !bytes.Contains(u.data, []byte(payload)) && payload != "tEXt" {
					t.Errorf("%q is not in the upload either", payload)
				}
				if bytes.Contains(got.Clean, []byte(payload)) {
					t.Errorf("%q is in the clean copy", payload)
				}
			}
			again, err := inspectBytes(got.Clean, u.want)
			if err != nil || again.Width != got.Width || again.Height != got.Height || again.Type != got.Type {
				t.Errorf("the clean copy is judged otherwise: %v", err)
			}
		})
	}
}

// checkClean holds for every clean copy: it decodes to the size said, and consists of header, tables, pixels and end.
func checkClean(t *testing.T, r Result) {
	t.Helper()
	img, kind, err := image.Decode(bytes.NewReader(r.Clean))
	if err != nil || "image/"+kind != string(r.Type) {
		t.Fatalf("clean copy: %s, %v", kind, err)
	}
	if size := img.Bounds().Size(); size.X != r.Width || size.Y != r.Height {
		t.Errorf("clean copy has %v, said were %dx%d", size, r.Width, r.Height)
	}
	if r.Type == PNG {
		if kinds := chunkKinds(r.Clean); kinds != "IHDR IDAT IEND " {
			t.Errorf("clean copy has the chunks %s", kinds)
		}
		return
	}
	for i := 2; ; {
		marker, _, next, ok := segment(r.Clean, i)
		if !ok {
			t.Fatal("clean copy has no end")
		}
		if marker == 0xD9 {
			if next != len(r.Clean) {
				t.Errorf("%d bytes behind the clean copy", len(r.Clean)-next)
			}
			return
		}
		if marker != 0xDB && marker != 0xC0 && marker != 0xC4 && marker != 0xDA {
			t.Errorf("clean copy has a segment %#x", marker)
		}
		i = next
	}
}

// chunkKinds lists the chunks of a PNG, repeated ones once, and what is behind the end.
func chunkKinds(data []byte) string {
	kinds, last := "", ""
	for rest := data[8:]; len(rest) > 0; {
		if kind := string(rest[4:8]); kind != last {
			kinds, last = kinds+kind+" ", kind
		}
		rest = rest[12+binary.BigEndian.Uint32(rest):]
	}
	return kinds
}

func TestOrientation(t *testing.T) {
	quarters := image.NewRGBA(image.Rect(0, 0, 402, 331)) // r g / b w
	for y := range 331 {
		for x := range 402 {
			quarters.SetRGBA(x, y, [2][2]color.RGBA{{{255, 0, 0, 255}, {0, 255, 0, 255}}, {{0, 0, 255, 255}, {255, 255, 255, 255}}}[y/166][x/201])
		}
	}
	letter := func(c color.Color) string {
		r, g, b, _ := c.RGBA()
		switch r, g, b := r>>15, g>>15, b>>15; {
		case r+g+b == 3:
			return "w"
		case r == 1:
			return "r"
		case g == 1:
			return "g"
		default:
			return "b"
		}
	}
	upright := []string{"", "rgbw", "grwb", "wbgr", "bwrg", "rbgw", "brwg", "wgbr", "gwrb"} // EXIF 2.32, tag 0x0112
	sources := map[string][]byte{"JPEG": asJPEG(quarters), "PNG": asPNG(quarters), "grey": asJPEG(converted(quarters, image.NewGray(quarters.Rect)))}
	for kind, data := range sources {
		for o := 1; o <= 8; o++ {
			t.Run(fmt.Sprintf("THREATS_U5_%s_orientation_%d", kind, o), func(t *testing.T) {
				turned := withChunks
				block := chunk("eXIf", exif(binary.LittleEndian, uint16(o), nil))
				if kind != "PNG" {
					turned, block = withSegments, exifSegment(uint16(o))
				}
				got, err := inspectBytes(turned(data, block), either)
				if err != nil {
					t.Fatal(err)
				}
				img, _, err := image.Decode(bytes.NewReader(got.Clean))
				if err != nil {
					t.Fatal(err)
				}
				if wide := got.Width > got.Height; wide != (o < 5) || got.Width+got.Height != 402+331 {
					t.Errorf("%dx%d", got.Width, got.Height)
				}
				w, h := got.Width, got.Height
				corners := letter(img.At(20, 20)) + letter(img.At(w-20, 20)) + letter(img.At(20, h-20)) + letter(img.At(w-20, h-20))
				if want := upright[o]; kind != "grey" && corners != want {
					t.Errorf("corners %s, want %s", corners, want)
				}
			})
		}
	}
}

// TestTurnedSampling: pictures whose colours are sampled otherwise than in Go's own encoder turn as whole pixels do.
func TestTurnedSampling(t *testing.T) {
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		for o := 2; o <= 8; o++ {
			src := image.NewYCbCr(image.Rect(0, 0, 48, 32), ratio)
			for i := range src.Y {
				src.Y[i] = byte(i * 7)
			}
			for i := range src.Cb {
				src.Cb[i], src.Cr[i] = byte(i*11), byte(i*13)
			}
			got := upright(src, o)
			want := upright(converted(src, image.NewRGBA(src.Rect)), o)
			if got.Bounds() != want.Bounds() {
				t.Fatalf("%v, %d: %v", ratio, o, got.Bounds())
			}
			for y := range got.Bounds().Dy() {
				for x := range got.Bounds().Dx() {
					if color.RGBAModel.Convert(got.At(x, y)) != want.At(x, y) {
						t.Fatalf("%v, orientation %d: another pixel at %d, %d", ratio, o, x, y)
					}
				}
			}
		}
	}
}

func TestPixelsStay(t *testing.T) {
	p := photo(420, 330)
	t.Run("THREATS_U6_interlaced_PNG_keeps_its_pixels", func(t *testing.T) {
		got, err := inspectBytes(interlaced(p), licence)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(got.Clean))
		if err != nil || !bytes.Equal(img.(*image.RGBA).Pix, p.Pix) {
			t.Errorf("other pixels, %v", err)
		}
	})
	t.Run("THREATS_U6_16_bits_become_8", func(t *testing.T) {
		got, err := inspectBytes(asPNG(converted(p, image.NewRGBA64(p.Rect))), licence)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(got.Clean))
		if err != nil || !bytes.Equal(img.(*image.RGBA).Pix, p.Pix) {
			t.Errorf("other pixels, %v", err)
		}
	})
	t.Run("THREATS_U4_see_through_is_white", func(t *testing.T) {
		glass := image.NewNRGBA(p.Rect) // all black, and nothing to be seen of it
		got, err := inspectBytes(asPNG(glass), either)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(got.Clean))
		if err != nil || img.At(100, 100) != (color.RGBA{255, 255, 255, 255}) {
			t.Errorf("%v, %v", img.At(100, 100), err)
		}
	})
	t.Run("THREATS_U6_JPEG_stays_alike", func(t *testing.T) {
		data := asJPEG(p)
		got, err := inspectBytes(data, licence)
		if err != nil {
			t.Fatal(err)
		}
		before, _ := jpeg.Decode(bytes.NewReader(data))
		after, err := jpeg.Decode(bytes.NewReader(got.Clean))
		if err != nil {
			t.Fatal(err)
		}
		var sum, n int
		for y := 0; y < 330; y += 3 {
			for x := 0; x < 420; x += 3 {
				sum += away(int(before.(*image.YCbCr).YCbCrAt(x, y).Y), int(after.(*image.YCbCr).YCbCrAt(x, y).Y))
				n++
			}
		}
		if sum > 3*n {
			t.Errorf("brightness differs by %d in %d points", sum, n)
		}
	})
}

func TestErrorsThatAreNotTheDocuments(t *testing.T) {
	data := asJPEG(photo(800, 600))
	t.Run("storage fails", func(t *testing.T) {
		_, err := Inspect(context.Background(), failing{}, 100, either)
		if !errors.Is(err, iotest.ErrTimeout) || errors.As(err, new(*Refused)) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("object is shorter than said", func(t *testing.T) {
		_, err := Inspect(context.Background(), bytes.NewReader(data), int64(len(data))+1, either)
		if !errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, new(*Refused)) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("time is up", func(t *testing.T) {
		ctx, cancel := context.WithDeadline(context.Background(), time.Now().Add(-time.Second))
		defer cancel()
		_, err := Inspect(ctx, bytes.NewReader(data), int64(len(data)), either)
		if !errors.Is(err, context.DeadlineExceeded) || errors.As(err, new(*Refused)) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("nothing is asked for", func(t *testing.T) {
		if _, err := inspectBytes(data, Want{}); code(err) != CodeFormat {
			t.Errorf("got %v", err)
		}
	})
	t.Run("fewer bytes and pixels allowed", func(t *testing.T) {
		if _, err := inspectBytes(data, Want{Types: either.Types, MaxBytes: 100}); code(err) != CodeTooLarge {
			t.Errorf("got %v", err)
		}
		if _, err := inspectBytes(data, Want{Types: either.Types, MaxPixels: 800*600 - 1}); code(err) != CodeTooManyPixels {
			t.Errorf("got %v", err)
		}
	})
}

type failing struct{}

func (failing) ReadAt([]byte, int64) (int, error) { return 0, iotest.ErrTimeout }

// TestNoPanic: what a decoder cannot take is the document's fault. No part of a picture may get past examine.
func TestNoPanic(t *testing.T) {
	t.Run("THREATS_U6_panic_is_a_refusal", func(t *testing.T) {
		r := Result{Type: JPEG}
		var none context.Context // the reader's first question panics
		if err := r.examine(none, asJPEG(photo(400, 300)), Want{MaxPixels: DefaultMaxPixels}); code(err) != CodeFormat || r.Clean != nil {
			t.Errorf("got %v", err)
		}
	})
}
