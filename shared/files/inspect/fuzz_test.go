package inspect

import (
	"encoding/binary"
	"image"
	"testing"
)

// checkJudged holds for whatever is uploaded: there is a result or a refusal, never both, and no other error.
func checkJudged(t *testing.T, data []byte) {
	t.Helper()
	want := Want{Types: form.Types, MaxPixels: 200_000}
	got, err := inspectBytes(data, want)
	if err != nil {
		if c := code(err); c == err.Error() || got.Type != "" || got.Clean != nil {
			t.Fatalf("refused with %q and %q", err, got.Type)
		}
		return
	}
	if got.Type != PDF {
		checkClean(t, got)
	}
}

// FuzzPicture mutates small JPEGs and PNGs of every odd kind (THREATS U3–U6).
func FuzzPicture(f *testing.F) {
	plain := image.NewRGBA(image.Rect(0, 0, 300, 300))
	small, smallPNG := asJPEG(plain), asPNG(plain)
	f.Add(withSegments(small, exifSegment(6), seg(0xFE, []byte(php))))
	f.Add(withChunks(smallPNG, chunk("eXIf", exif(binary.LittleEndian, 5, nil))))
	f.Add(asPNG(image.NewNRGBA64(plain.Rect)))
	f.Add(interlaced(plain))
	for _, u := range corpus() {
		if len(u.data) < 2000 && sniff(u.data) != PDF {
			f.Add(u.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkJudged(t, data) })
}

// FuzzPDF mutates PDFs: whatever is accepted is refused with a script, and spelling that in hex changes nothing.
func FuzzPDF(f *testing.F) {
	for _, u := range pdfs() {
		if len(u.data) < 60_000 {
			f.Add(u.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = append([]byte("%PDF-1"), data[min(6, len(data)):]...)
		checkJudged(t, data)
		if _, err := inspectBytes(data, form); err != nil {
			return
		}
		for _, script := range []string{"<< /S /JavaScript >>", "<</S/J#61vaScript>>", objectStream("<< /S /JavaScript >>", "/Filter /FlateDecode", nil)} {
			if _, err := inspectBytes(revised(data, script), form); code(err) != CodeActive {
				t.Fatalf("with %q: %v", script, err)
			}
		}
	})
}
