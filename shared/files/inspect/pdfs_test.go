package inspect

import (
	"bytes"
	"fmt"
	"slices"
)

// pdfBody is what a PDF needs: a catalogue, pages, a page. %s in the catalogue takes what is put in.
var pdfBody = []string{
	"<< /Type /Catalog /Pages 2 0 R %s >>",
	"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
	"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
}

// pdfOf builds a PDF of the objects given, with its cross-reference table.
func pdfOf(version string, objects ...string) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%%PDF-%s\n%%\xe2\xe3\xcf\xd3\n", version)
	var offsets []int
	for i, o := range objects {
		offsets = append(offsets, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return b.Bytes()
}

func stream(dictionary string, data []byte) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dictionary, len(data), data)
}

// pdfWith builds a PDF of one page with an addition to its catalogue and further objects.
func pdfWith(inCatalog string, more ...string) []byte {
	content := stream("/Filter /FlateDecode", deflated([]byte("BT /F1 12 Tf (/JS is no name here) Tj ET")))
	objects := []string{fmt.Sprintf(pdfBody[0], inCatalog), pdfBody[1], pdfBody[2], content}
	return pdfOf("1.7", append(objects, more...)...)
}

// objectStream builds an object stream of one object.
func objectStream(object string, filter string, data []byte) string {
	if data == nil {
		data = deflated([]byte("9 0 " + object))
	}
	return stream("/Type /ObjStm /N 1 /First 4 "+filter, data)
}

// modern builds a PDF as written since version 1.5: catalogue and pages in an object stream, and a cross-reference
// that is a stream.
func modern(inCatalog string) []byte {
	catalog := fmt.Sprintf(pdfBody[0], inCatalog)
	numbers := fmt.Sprintf("1 0 2 %d 3 %d ", len(catalog), len(catalog+pdfBody[1]))
	inside := numbers + catalog + pdfBody[1] + pdfBody[2]
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	fmt.Fprintf(&b, "5 0 obj\n%s\nendobj\n",
		stream(fmt.Sprintf("/Type /ObjStm /N 3 /First %d /Filter /FlateDecode", len(numbers)), deflated([]byte(inside))))
	start := b.Len()
	fmt.Fprintf(&b, "6 0 obj\n%s\nendobj\n", stream("/Type /XRef /W [1 2 1] /Size 7 /Root 1 0 R /Filter /FlateDecode", deflated(make([]byte, 28))))
	fmt.Fprintf(&b, "startxref\n%d\n%%%%EOF", start)
	return b.Bytes()
}

// revised appends an object to a PDF as a later revision does.
func revised(pdf []byte, object string) []byte {
	out := slices.Concat(pdf, []byte("1 0 obj\n"+object+"\nendobj\n"))
	return fmt.Appendf(out, "xref\n1 1\n%010d 00000 n \ntrailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(pdf), len(out))
}
