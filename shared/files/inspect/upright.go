package inspect

import (
	"image"
	"image/draw"
)

// upright returns the picture upright, given its EXIF orientation (THREATS U5): 2 mirrored, 3 upside down, 4 mirrored
// upside down, 5 to 8 with rows and columns exchanged. It returns img itself where nothing is to be done.
func upright(img image.Image, orientation int) image.Image {
	if orientation <= 1 || orientation > 8 {
		return img
	}
	size := img.Bounds().Size()
	if orientation >= 5 {
		size.X, size.Y = size.Y, size.X
	}
	frame := image.Rectangle{Max: size}
	switch img := img.(type) {
	case *image.Gray:
		dst := image.NewGray(frame)
		turnPlane(plane{dst.Pix, dst.Stride, size.X, size.Y}, plane{img.Pix, img.Stride, img.Rect.Dx(), img.Rect.Dy()}, 1, orientation)
		return dst
	case *image.YCbCr:
		if ratio, ok := turnedRatio(img.SubsampleRatio, orientation); ok {
			dst := image.NewYCbCr(frame, ratio)
			turnPlane(plane{dst.Y, dst.YStride, size.X, size.Y}, plane{img.Y, img.YStride, img.Rect.Dx(), img.Rect.Dy()}, 1, orientation)
			turnPlane(chroma(dst, dst.Cb), chroma(img, img.Cb), 1, orientation)
			turnPlane(chroma(dst, dst.Cr), chroma(img, img.Cr), 1, orientation)
			return dst
		}
	case *image.RGBA:
		dst := image.NewRGBA(frame)
		turnPlane(plane{dst.Pix, dst.Stride, size.X, size.Y}, plane{img.Pix, img.Stride, img.Rect.Dx(), img.Rect.Dy()}, 4, orientation)
		return dst
	}
	rgb := image.NewRGBA(image.Rectangle{Max: img.Bounds().Size()})
	draw.Draw(rgb, rgb.Rect, img, img.Bounds().Min, draw.Src)
	return upright(rgb, orientation)
}

// turnedRatio returns the sampling of the turned picture: what was halved sideways is then halved upwards.
func turnedRatio(ratio image.YCbCrSubsampleRatio, orientation int) (image.YCbCrSubsampleRatio, bool) {
	switch ratio {
	case image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio420:
		return ratio, true
	case image.YCbCrSubsampleRatio422:
		if orientation >= 5 {
			return image.YCbCrSubsampleRatio440, true
		}
		return ratio, true
	case image.YCbCrSubsampleRatio440:
		if orientation >= 5 {
			return image.YCbCrSubsampleRatio422, true
		}
		return ratio, true
	}
	return ratio, orientation < 5
}

// plane is a grid of samples, rows one after the other.
type plane struct {
	pix           []byte
	stride        int // bytes from one row to the next
	width, height int
}

// chroma returns one of the colour planes of the picture, which starts at 0, 0.
func chroma(img *image.YCbCr, pix []byte) plane {
	dx, dy := img.Rect.Dx(), img.Rect.Dy()
	width, height := dx, dy
	switch img.SubsampleRatio {
	case image.YCbCrSubsampleRatio422:
		width = (dx + 1) / 2
	case image.YCbCrSubsampleRatio420:
		width, height = (dx+1)/2, (dy+1)/2
	case image.YCbCrSubsampleRatio440:
		height = (dy + 1) / 2
	case image.YCbCrSubsampleRatio411:
		width = (dx + 3) / 4
	case image.YCbCrSubsampleRatio410:
		width, height = (dx+3)/4, (dy+1)/2
	}
	return plane{pix, img.CStride, width, height}
}

// turnPlane fills dst from src, samples being size bytes.
func turnPlane(dst, src plane, size, orientation int) {
	right, bottom := (src.width-1)*size, (src.height-1)*src.stride
	for y := range dst.height {
		var from, step int // where in src the row begins, and how it goes on
		switch orientation {
		case 2:
			from, step = y*src.stride+right, -size
		case 3:
			from, step = bottom-y*src.stride+right, -size
		case 4:
			from, step = bottom-y*src.stride, size
		case 5:
			from, step = y*size, src.stride
		case 6:
			from, step = bottom+y*size, -src.stride
		case 7:
			from, step = bottom+right-y*size, -src.stride
		case 8:
			from, step = right-y*size, src.stride
		}
		row := dst.pix[y*dst.stride : y*dst.stride+dst.width*size]
		for i := 0; i < len(row); i += size {
			copy(row[i:i+size], src.pix[from:from+size])
			from += step
		}
	}
}
