package inspect

import (
	"bytes"
	"compress/zlib"
	"io"
	"slices"
	"strconv"
)

const (
	maxInflated = 16 << 20 // bytes that all object streams of a PDF may unfold to
	tailSize    = 2 << 10  // where startxref stands
	maxStreams  = 5000     // object streams; writers put a hundred objects or more into each
	maxDict     = 4 << 10  // bytes of the dictionary of one, before and behind its type
)

// pdfSpace is the white space of ISO 32000-2, 7.2.3.
const pdfSpace = "\x00\t\n\f\r "

// active are the names (ISO 32000-2) that make a PDF do something, carry files, or hide what it holds. They are long
// enough not to stand in compressed data by chance, so they are looked for everywhere, whatever a parser would skip.
var active = []string{
	"JavaScript", "OpenAction", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "RichMediaContent",
	"SubmitForm", "ImportData", "Rendition", "GoToE", "GoToR", "Filespec", "Encrypt",
}

// activeShort are looked for where objects are written only: not in strings, comments and data of streams. Each needs
// one of the long ones to do harm.
var activeShort = []string{"JS", "AA", "XFA", "3D", "Movie", "Sound"}

// pdfScan is what was met so far.
type pdfScan struct {
	data                 []byte
	streams              int
	inflated             int64 // bytes of object streams
	catalog, pages, page bool
}

// inspectPDF accepts a PDF from its first byte to its last, that has a cross-reference and pages, is not encrypted,
// and in which nothing is active. It looks for names, in all spellings (#4a for J), in the whole file and in object
// streams; it renders nothing.
func inspectPDF(data []byte) error {
	s := pdfScan{data: data}
	if !s.framed() {
		return refuse(CodeFormat, "broken PDF")
	}
	if err := s.everywhere(data); err != nil {
		return err
	}
	if err := s.objects(data); err != nil {
		return err
	}
	if err := s.objectStreams(); err != nil {
		return err
	}
	if !s.catalog || !s.pages || !s.page {
		return refuse(CodeFormat, "PDF without pages")
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

// everywhere looks for the long names in all bytes.
func (s *pdfScan) everywhere(data []byte) error {
	for name := range names(data) {
		if slices.Contains(active, string(name.text)) {
			return refuse(CodeActive, "PDF with "+string(name.text))
		}
	}
	return nil
}

// objects looks at the names in the parts of data that are objects, and remembers which were met.
func (s *pdfScan) objects(data []byte) error {
	for name := range names(objectsOnly(data)) {
		if slices.Contains(activeShort, string(name.text)) {
			return refuse(CodeActive, "PDF with "+string(name.text))
		}
		s.catalog = s.catalog || string(name.text) == "Catalog"
		s.pages = s.pages || string(name.text) == "Pages"
		s.page = s.page || string(name.text) == "Page"
	}
	return nil
}

// objectStreams unfolds every stream that holds objects (ISO 32000-2, 7.5.7), wherever its name stands, and looks at
// what it holds. One that cannot be unfolded in the usual way is refused: it would hide objects.
func (s *pdfScan) objectStreams() error {
	last := -1
	for name := range names(s.data) {
		if string(name.text) != "ObjStm" {
			continue
		}
		ahead := s.data[name.at:min(len(s.data), name.at+maxDict)]
		length := bytes.Index(ahead, []byte("stream"))
		if length < 0 {
			return errHidden
		}
		if name.at+length == last {
			continue // the same stream again
		}
		last = name.at + length
		start := max(0, name.at-maxDict)
		start += max(0, bytes.LastIndex(s.data[start:name.at], []byte("obj")))
		if bytes.Contains(ahead[:length], []byte("endobj")) {
			return errHidden
		}
		content, err := s.unfold(s.data[start:last], s.data[last+len("stream"):])
		if err != nil {
			return err
		}
		if err := s.everywhere(content); err != nil {
			return err
		}
		if err := s.objects(content); err != nil {
			return err
		}
	}
	return nil
}

var errHidden = refuse(CodeFormat, "PDF with unusual object streams")

// unfold returns the content of an object stream, given its dictionary and what follows its keyword.
func (s *pdfScan) unfold(dictionary, body []byte) ([]byte, error) {
	flate, ok := onlyFlate(dictionary)
	if s.streams++; !ok || s.streams > maxStreams {
		return nil, errHidden
	}
	var content []byte
	if flate {
		body = bytes.TrimPrefix(bytes.TrimPrefix(body, []byte("\r")), []byte("\n"))
		in, err := zlib.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, errHidden
		}
		if content, err = io.ReadAll(io.LimitReader(in, maxInflated-s.inflated+1)); err != nil {
			return nil, errHidden
		}
	} else {
		end := bytes.Index(body, []byte("endstream"))
		if end < 0 {
			return nil, errHidden
		}
		content = body[:end]
	}
	if s.inflated += int64(len(content)); s.inflated > maxInflated {
		return nil, errHidden
	}
	return content, nil
}

// onlyFlate reads the filter of a stream's dictionary: Flate without predictor, or none (false). Anything else is
// not ok.
func onlyFlate(dictionary []byte) (flate, ok bool) {
	var filters []string
	for name := range names(dictionary) {
		switch string(name.text) {
		case "FlateDecode", "Fl":
			filters = append(filters, "FlateDecode")
		case "Filter":
			rest := bytes.TrimLeft(dictionary[name.end:], pdfSpace+"[")
			if len(rest) == 0 || rest[0] != '/' {
				return false, false // a reference to somewhere else
			}
			filters = append(filters, "Filter")
		case "F", "FFilter", "Predictor", "Crypt", "ASCIIHexDecode", "AHx", "ASCII85Decode", "A85", "LZWDecode", "LZW", "RunLengthDecode", "RL":
			return false, false
		}
	}
	switch {
	case filters == nil:
		return false, true
	case slices.Equal(filters, []string{"Filter", "FlateDecode"}):
		return true, true
	}
	return false, false
}
