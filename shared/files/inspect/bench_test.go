package inspect

import (
	"testing"
)

// Benchmarks of what uploads cost; B/op is the memory that one takes from the heap, all in all.
func BenchmarkInspect(b *testing.B) {
	for _, c := range []struct {
		name string
		data []byte
	}{
		{"U1_bomb_refused_from_header", bombs()[0].data},
		{"JPEG_2MP", asJPEG(photo(1600, 1200))},
		{"JPEG_12MP", asJPEG(photo(4000, 3000))},
		{"JPEG_12MP_turned", withSegments(asJPEG(photo(4000, 3000)), exifSegment(6))},
		{"JPEG_25MP_64_scans", progressive(5000, 5000, 64)},
		{"PNG_2MP", asPNG(photo(1600, 1200))},
		{"PDF_small", pdfWith("")},
		{"PDF_5MB", pdfWith("", stream("", make([]byte, 4<<20)))},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = inspectBytes(c.data, form)
			}
		})
	}
}
