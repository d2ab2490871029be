package inspect

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
)

// photo draws something like a photograph of a licence: paper, lines of print, a red seal, a little noise.
func photo(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	noise := rand.New(rand.NewPCG(1, 2))
	for y := range height {
		for x := range width {
			v := uint8(200 + 40*x/width + noise.IntN(8))
			c := color.RGBA{v, v, v - 12, 255}
			if y/12%3 == 0 && x/9%2 == 0 && x > width/8 && x < width*3/4 {
				c = color.RGBA{40, 40, 44, 255}
			}
			if dx, dy := x-width*3/4, y-height*3/4; dx*dx+dy*dy < height*height/80 {
				c = color.RGBA{200, 30, 30, 255}
			}
			img.SetRGBA(x, y, c)
		}
	}
	return img
}

// shades returns img without its colours, in the tint of the light given.
func shades(img image.Image, light color.RGBA) *image.RGBA {
	out := image.NewRGBA(img.Bounds())
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			v := int(color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y)
			out.SetRGBA(x, y, color.RGBA{uint8(v * int(light.R) / 255), uint8(v * int(light.G) / 255), uint8(v * int(light.B) / 255), 255})
		}
	}
	return out
}

// converted returns img in another of Go's image types.
func converted[T interface {
	image.Image
	Set(x, y int, c color.Color)
}](img image.Image, out T) T {
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

func asJPEG(img image.Image) []byte {
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, img, &jpeg.Options{Quality: 80}); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

func asPNG(img image.Image) []byte {
	var buf bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(&buf, img); err != nil {
		panic(err)
	}
	return buf.Bytes()
}

// seg builds a segment of a JPEG.
func seg(marker byte, body ...[]byte) []byte {
	joined := slices.Concat(body...)
	out := binary.BigEndian.AppendUint16([]byte{0xFF, marker}, uint16(len(joined)+2))
	return append(out, joined...)
}

// withSegments puts segments behind the start of a JPEG.
func withSegments(data []byte, segments ...[]byte) []byte {
	return slices.Concat(data[:2], slices.Concat(segments...), data[2:])
}

// exif builds an EXIF block: orientation, a GPS directory, a thumbnail of another picture.
func exif(order binary.AppendByteOrder, orientation uint16, thumbnail []byte) []byte {
	out := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		out = []byte("MM\x00*")
	}
	out = order.AppendUint32(out, 8)
	entry := func(tag, kind uint16, count, value uint32) {
		out = order.AppendUint32(order.AppendUint16(order.AppendUint16(out, tag), kind), count)
		if kind == typeShort {
			out = order.AppendUint16(order.AppendUint16(out, uint16(value)), 0)
			return
		}
		out = order.AppendUint32(out, value)
	}
	out = order.AppendUint16(out, 3)
	entry(0x010F, 2, 4, 0)
	entry(tagOrientation, typeShort, 1, uint32(orientation))
	entry(0x8825, 4, 1, 100)
	out = order.AppendUint32(out, 0)
	return slices.Concat(out, []byte("GPS 31.2304N 121.4737E"), thumbnail)
}

func exifSegment(orientation uint16) []byte {
	return seg(0xE1, []byte("Exif\x00\x00"), exif(binary.LittleEndian, orientation, nil))
}

// scan is one scan of a JPEG written by hand.
type scan struct {
	components string // their ids
	first, end byte   // coefficients
	data       []byte
}

// byHand builds a JPEG from a frame header on. Its tables give code 0 the meaning "no difference" and "end of block",
// so that data of zeros are a plain grey picture.
func byHand(sof, precision byte, width, height int, components string, extra []byte, scans ...scan) []byte {
	frame := []byte{precision, byte(height >> 8), byte(height), byte(width >> 8), byte(width), byte(len(components))}
	for _, id := range []byte(components) {
		frame = append(frame, id, 0x11, 0)
	}
	lengths := append([]byte{1, 1}, make([]byte, 14)...)
	out := slices.Concat([]byte{0xFF, 0xD8}, extra,
		seg(0xDB, []byte{0}, bytes.Repeat([]byte{1}, 64)),
		seg(sof, frame),
		seg(0xC4, []byte{0x00}, lengths, []byte{0, 8}),
		seg(0xC4, []byte{0x10}, lengths, []byte{0, 0xE0}))
	for _, s := range scans {
		head := []byte{byte(len(s.components))}
		for _, id := range []byte(s.components) {
			head = append(head, id, 0)
		}
		out = slices.Concat(out, seg(0xDA, head, []byte{s.first, s.end, 0}), s.data)
	}
	return append(out, 0xFF, 0xD9)
}

// sequential is the one scan of a baseline picture: two bits a block and component.
func sequential(width, height int, components string) scan {
	return scan{components, 0, 63, make([]byte, (width+7)/8*((height+7)/8)*len(components)*2/8+1)}
}

// progressive returns a progressive picture of n scans: one of the first coefficients, the others of the rest.
func progressive(width, height, n int) []byte {
	blocks := make([]byte, (width+7)/8*((height+7)/8)/8+1)
	scans := []scan{{"\x01", 0, 0, blocks}}
	for len(scans) < n {
		scans = append(scans, scan{"\x01", 1, 63, blocks})
	}
	return byHand(0xC2, 8, width, height, "\x01", nil, scans...)
}

// chunk builds a chunk of a PNG.
func chunk(kind string, body ...[]byte) []byte {
	joined := slices.Concat(body...)
	out := append(binary.BigEndian.AppendUint32(nil, uint32(len(joined))), kind...)
	out = append(out, joined...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func ihdr(width, height uint32, depth, colour, interlaced byte) []byte {
	return chunk("IHDR", binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height), []byte{depth, colour, 0, 0, interlaced})
}

// withChunks puts chunks behind the header of a PNG.
func withChunks(data []byte, chunks ...[]byte) []byte {
	const afterIHDR = 8 + 12 + 13
	return slices.Concat(data[:afterIHDR], slices.Concat(chunks...), data[afterIHDR:])
}

func pngOf(chunks ...[]byte) []byte {
	return slices.Concat([]byte(pngSignature), slices.Concat(chunks...), chunk("IEND"))
}

func deflated(data []byte) []byte {
	var buf bytes.Buffer
	w := zlib.NewWriter(&buf)
	_, _ = w.Write(data)
	_ = w.Close()
	return buf.Bytes()
}

// deflatedZeros returns the zlib stream of n zeros without compressing them all: the same million again and again, and
// the checksum by its formula.
func deflatedZeros(n int) []byte {
	const million = 1_000_000
	var buf bytes.Buffer
	w, _ := zlib.NewWriterLevel(&buf, zlib.BestCompression)
	zeros := make([]byte, million)
	var cuts []int
	for _, size := range []int{n % million, million, million} {
		_, _ = w.Write(zeros[:size])
		_ = w.Flush()
		cuts = append(cuts, buf.Len())
	}
	out := slices.Concat(buf.Bytes()[:cuts[0]], bytes.Repeat(buf.Bytes()[cuts[1]:cuts[2]], n/million), []byte{0x03, 0x00})
	return binary.BigEndian.AppendUint32(out, uint32(n%65521)<<16|1)
}

// zeros returns a PNG of zeros with as many as its header asks for; channels are bytes of a pixel.
func zeros(width, height int, depth, colour byte, channels int) []byte {
	return pngOf(ihdr(uint32(width), uint32(height), depth, colour, 0), chunk("IDAT", deflatedZeros((width*channels+1)*height)))
}

// interlaced returns img as an interlaced PNG of 8 bits (Adam7).
func interlaced(img *image.RGBA) []byte {
	var raw []byte
	for _, p := range [7][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		for y := p[1]; y < img.Rect.Dy(); y += p[3] {
			raw = append(raw, 0)
			for x := p[0]; x < img.Rect.Dx(); x += p[2] {
				c := img.RGBAAt(x, y)
				raw = append(raw, c.R, c.G, c.B)
			}
		}
	}
	return pngOf(ihdr(uint32(img.Rect.Dx()), uint32(img.Rect.Dy()), 8, 2, 1), chunk("IDAT", deflated(raw)))
}
