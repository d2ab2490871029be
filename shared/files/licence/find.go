package licence

import (
	"image"
	"iter"
)

// mark is one of the three marks in the corners of a QR code, by its middle.
type mark struct {
	x, y   int
	module int // pixels of one module, times 7
}

// codes yields the modules of every square that could be a QR code and stands straight: dark is true. That is enough
// for pictures that were drawn; a photograph of one is turned and bent.
func codes(img *image.Gray) iter.Seq[[][]bool] {
	return func(yield func([][]bool) bool) {
		marks := findMarks(img)
		for _, corner := range marks {
			for _, right := range marks {
				if right.x <= corner.x || !near(right.y, corner.y, corner.module) {
					continue
				}
				for _, below := range marks {
					width, height := right.x-corner.x, below.y-corner.y
					if height <= 0 || !near(below.x, corner.x, corner.module) || !near(width, height, corner.module) {
						continue
					}
					modules := (width*7+corner.module/2)/corner.module + 7
					version := (modules - 17 + 2) / 4 // sizes are 17 + 4 × version
					if version < 1 || version > 40 {
						continue
					}
					if !yield(sample(img, corner, width, height, 17+4*version)) {
						return
					}
				}
			}
		}
	}
}

// near tells whether a and b are within a module of each other.
func near(a, b, module int) bool { return (max(a, b)-min(a, b))*7 <= module }

// sample reads the middle of each module, given the corner and how far the other marks are.
func sample(img *image.Gray, corner mark, width, height, size int) [][]bool {
	out := make([][]bool, size)
	for row := range size {
		out[row] = make([]bool, size)
		for column := range size {
			// The marks' middles are in module 3 and size-4.
			x := corner.x + (column-3)*width/(size-7)
			y := corner.y + (row-3)*height/(size-7)
			out[row][column] = dark(img, x, y)
		}
	}
	return out
}

// dark tells whether the point is, where all pictures start at 0, 0. A point outside is dark, as in GrayAt.
func dark(img *image.Gray, x, y int) bool {
	return !(image.Point{x, y}).In(img.Rect) || img.Pix[y*img.Stride+x] < 128
}

// findMarks looks for dark and light in the proportion 1:1:3:1:1 (ISO/IEC 18004, 6.3.3), along rows and then down.
func findMarks(img *image.Gray) []mark {
	var marks []mark
	for y := img.Rect.Min.Y; y < img.Rect.Max.Y; y++ {
		var runs [5]int // lengths of the last runs
		now := false
		for x := img.Rect.Min.X; x <= img.Rect.Max.X; x++ {
			if d := x < img.Rect.Max.X && dark(img, x, y); d == now {
				runs[4]++
				continue
			}
			if now && isMark(runs) {
				total := runs[0] + runs[1] + runs[2] + runs[3] + runs[4]
				middle := x - total/2 - 1
				if top, ok := down(img, middle, y, total); ok {
					marks = add(marks, mark{middle, top, total})
				}
			}
			copy(runs[:], runs[1:])
			runs[4], now = 1, !now
		}
	}
	return marks
}

// isMark tells whether runs of dark and light, beginning with dark, are in proportion within half a module.
func isMark(runs [5]int) bool {
	total := runs[0] + runs[1] + runs[2] + runs[3] + runs[4]
	if total < 14 { // two pixels a module
		return false
	}
	for i, modules := range [5]int{1, 1, 3, 1, 1} {
		if off := runs[i]*7 - modules*total; off*2 > total || off*2 < -total {
			return false
		}
	}
	return true
}

// down confirms a mark in the column x, and returns the height of its middle.
func down(img *image.Gray, x, y, total int) (int, bool) {
	var runs [5]int
	top := y
	for i, want := 2, true; i >= 0; i, want = i-1, !want {
		for top >= img.Rect.Min.Y && dark(img, x, top) == want && runs[i] <= total {
			runs[i]++
			top--
		}
	}
	bottom := y + 1
	for i, want := 2, true; i <= 4; i, want = i+1, !want {
		for bottom < img.Rect.Max.Y && dark(img, x, bottom) == want && runs[i] <= total {
			runs[i]++
			bottom++
		}
	}
	return (top + bottom) / 2, isMark(runs) && near(bottom-top-1, total, total)
}

// maxMarks bounds what a picture full of squares costs.
const maxMarks = 24

// add adds a mark unless it is known.
func add(marks []mark, m mark) []mark {
	for _, known := range marks {
		if near(known.x, m.x, m.module) && near(known.y, m.y, m.module) {
			return marks
		}
	}
	if len(marks) == maxMarks {
		return marks
	}
	return append(marks, m)
}
