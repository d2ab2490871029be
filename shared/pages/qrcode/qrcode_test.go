package qrcode_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"strings"
	"testing"

	"rsc.io/qr"
	"shiming/shared/pages/qrcode"
)

const address = "https://shiming.example/sandbox/phone/aaaaaaaaaaaaaaaaaaaaaaaaaa-5-1800000000-bbbbbbbbbbbbbbbbbbbbbbbbbb"

// svgModules reads the black modules back out of the picture, quiet zone included.
func svgModules(t *testing.T, svg []byte) (int, map[[2]int]bool) {
	t.Helper()
	var doc struct {
		ViewBox string `xml:"viewBox,attr"`
		Paths   []struct {
			D string `xml:"d,attr"`
		} `xml:"path"`
	}
	if err := xml.Unmarshal(svg, &doc); err != nil {
		t.Fatalf("the SVG is not XML: %v", err)
	}
	var side int
	if _, err := fmt.Sscanf(doc.ViewBox, "0 0 %d", &side); err != nil || len(doc.Paths) != 2 {
		t.Fatalf("viewBox %q, %d paths", doc.ViewBox, len(doc.Paths))
	}
	black := map[[2]int]bool{}
	for run := range strings.SplitSeq(strings.TrimSuffix(doc.Paths[1].D, "z"), "z") {
		var x, y, w, back int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1h-%d", &x, &y, &w, &back); err != nil || w != back {
			t.Fatalf("run %q: %v", run, err)
		}
		for i := range w {
			black[[2]int{x + i, y}] = true
		}
	}
	return side, black
}

func TestBothPicturesShowTheCodeWithItsQuietZone(t *testing.T) {
	for _, url := range []string{"https://a.example/", address, "https://a.example/" + strings.Repeat("x", qrcode.MaxURL-18)} {
		code, err := qr.Encode(url, qr.M)
		if err != nil {
			t.Fatal(err)
		}
		svg, err := qrcode.QRSVG(url)
		if err != nil {
			t.Fatal(err)
		}
		data, err := qrcode.QRPNG(url)
		if err != nil {
			t.Fatal(err)
		}
		picture, err := png.Decode(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		side, black := svgModules(t, svg)
		if side != code.Size+8 || picture.Bounds().Dx() != side*8 || picture.Bounds().Dy() != side*8 {
			t.Fatalf("sides: code %d, svg %d, png %v", code.Size, side, picture.Bounds())
		}
		for y := range side {
			for x := range side {
				want := code.Black(x-4, y-4) // false outside the code: the quiet zone is white
				r, _, _, _ := picture.At(x*8+4, y*8+4).RGBA()
				if black[[2]int{x, y}] != want || (r == 0) != want {
					t.Fatalf("module %d,%d: want black %v, svg %v, png %v", x, y, want, black[[2]int{x, y}], r == 0)
				}
			}
		}
	}
}

func TestAddressesOutOfBoundsAreRefused(t *testing.T) {
	for name, url := range map[string]string{"empty": "", "too long": strings.Repeat("x", qrcode.MaxURL+1)} {
		if _, err := qrcode.QRSVG(url); !errors.Is(err, qrcode.ErrURL) {
			t.Errorf("%s: QRSVG: %v", name, err)
		}
		if _, err := qrcode.QRPNG(url); !errors.Is(err, qrcode.ErrURL) {
			t.Errorf("%s: QRPNG: %v", name, err)
		}
	}
}

func TestTheSVGHoldsNeitherAddressNorScript(t *testing.T) {
	svg, err := qrcode.QRSVG("https://a.example/\"><script>alert(1)</script>")
	if err != nil {
		t.Fatal(err)
	}
	if bytes.Contains(svg, []byte("script")) || bytes.Contains(svg, []byte("a.example")) {
		t.Errorf("the SVG holds the address: %s", svg[:200])
	}
}
