package inspect

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"io"
)

const (
	// maxScans bounds the work that a progressive picture makes, for each scan passes over all pixels. Cameras and
	// encoders write up to about 20.
	maxScans = 64
	quality  = 90 // of the clean copy
)

// frame gathers what the segments of a JPEG say (ITU-T T.81, annex B).
type frame struct {
	header
	found       bool
	progressive bool
	adobeRGB    bool
	components  int64
	samples     int64 // of all components, in whole blocks
	scans       int
}

// readJPEG walks over the segments up to the end of the picture, decoding nothing. An end is put behind the upload, for
// some cameras and scanners leave it out; whether the pixels are whole is for the decoder to say.
func readJPEG(data []byte) (header, error) {
	data = append(data, 0xFF, 0xD9)
	broken := refuse(CodeFormat, "broken segments")
	f := frame{header: header{orientation: 1}}
	exif := false
	for i := 2; ; {
		marker, body, next, ok := segment(data, i)
		if !ok {
			return header{}, broken
		}
		i = next
		switch {
		case marker == 0xD9: // end of the image
			if !f.found || f.scans == 0 {
				return header{}, broken
			}
			f.memory, f.decodable = f.need(), data
			config, err := jpeg.DecodeConfig(bytes.NewReader(data)) // the decoder must have read the same
			if err != nil || config.Width != f.width || config.Height != f.height {
				return header{}, broken
			}
			return f.header, nil
		case marker == 0xDA: // start of a scan: its data follow, in which 0xFF is followed by 0
			if f.scans++; f.scans > maxScans {
				return header{}, refuse(CodeFormat, "too many scans")
			}
		case 0xC0 <= marker && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC:
			if f.found || !f.start(marker, body) {
				return header{}, refuse(CodeFormat, "unusual coding")
			}
		case marker == 0xE1 && len(body) > 6 && string(body[:6]) == "Exif\x00\x00" && !exif:
			f.orientation, exif = exifOrientation(body[6:]), true
		case marker == 0xEE && len(body) >= 12 && string(body[:5]) == "Adobe":
			f.adobeRGB = body[11] == 0
		}
	}
}

// segment returns the next marker from data[i:] with its body, and where to go on. Bytes that belong to no segment are
// passed over, as decoders do; data of scans are such.
func segment(data []byte, i int) (marker byte, body []byte, next int, ok bool) {
	for ; i+1 < len(data); i++ {
		if data[i] != 0xFF {
			continue
		}
		marker = data[i+1]
		switch {
		case marker == 0 || marker == 1 || marker == 0xFF || 0xD0 <= marker && marker <= 0xD7: // stuffed, fill, restart
			continue
		case marker == 0xD8 || marker == 0xD9:
			return marker, nil, i + 2, true
		}
		if i+4 > len(data) {
			break
		}
		end := i + 2 + int(binary.BigEndian.Uint16(data[i+2:]))
		if end < i+4 || end > len(data) {
			break
		}
		return marker, data[i+4 : end], end, true
	}
	return 0, nil, 0, false
}

// start reads the header of the frame: baseline, extended or progressive, Huffman, 8 bits; 1, 3 or 4 components.
func (f *frame) start(marker byte, body []byte) bool {
	if marker > 0xC2 || len(body) < 6 || body[0] != 8 {
		return false
	}
	f.found = true
	f.progressive = marker == 0xC2
	f.height, f.width = int(binary.BigEndian.Uint16(body[1:])), int(binary.BigEndian.Uint16(body[3:]))
	f.components = int64(body[5])
	if f.components != 1 && f.components != 3 && f.components != 4 || len(body) != 6+3*int(f.components) {
		return false
	}
	var across, down, blocks int64 // of 8×8 samples in one unit (A.2.4)
	for c := range int(f.components) {
		h, v := int64(body[6+3*c+1]>>4), int64(body[6+3*c+1]&15)
		across, down, blocks = max(across, h), max(down, v), blocks+h*v
	}
	if across == 0 || down == 0 {
		return false
	}
	units := func(pixels int, blocks int64) int64 { return (int64(pixels) + 8*blocks - 1) / (8 * blocks) }
	f.samples = units(f.width, across) * units(f.height, down) * blocks * 64
	f.adobeRGB = f.adobeRGB || f.components == 3 && body[6] == 'R' && body[9] == 'G' && body[12] == 'B'
	return true
}

// need returns an upper bound of the bytes at a time: while decoding, or while turning, when what decoding needed is
// collected.
func (f *frame) need() int64 {
	pixels := int64(f.width) * int64(f.height)
	decoding, decoded := f.samples, f.samples
	if f.progressive {
		decoding += 4 * f.samples // coefficients are kept
	}
	if f.components == 4 || f.adobeRGB {
		decoding, decoded = decoding+4*pixels, 4*pixels
	}
	if f.orientation > 1 {
		return max(decoding, 2*decoded)
	}
	return decoding
}

// decodeJPEG returns a picture of a type that encodes without detours.
func decodeJPEG(r io.Reader) (image.Image, error) {
	img, err := jpeg.Decode(r)
	if err != nil {
		return nil, err
	}
	if cmyk, ok := img.(*image.CMYK); ok {
		return inRGB(cmyk), nil
	}
	return img, nil
}

// inRGB turns the inks of a picture for print into light, in its own memory.
func inRGB(img *image.CMYK) *image.RGBA {
	pix := img.Pix
	for i := 0; i+3 < len(pix); i += 4 {
		pix[i], pix[i+1], pix[i+2] = color.CMYKToRGB(pix[i], pix[i+1], pix[i+2], pix[i+3])
		pix[i+3] = 255
	}
	return &image.RGBA{Pix: pix, Stride: img.Stride, Rect: img.Rect}
}

// encodeJPEG writes pixels only: Go's encoder knows no metadata.
func encodeJPEG(w io.Writer, img image.Image) error {
	return jpeg.Encode(w, img, &jpeg.Options{Quality: quality})
}
