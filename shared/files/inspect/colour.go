package inspect

import (
	"image"
	"image/color"
	"slices"
)

const (
	// grid is the number of points that are looked at in each direction.
	grid = 128
	// tint is how far a point's Cb or Cr (0 to 255) must lie from what the picture's tint makes of its brightness to
	// count as coloured. The noise of cameras and JPEG stays below 10 on grey; the red of a seal lies above 60.
	tint = 20
	// coloured is how many points in a thousand must be: the seal and emblem of a licence make more than ten.
	coloured = 2
)

// inColour tells whether a picture is more than shades of one tint (RULES C1: in colour). The tint is what a point's
// brightness is multiplied by, in the median; it is taken off first, so that a photocopy under a yellow lamp, or on
// yellow paper, is still a photocopy.
func inColour(img image.Image) bool {
	if _, grey := img.(*image.Gray); grey {
		return false
	}
	bounds := img.Bounds()
	points := make([]color.YCbCr, 0, grid*grid)
	var blue, red []int
	for row := range grid {
		y := bounds.Min.Y + (2*row+1)*bounds.Dy()/(2*grid)
		for column := range grid {
			x := bounds.Min.X + (2*column+1)*bounds.Dx()/(2*grid)
			p := color.YCbCrModel.Convert(img.At(x, y)).(color.YCbCr)
			points = append(points, p)
			blue = append(blue, (int(p.Cb)-128)*256/max(int(p.Y), 32))
			red = append(red, (int(p.Cr)-128)*256/max(int(p.Y), 32))
		}
	}
	ofBlue, ofRed := median(blue), median(red)
	found := 0
	for _, p := range points {
		if away(int(p.Cb)-128, ofBlue*int(p.Y)/256) > tint || away(int(p.Cr)-128, ofRed*int(p.Y)/256) > tint {
			found++
		}
	}
	return found*1000 >= coloured*grid*grid
}

func median(values []int) int {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func away(a, b int) int { return max(a-b, b-a) }
