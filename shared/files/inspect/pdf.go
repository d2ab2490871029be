package inspect

import (
	"bytes"
	"slices"
	"strconv"
)

const (
	maxInflated = 16 << 20 // bytes that all object streams of a PDF may unfold to
	tailSize    = 2 << 10  // where startxref stands
	maxStreams  = 5000     // object streams; writers put a hundred objects or more into each
)

// pdfSpace is the white space of ISO 32000-2, 7.2.3.
const pdfSpace = "\x00\t\n\f\r "

// active are the names (ISO 32000-2) that make a PDF do something, carry files, or hide what it holds, as keys and
// values of objects. In strings, comments and what a page shows they are words like others.
var active = []string{
	"JavaScript", "JS", "AA", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "RichMediaContent", "SubmitForm",
	"ImportData", "Rendition", "GoToE", "GoToR", "Filespec", "Encrypt", "XFA", "3D", "Movie", "Sound",
}

// pdfScan is what was met so far.
type pdfScan struct {
	data                 []byte
	active               string // the first active name
	streams              int
	inflated             int64 // bytes of object streams
	read                 int   // bytes of objects
	catalog, pages, page bool
	views                map[int]bool // of each object: whether all that bear its number are views
	opens                []int        // the objects that are opened first
}

// inspectPDF accepts a PDF from its first byte to its last, that has a cross-reference and pages, is not encrypted,
// and in which nothing is active. It reads all objects that a reader could be led to, wherever they stand, and those in
// object streams; it renders nothing. A view that is shown first, as office programs write it, is no action.
func inspectPDF(data []byte) error {
	s := pdfScan{data: data, views: map[int]bool{}}
	if !s.framed() {
		return refuse(CodeFormat, "broken PDF")
	}
	err := s.objects()
	switch {
	case s.active != "": // whatever else is wrong
		return refuse(CodeActive, "PDF with "+s.active)
	case err != nil:
		return err
	case !s.catalog || !s.pages || !s.page:
		return refuse(CodeFormat, "PDF without pages")
	case slices.ContainsFunc(s.opens, func(number int) bool { return !s.views[number] }):
		return refuse(CodeActive, "PDF with OpenAction")
	}
	return nil
}

// framed looks at both ends: a version that exists, and a last startxref that leads to a cross-reference, with nothing
// behind the end.
func (s *pdfScan) framed() bool {
	if len(s.data) < 9 || !(string(s.data[5:7]) == "1." && '0' <= s.data[7] && s.data[7] <= '7' || string(s.data[5:8]) == "2.0") {
		return false
	}
	body, ended := bytes.CutSuffix(bytes.TrimRight(s.data, pdfSpace), []byte("%%EOF"))
	if !ended {
		return false
	}
	tail := body[max(0, len(body)-tailSize):]
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 {
		return false
	}
	at, err := strconv.Atoi(string(bytes.Trim(tail[i+len("startxref"):], pdfSpace)))
	if err != nil || at < 0 || at >= len(body) {
		return false
	}
	reference := bytes.TrimLeft(body[at:], pdfSpace)
	return bytes.HasPrefix(reference, []byte("xref")) || isObject(reference)
}

// isObject tells whether the bytes begin with "12 0 obj".
func isObject(b []byte) bool {
	for range 2 {
		digits := bytes.TrimLeft(b, "0123456789")
		if len(digits) == len(b) {
			return false
		}
		b = bytes.TrimLeft(digits, pdfSpace)
	}
	return bytes.HasPrefix(b, []byte("obj"))
}

// meet remembers the names that matter.
func (s *pdfScan) meet(name string) {
	if s.active == "" && (slices.Contains(active, name) || name == "OpenAction") {
		s.active = name
	}
	s.catalog = s.catalog || name == "Catalog"
	s.pages = s.pages || name == "Pages"
	s.page = s.page || name == "Page"
}

// opening judges what a document does when it is opened.
func (s *pdfScan) opening(action pdfValue) {
	switch {
	case action.kind == pdfReference:
		s.opens = append(s.opens, action.number)
	case !action.view():
		s.meet("OpenAction")
	}
}

// object reads the value at an offset of data, as the object of that number; 0 for a trailer. It returns where the value
// ends.
func (s *pdfScan) object(data []byte, at, number int) (v pdfValue, end int, err error) {
	r := pdfReader{data: data, at: at, scan: s}
	v, ok := r.value(0)
	if !ok {
		return v, 0, errBroken
	}
	r.space()
	if number > 0 {
		before, again := s.views[number]
		s.views[number] = v.view() && (before || !again)
	}
	if len(s.views) > pdfObjects {
		return v, 0, errBroken
	}
	return v, r.at, nil
}

var errBroken = refuse(CodeFormat, "PDF with broken objects")
