package inspect

import (
	"bytes"
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

// FuzzPDF mutates PDFs: what is accepted names no script in plain letters, and saying so in hex changes nothing.
func FuzzPDF(f *testing.F) {
	for _, u := range pdfs() {
		if len(u.data) < 60_000 {
			f.Add(u.data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		data = append([]byte("%PDF-1"), data[min(6, len(data)):]...)
		checkJudged(t, data)
		if _, err := inspectBytes(data, form); err == nil && bytes.Contains(data, []byte("/JavaScript ")) {
			t.Fatal("accepted with a script")
		}
		spelt := bytes.ReplaceAll(data, []byte("/JavaScript"), []byte("/J#61vaScript"))
		if _, err := inspectBytes(spelt, form); err == nil && !bytes.Equal(spelt, data) && bytes.Contains(spelt, []byte("/J#61vaScript ")) {
			t.Fatal("accepted with a script in hex")
		}
	})
}
