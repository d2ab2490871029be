package licence

import (
	"bytes"
	"image"
	"image/draw"
	_ "image/jpeg" // samples come as JPEG
	_ "image/png"  // and as PNG
)

// maxPixels of a picture that is looked at; inspected ones have no more.
const maxPixels = 50_000_000

// Read returns the fields of the sample licence in the picture, a JPEG or PNG, upright. The only error is ErrNothing.
// It is meant for pictures that shared/files/inspect has accepted. Safe for concurrent use.
func Read(picture []byte) (Fields, error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(picture))
	if err != nil || int64(config.Width)*int64(config.Height) > maxPixels {
		return Fields{}, ErrNothing
	}
	img, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return Fields{}, ErrNothing
	}
	for code := range codes(brightness(img)) {
		if s, ok := decode(code); ok {
			return parseText(s)
		}
	}
	return Fields{}, ErrNothing
}

// brightness returns the picture in grey.
func brightness(img image.Image) *image.Gray {
	size := image.Rectangle{Max: img.Bounds().Size()}
	switch img := img.(type) {
	case *image.Gray:
		return img
	case *image.YCbCr:
		return &image.Gray{Pix: img.Y, Stride: img.YStride, Rect: size}
	}
	grey := image.NewGray(size)
	draw.Draw(grey, size, img, img.Bounds().Min, draw.Src)
	return grey
}
