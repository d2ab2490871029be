package inspect

import (
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
)

const (
	pngSignature = "\x89PNG\r\n\x1a\n"
	chunkFrame   = 12 // length, type and checksum around the data of a chunk
)

// readPNG walks over the chunks (W3C PNG, third edition) up to IEND, decoding nothing. In data it leaves only the chunks
// that pixels are made of: their checksums are the decoder's to judge, and a damaged one of another chunk harms nobody.
func readPNG(data []byte) (header, error) {
	broken := refuse(CodeFormat, "broken chunks")
	h := header{orientation: 1, decodable: data[:len(pngSignature)]}
	rest := data[len(pngSignature):]
	for first := true; ; first = false {
		if len(rest) < chunkFrame {
			return header{}, broken
		}
		size := int64(binary.BigEndian.Uint32(rest))
		if size > int64(len(rest)-chunkFrame) {
			return header{}, broken
		}
		kind, body := string(rest[4:8]), rest[8:8+size]
		if first != (kind == "IHDR") {
			return header{}, broken
		}
		switch kind {
		case "IHDR":
			if size != 13 {
				return header{}, broken
			}
			width, height := binary.BigEndian.Uint32(body), binary.BigEndian.Uint32(body[4:])
			if width > 1<<30 || height > 1<<30 { // 2³¹ − 1 is the format's bound; this one keeps products in 64 bits
				return header{}, refuse(CodeTooManyPixels, "too many pixels")
			}
			h.width, h.height = int(width), int(height)
			h.memory = pngNeed(int64(width)*int64(height), body[8], body[9], body[12])
		case "eXIf":
			if crc32.ChecksumIEEE(rest[4:8+size]) == binary.BigEndian.Uint32(rest[8+size:]) {
				h.orientation = exifOrientation(body)
			}
		case "IEND":
			if h.orientation > 1 {
				h.memory += 4 * int64(h.width) * int64(h.height)
			}
			h.decodable = append(h.decodable, rest[:chunkFrame+size]...)
			return h, nil
		}
		if makesPixels(kind) {
			h.decodable = append(h.decodable, rest[:chunkFrame+size]...) // moves towards the front
		}
		rest = rest[chunkFrame+size:]
	}
}

// makesPixels tells whether a chunk is critical, which a capital says (5.4), or says what is see-through.
func makesPixels(kind string) bool { return kind[0]&0x20 == 0 || kind == "tRNS" }

// pngNeed returns an upper bound of the bytes at a time, without turning: as decoded, where grey may come with a
// transparent shade and become colour, then flat, and the largest pass of an interlaced picture.
func pngNeed(pixels int64, depth, colour, interlaced byte) int64 {
	const palette = 3
	decoded, flat := int64(4), int64(0) // flattened in place
	if depth == 16 {
		decoded, flat = 8, 4
	}
	if colour == palette {
		decoded, flat = 1, 4
	}
	if interlaced != 0 {
		decoded += decoded/2 + 1
	}
	return (decoded + flat) * pixels
}

// decodePNG returns a picture of 8 bits without transparency or palette: *image.Gray or *image.RGBA. A palette is
// resolved, for its unused entries could carry anything; what is see-through is laid on white, so that all see the same.
func decodePNG(r io.Reader) (image.Image, error) {
	img, err := png.Decode(r)
	if err != nil {
		return nil, err
	}
	switch img := img.(type) {
	case *image.Gray:
		return img, nil
	case *image.Gray16:
		grey := image.NewGray(img.Rect)
		for i := range grey.Pix { // both are without gaps between rows
			grey.Pix[i] = img.Pix[2*i]
		}
		return grey, nil
	case *image.RGBA: // from RGB, opaque
		return img, nil
	case *image.NRGBA:
		return flatten(img), nil
	}
	rgb := image.NewRGBA(img.Bounds())
	draw.Draw(rgb, rgb.Rect, image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.Draw(rgb, rgb.Rect, img, img.Bounds().Min, draw.Over)
	return rgb, nil
}

// flatten lays the picture on white, in its own memory.
func flatten(img *image.NRGBA) *image.RGBA {
	pix := img.Pix
	for i := 0; i+3 < len(pix); i += 4 {
		if alpha := uint32(pix[i+3]); alpha != 255 {
			for c := i; c < i+3; c++ {
				pix[c] = uint8((uint32(pix[c])*alpha + 255*(255-alpha) + 127) / 255)
			}
			pix[i+3] = 255
		}
	}
	return &image.RGBA{Pix: pix, Stride: img.Stride, Rect: img.Rect}
}

// encodePNG writes header, pixels and end: Go's encoder knows no other chunks for these types.
func encodePNG(w io.Writer, img image.Image) error {
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	return encoder.Encode(w, img)
}
