package inspect

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"slices"
	"strings"
	"sync"
)

// upload is a file of the corpus and what must become of it.
type upload struct {
	name string // of the subtest: RULES or THREATS and what it is
	want Want
	data []byte
	code string   // of the refusal, or "" for accepted
	gone []string // what must not be in the clean copy
}

var (
	licence = Want{Types: []Type{JPEG, PNG}, Colour: true} // RULES C1
	either  = Want{Types: []Type{JPEG, PNG}}               // colour not asked
	form    = Want{Types: []Type{JPEG, PNG, PDF}}          // an application form
	colours = []color.Color{color.White, color.Black, color.RGBA{200, 30, 30, 255}, color.RGBA{20, 40, 180, 255}}
)

const (
	php  = "<?php system($_GET['c']); ?>"
	html = "<html><script>alert(1)</script></html>"
	zip  = "PK\x03\x04\x14\x00\x00\x00\x08\x00evil.exePK\x05\x06"
	mvg  = "push graphic-context\nviewbox 0 0 640 480\nfill 'url(https://example.com/\"|ls \"-la)'\npop graphic-context"
	svg  = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`
	xmp  = "http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta>who took it, and where</x:xmpmeta>"
	gps  = "GPS 31.2304N"
)

// corpus builds all uploads, once.
var corpus = sync.OnceValue(func() []upload {
	return slices.Concat(plainUploads(), bombs(), disguised(), polyglots(), metadata(), oddJPEGs(), oddPNGs(), pdfs())
})

func plainUploads() []upload {
	p := photo(560, 392)
	colourful, colourPNG := asJPEG(p), asPNG(p)
	sepia := color.RGBA{255, 235, 190, 255}
	sealed := shades(p, color.RGBA{255, 255, 255, 255})
	for y := 260; y < 320; y++ {
		for x := 420; x < 480; x++ {
			sealed.SetRGBA(x, y, color.RGBA{190, 40, 40, 255})
		}
	}
	grey := converted(p, image.NewGray(p.Rect))
	padded := func(size int) []byte { return slices.Concat(colourful, make([]byte, size-len(colourful))) }
	return []upload{
		{"RULES_C1_colour_JPEG", licence, colourful, "", nil},
		{"RULES_C1_colour_PNG", licence, colourPNG, "", nil},
		{"RULES_C1_small_red_seal", licence, asJPEG(sealed), "", nil},
		{"RULES_C1_grey_JPEG", licence, asJPEG(grey), CodeCopy, nil},
		{"RULES_C1_grey_PNG", licence, asPNG(grey), CodeCopy, nil},
		{"RULES_C1_grey_saved_as_colour_JPEG", licence, asJPEG(shades(p, color.RGBA{255, 255, 255, 255})), CodeCopy, nil},
		{"RULES_C1_grey_saved_as_colour_PNG", licence, asPNG(shades(p, color.RGBA{255, 255, 255, 255})), CodeCopy, nil},
		{"RULES_C1_photocopy_under_a_warm_lamp", licence, asJPEG(shades(p, sepia)), CodeCopy, nil},
		{"RULES_C1_grey_where_colour_is_not_asked", either, asJPEG(grey), "", nil},
		{"RULES_C1_grey_PNG_where_colour_is_not_asked", either, asPNG(grey), "", nil},
		{"RULES_C1_5_MB_exactly", licence, padded(DefaultMaxBytes), "", nil},
		{"RULES_C1_5_MB_and_1_byte", licence, padded(DefaultMaxBytes + 1), CodeTooLarge, nil},
		{"RULES_C1_299_pixels", licence, asJPEG(photo(600, 299)), CodeUnreadable, nil},
		{"RULES_C1_300_pixels", licence, asJPEG(photo(600, 300)), "", nil},
		{"RULES_C1_1_pixel", licence, asPNG(photo(1, 1)), CodeUnreadable, nil},
		{"THREATS_U3_empty", form, nil, CodeFormat, nil},
		{"THREATS_U3_1_byte", form, []byte{0xFF}, CodeFormat, nil},
		{"THREATS_U3_magic_bytes_only_JPEG", form, []byte("\xff\xd8\xff"), CodeFormat, nil},
		{"THREATS_U3_magic_bytes_only_PNG", form, []byte(pngSignature), CodeFormat, nil},
	}
}

func bombs() []upload {
	const huge = 12_000
	empty := chunk("IDAT", deflated(nil))
	wide := byHand(0xC0, 8, 65535, 65535, "\x01\x02\x03", nil, scan{"\x01\x02\x03", 0, 63, make([]byte, 100)})
	return []upload{
		{"THREATS_U1_12000x12000_zeros", either, zeros(huge, huge, 8, 6, 4), CodeTooManyPixels, nil},
		{"THREATS_U1_grey_zeros_in_bounds_of_bytes", Want{Types: either.Types, MaxPixels: 1 << 40},
			zeros(huge, huge, 8, 0, 1), CodeTooManyPixels, nil},
		{"THREATS_U1_more_zeros_than_pixels", either, pngOf(ihdr(400, 400, 8, 0, 0), chunk("IDAT", deflatedZeros(600_000_000))), CodeFormat, nil},
		{"THREATS_U2_JPEG_65535x65535", either, wide, CodeTooManyPixels, nil},
		{"THREATS_U2_JPEG_1x65535", either, byHand(0xC0, 8, 1, 65535, "\x01", nil, sequential(1, 65535, "\x01")), CodeUnreadable, nil},
		{"THREATS_U2_PNG_65535x65535", either, pngOf(ihdr(65535, 65535, 8, 6, 0), empty), CodeTooManyPixels, nil},
		{"THREATS_U2_PNG_8590_MP", either, pngOf(ihdr(1<<17, 1<<16, 8, 6, 0), empty), CodeTooManyPixels, nil},
		{"THREATS_U2_PNG_largest_header", either, pngOf(ihdr(1<<31-1, 1<<31-1, 16, 6, 1), empty), CodeTooManyPixels, nil},
		{"THREATS_U2_PNG_no_width", either, pngOf(ihdr(0, 400, 8, 6, 0), empty), CodeFormat, nil},
		{"THREATS_U2_progressive_that_needs_400_MB", either, byHand(0xC2, 8, 6000, 5000, "\x01\x02\x03", nil,
			scan{"\x01\x02\x03", 0, 0, make([]byte, 200_000)}), CodeTooManyPixels, nil},
		{"THREATS_U2_JPEG_without_height", either, byHand(0xC0, 8, 400, 0, "\x01", nil, sequential(400, 400, "\x01")), CodeFormat, nil},
	}
}

func disguised() []upload {
	var list []upload
	for name, data := range map[string]string{
		"GIF": "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff;", "WebP": "RIFF\x1a\x00\x00\x00WEBPVP8L", "SVG": svg,
		"HTML": html, "ZIP": zip, "PHP": php, "MVG": mvg, "BMP": "BM\x46\x00\x00\x00", "TIFF": "II*\x00\x08\x00\x00\x00",
		"HEIC": "\x00\x00\x00\x18ftypheic", "EXE": "MZ\x90\x00", "GIF_that_says_JPEG_later": "GIF89a\xff\xd8\xff\xe0",
		"PDF_behind_other_bytes": "hello\n%PDF-1.7", "JPEG_behind_a_blank": " \xff\xd8\xff",
	} {
		list = append(list, upload{"THREATS_U3_" + name, form, []byte(data + strings.Repeat(" ", 400)), CodeFormat, nil})
	}
	slices.SortFunc(list, func(a, b upload) int { return strings.Compare(a.name, b.name) })
	return append(list,
		upload{"THREATS_U3_PDF_as_picture", either, pdfWith(""), CodeFormat, nil},
		upload{"THREATS_U3_PNG_where_JPEG_is_asked", Want{Types: []Type{JPEG}}, asPNG(photo(400, 300)), CodeFormat, nil},
		upload{"THREATS_U3_PHP_behind_JPEG_magic", form, []byte("\xff\xd8\xff\xe0" + php + html), CodeFormat, nil},
	)
}

func polyglots() []upload {
	p := photo(400, 310)
	data, pngData := asJPEG(p), asPNG(p)
	palette := color.Palette(colours)
	for i := 0; i+2 < len(php) && len(palette) < 256; i += 3 {
		palette = append(palette, color.RGBA{php[i], php[i+1], php[i+2], 255})
	}
	paletted := converted(p, image.NewPaletted(p.Rect, palette[:4]))
	paletted.Palette = palette
	return []upload{
		{"THREATS_U4_JPEG_with_ZIP_behind", licence, slices.Concat(data, []byte(zip)), "", []string{"PK\x03\x04", "evil.exe"}},
		{"THREATS_U4_JPEG_with_HTML_behind", licence, slices.Concat(data, []byte(html)), "", []string{"<html", "<script"}},
		{"THREATS_U4_JPEG_with_PHP_behind", licence, slices.Concat(data, []byte(php)), "", []string{"<?php"}},
		{"THREATS_U4_JPEG_with_JPEG_behind", licence, slices.Concat(data, data), "", nil},
		{"THREATS_U4_PHP_as_comment", licence, withSegments(data, seg(0xFE, []byte(php))), "", []string{"<?php"}},
		{"THREATS_U4_PHP_in_APP1", licence, withSegments(data, seg(0xE1, []byte(php))), "", []string{"<?php"}},
		{"THREATS_U4_HTML_in_APP13", licence, withSegments(data, seg(0xED, []byte("Photoshop 3.0\x00"+html))), "", []string{"<script", "Photoshop"}},
		{"THREATS_U4_PDF_in_comment", licence, withSegments(data, seg(0xFE, pdfWith("/OpenAction 9 0 R"))), "", []string{"%PDF", "OpenAction"}},
		{"THREATS_U4_PNG_with_ZIP_behind", licence, slices.Concat(pngData, []byte(zip)), "", []string{"PK\x03\x04", "evil.exe"}},
		{"THREATS_U4_PHP_in_PNG_text", licence, withChunks(pngData, chunk("tEXt", []byte("Comment\x00"+php))), "", []string{"<?php", "tEXt"}},
		{"THREATS_U4_PHP_in_PNG_palette", licence, asPNG(paletted), "", []string{"<?php", "PLTE"}},
		{"THREATS_U4_unknown_PNG_chunk", licence, withChunks(pngData, chunk("evIl", []byte(html))), "", []string{"<script", "evIl"}},
	}
}

func metadata() []upload {
	p := photo(400, 310)
	data, pngData := asJPEG(p), asPNG(p)
	thumbnail := asJPEG(photo(160, 120))
	big := binary.AppendByteOrder(binary.BigEndian)
	list := []upload{
		{"THREATS_U5_GPS_and_thumbnail", licence, withSegments(data, seg(0xE1, []byte("Exif\x00\x00"), exif(binary.LittleEndian, 1, thumbnail))), "",
			[]string{gps, "Exif", string(thumbnail[len(thumbnail)-40:])}},
		{"THREATS_U5_XMP", licence, withSegments(data, seg(0xE1, []byte(xmp))), "", []string{"xmpmeta"}},
		{"THREATS_U5_ICC", licence, withSegments(data, seg(0xE2, []byte("ICC_PROFILE\x00\x01\x01"), make([]byte, 500))), "", []string{"ICC_PROFILE"}},
		{"THREATS_U5_EXIF_big_endian", licence, withSegments(data, seg(0xE1, []byte("Exif\x00\x00"), exif(big, 6, nil))), "", []string{gps, "Exif"}},
		{"THREATS_U5_EXIF_without_sense", licence, withSegments(data, seg(0xE1, []byte("Exif\x00\x00II*\x00\xff\xff\xff\xff"))), "", []string{"Exif"}},
		{"THREATS_U5_PNG_eXIf", licence, withChunks(pngData, chunk("eXIf", exif(big, 8, nil))), "", []string{gps, "eXIf"}},
		{"THREATS_U5_PNG_XMP", licence, withChunks(pngData, chunk("iTXt", []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00"+xmp))), "", []string{"xmpmeta", "iTXt"}},
		{"THREATS_U5_PNG_compressed_text", licence, withChunks(pngData, chunk("zTXt", []byte("Comment\x00\x00"), deflated([]byte(gps)))), "", []string{"zTXt"}},
		{"THREATS_U5_PNG_ICC_and_time", licence, withChunks(pngData, chunk("iCCP", []byte("p\x00\x00"), deflated(make([]byte, 500))), chunk("tIME", make([]byte, 7))), "",
			[]string{"iCCP", "tIME"}},
	}
	for orientation := range uint16(10) {
		list = append(list, upload{fmt.Sprintf("THREATS_U5_EXIF_orientation_%d", orientation), licence,
			withSegments(data, exifSegment(orientation)), "", []string{gps, "Exif"}})
	}
	return list
}

func oddJPEGs() []upload {
	p := photo(400, 310)
	data := asJPEG(p)
	adobe := func(transform byte) []byte {
		return seg(0xEE, []byte("Adobe\x00\x64\x00\x00\x00\x00"), []byte{transform})
	}
	const four = "\x01\x02\x03\x04"
	damaged := bytes.Clone(data)
	for i := len(damaged) / 2; i < len(damaged)/2+400; i++ {
		damaged[i] = 0xFF
	}
	list := []upload{
		{"THREATS_U6_progressive", either, progressive(400, 320, 10), "", nil},
		{"THREATS_U6_progressive_300_scans", either, progressive(400, 320, 300), CodeFormat, nil},
		{"THREATS_U6_progressive_64_scans", either, progressive(400, 320, 64), "", nil},
		{"THREATS_U6_progressive_grey_where_colour_is_asked", licence, progressive(400, 320, 2), CodeCopy, nil},
		{"THREATS_U6_12_bit", either, byHand(0xC1, 12, 400, 320, "\x01", nil, sequential(400, 320, "\x01")), CodeFormat, nil},
		{"THREATS_U6_lossless", either, byHand(0xC3, 8, 400, 320, "\x01", nil, sequential(400, 320, "\x01")), CodeFormat, nil},
		{"THREATS_U6_arithmetic_coding", either, byHand(0xC9, 8, 400, 320, "\x01", nil, sequential(400, 320, "\x01")), CodeFormat, nil},
		{"THREATS_U6_2_components", either, byHand(0xC0, 8, 400, 320, "\x01\x02", nil, sequential(400, 320, "\x01\x02")), CodeFormat, nil},
		{"THREATS_U6_CMYK", either, byHand(0xC0, 8, 400, 320, four, adobe(0), sequential(400, 320, four)), "", []string{"Adobe"}},
		{"THREATS_U6_CMYK_as_YCCK_turned", either, byHand(0xC0, 8, 400, 320, four, slices.Concat(exifSegment(6), adobe(2)), sequential(400, 320, four)), "",
			[]string{"Adobe", "Exif"}},
		{"THREATS_U6_4_components_without_a_model", either, byHand(0xC0, 8, 400, 320, four, nil, sequential(400, 320, four)), CodeFormat, nil},
		{"THREATS_U6_RGB", either, withSegments(data, adobe(0)), "", []string{"Adobe"}},
		{"THREATS_U6_RGB_turned", either, withSegments(data, adobe(0), exifSegment(5)), "", []string{"Adobe", "Exif"}},
		{"THREATS_U6_two_frames", either, withSegments(data, seg(0xC0, []byte{8, 1, 64, 1, 144, 1, 1, 0x11, 0})), CodeFormat, nil},
		{"THREATS_U6_no_scan", either, byHand(0xC0, 8, 400, 320, "\x01", nil), CodeFormat, nil},
		{"THREATS_U6_scan_without_data", either, byHand(0xC0, 8, 400, 320, "\x01", nil, scan{"\x01", 0, 63, nil}), CodeFormat, nil},
		{"THREATS_U6_damaged_in_the_middle", either, damaged, CodeFormat, nil},
	}
	for _, at := range []int{3, 20, 200, len(data) / 4, len(data) / 2, len(data) - 400, len(data) - 2, len(data) - 1} {
		code := CodeFormat
		if at >= len(data)-2 {
			code = "" // FAULT F5: only the end of the file is missing, all pixels are there
		}
		list = append(list, upload{fmt.Sprintf("THREATS_U6_JPEG_truncated_at_%d", at), either, data[:at], code, nil})
		if at > 3 && at < len(data)-2 {
			list = append(list, upload{fmt.Sprintf("THREATS_U6_JPEG_truncated_at_%d_and_ended", at), either, slices.Concat(data[:at:at], []byte{0xFF, 0xD9}), CodeFormat, nil})
		}
	}
	return list
}

func oddPNGs() []upload {
	p := photo(400, 310)
	data := asPNG(p)
	deep, deepGrey := converted(p, image.NewNRGBA64(p.Rect)), converted(p, image.NewGray16(p.Rect))
	glass := converted(p, image.NewNRGBA(p.Rect))
	for i := 3; i < len(glass.Pix)/2; i += 4 {
		glass.Pix[i] = 0
	}
	broken := func(at int) []byte {
		out := bytes.Clone(data)
		out[at] ^= 0x55
		return out
	}
	text := withChunks(data, chunk("tEXt", []byte("Title\x00x")))
	text[8+25+8] ^= 1
	list := []upload{
		{"THREATS_U6_PNG_16_bit", licence, asPNG(deep), "", nil},
		{"THREATS_U6_PNG_16_bit_grey", either, asPNG(deepGrey), "", nil},
		{"THREATS_U6_PNG_interlaced", licence, interlaced(p), "", nil},
		{"THREATS_U6_PNG_see_through", licence, asPNG(glass), "", nil},
		{"THREATS_U6_PNG_1_bit", either, asPNG(converted(p, image.NewPaletted(p.Rect, colours[:2]))), "", nil},
		{"THREATS_U6_PNG_2_bit_palette", licence, asPNG(converted(p, image.NewPaletted(p.Rect, colours))), "", nil},
		{"THREATS_U6_PNG_animated", licence, withChunks(data, chunk("acTL", []byte{0, 0, 0, 2, 0, 0, 0, 0})), "", []string{"acTL"}},
		{"THREATS_U6_PNG_checksum_of_header", either, broken(8 + 8 + 13), CodeFormat, nil},
		{"THREATS_U6_PNG_checksum_of_pixels", either, broken(len(data) - 13), CodeFormat, nil},
		{"THREATS_U6_PNG_pixels_changed", either, broken(len(data) / 2), CodeFormat, nil},
		{"THREATS_U6_PNG_checksum_of_text", either, text, "", []string{"tEXt"}},
		{"THREATS_U6_PNG_two_headers", either, withChunks(data, ihdr(400, 300, 8, 2, 0)), CodeFormat, nil},
		{"THREATS_U6_PNG_without_header", either, pngOf(chunk("IDAT", deflated(nil))), CodeFormat, nil},
		{"THREATS_U6_PNG_of_zeros", either, zeros(620, 610, 8, 2, 3), "", nil},
		{"THREATS_U6_PNG_without_pixels", either, pngOf(ihdr(400, 300, 8, 2, 0)), CodeFormat, nil},
		{"THREATS_U6_PNG_too_few_pixels_inside", either, pngOf(ihdr(400, 300, 8, 2, 0), chunk("IDAT", deflated(make([]byte, 1000)))), CodeFormat, nil},
		{"THREATS_U6_PNG_depth_3", either, pngOf(ihdr(400, 300, 3, 0, 0), chunk("IDAT", deflatedZeros(1_000_000))), CodeFormat, nil},
	}
	for _, at := range []int{9, 30, 50, len(data) / 2, len(data) - 12, len(data) - 1} {
		list = append(list, upload{fmt.Sprintf("THREATS_U6_PNG_truncated_at_%d", at), either, data[:at], CodeFormat, nil})
	}
	return list
}
