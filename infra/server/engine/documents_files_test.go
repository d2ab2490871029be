package engine_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"testing"

	"shiming/infra/tools/licences/samples"
	"shiming/shared/realname"
)

// file is something to upload.
type file struct {
	name    string
	purpose realname.Purpose
	media   string
	data    []byte
	code    string   // of the refusal, or "" for accepted
	gone    []string // what must not be in the clean copy
}

func coloured(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{byte(x), byte(y), byte(x + y), 255})
		}
	}
	return img
}

func asPNG(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(tb testing.TB, img image.Image) []byte {
	tb.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// files are a sample of the corpus of shared/files/inspect.
func files(tb testing.TB) []file {
	picture := asJPEG(tb, coloured(500, 400))
	comment := append([]byte{0xFF, 0xFE, 0, 30}, "<?php system($_GET['c']); ?>"...)
	bomb := []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x2e\xe0\x00\x00\x2e\xe0\x08\x06\x00\x00\x00\x3a\xdf\xc6\x7c")
	grey := image.NewGray(image.Rect(0, 0, 400, 400))
	for i := range grey.Pix {
		grey.Pix[i] = byte(i)
	}
	const jpg, pngType = "image/jpeg", "image/png"
	return []file{
		{"RULES_C1_a_licence", realname.LicencePicture, pngType, samples.All()[0].Picture(), "", nil},
		{"RULES_C7_a_picture_of_the_representative", realname.PortraitSide, jpg, picture, "", nil},
		{"RULES_C7_the_other_side", realname.EmblemSide, pngType, asPNG(tb, coloured(400, 300)), "", nil},
		{"RULES_C1_black_and_white", realname.LicencePicture, pngType, asPNG(tb, grey), "document_copy", nil},
		{"RULES_C1_5_MB", realname.LicencePicture, jpg, append(bytes.Clone(picture), make([]byte, 5<<20-len(picture))...), "", nil},
		{"RULES_C1_too_small_to_read", realname.EmblemSide, pngType, asPNG(tb, coloured(200, 200)), "document_unreadable", nil},
		{"THREATS_U1_a_bomb", realname.LicencePicture, pngType, bomb, "document_format", nil},
		{"THREATS_U3_HTML", realname.LicencePicture, jpg, []byte("<html><script>alert(1)</script></html>"), "document_format", nil},
		{"THREATS_U3_SVG", realname.PortraitSide, pngType, []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), "document_format", nil},
		{"THREATS_U3_a_PNG_that_says_JPEG", realname.PortraitSide, jpg, asPNG(tb, coloured(400, 400)), "document_format", nil},
		{"THREATS_U4_a_ZIP_behind", realname.PortraitSide, jpg, append(bytes.Clone(picture), "PK\x03\x04 evil.exe"...), "", []string{"PK\x03\x04", "evil.exe"}},
		{"THREATS_U4_PHP_as_comment", realname.PortraitSide, jpg, append(append(bytes.Clone(picture[:2]), comment...), picture[2:]...), "", []string{"<?php"}},
		{"THREATS_U6_truncated", realname.PortraitSide, jpg, picture[:len(picture)/2], "document_format", nil},
	}
}
