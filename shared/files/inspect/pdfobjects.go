package inspect

import (
	"bytes"
	"compress/zlib"
	"io"
	"strconv"
)

// objects reads what stands behind every "12 0 obj" and every trailer, wherever it stands: a cross-reference may lead
// into what looks like a stream, a string or a comment. All are read even if one is broken, for the active names.
func (s *pdfScan) objects() (first error) {
	keep := func(err error) {
		if first == nil {
			first = err
		}
	}
	for at := 0; ; {
		i := bytes.Index(s.data[at:], []byte("obj"))
		if i < 0 {
			break
		}
		at += i + len("obj")
		if at < len(s.data) && 'a' <= s.data[at]|0x20 && s.data[at]|0x20 <= 'z' {
			continue // the beginning of a word
		}
		number, ok := s.numbered(at - len("obj"))
		if !ok {
			keep(errHidden)
		}
		if !ok || number < 0 {
			continue
		}
		v, end, err := s.object(s.data, at, number)
		if err == nil && v.kind == pdfDict && bytes.HasPrefix(s.data[end:], []byte("stream")) {
			err = s.stream(v, s.data[end+len("stream"):])
		}
		keep(err)
	}
	for at := 0; ; {
		i := bytes.Index(s.data[at:], []byte("trailer"))
		if i < 0 {
			return first
		}
		at += i + len("trailer")
		r := pdfReader{data: s.data, at: at, scan: s}
		if r.space(); bytes.HasPrefix(s.data[r.at:], []byte("<<")) {
			_, _, err := s.object(s.data, r.at, 0)
			keep(err)
		}
		if s.read > pdfWork {
			return errBroken
		}
	}
}

// numbered returns the number of the object whose keyword stands at the offset, or -1 if it is none. It is not ok if a
// comment stands within the numbers or before the keyword: no writer does that.
func (s *pdfScan) numbered(at int) (number int, ok bool) {
	rest := s.data[:at]
	for range 2 {
		blank := bytes.TrimRight(rest, pdfSpace)
		digits := bytes.TrimRight(blank, "0123456789")
		if len(digits) == len(blank) {
			return -1, !commented(rest)
		}
		number, _ = strconv.Atoi(string(blank[len(digits):])) // too large a number is nobody's reference
		rest = digits
	}
	return number, true
}

// commented tells whether data end with a comment's line, or several, behind a digit.
func commented(data []byte) bool {
	for {
		data = bytes.TrimRight(data, "\x00\t\f ")
		if len(data) == 0 || data[len(data)-1] != '\n' && data[len(data)-1] != '\r' {
			return false
		}
		data = data[:len(data)-1]
		line := data[bytes.LastIndexAny(data, "\r\n")+1:]
		for i, c := range line {
			before := bytes.TrimRight(line[:i], pdfSpace)
			if c == '%' && len(before) > 0 && '0' <= before[len(before)-1] && before[len(before)-1] <= '9' {
				return true
			}
		}
		if line = bytes.TrimLeft(line, pdfSpace); len(line) > 0 && line[0] != '%' {
			return false
		}
		data = data[:len(data)-len(line)]
	}
}

var errHidden = refuse(CodeFormat, "PDF with unusual object streams")

// stream unfolds a stream that can hold objects (ISO 32000-2, 7.5.7), whatever it calls itself, and reads those. One that
// cannot be unfolded in the usual way is refused: it would hide objects.
func (s *pdfScan) stream(dictionary pdfValue, body []byte) error {
	kind, _ := dictionary.entry("Type")
	_, counted := dictionary.entry("N") // profiles of colours have it too
	first, offset := dictionary.entry("First")
	named := kind.text == "ObjStm" || offset > 0
	if !named && counted == 0 {
		return nil
	}
	if s.streams++; s.streams > maxStreams || s.inflated > maxInflated || offset > 1 || offset == 1 && first.kind != pdfNumber || first.number < 0 {
		return errHidden
	}
	content, err := s.unfold(dictionary, body)
	if err != nil {
		return err
	}
	r := pdfReader{data: content, scan: s}
	for pairs := 0; ; pairs++ {
		number, isNumber := r.integer()
		at, isOffset := r.integer()
		switch {
		case isNumber && isOffset && at <= len(content)-first.number:
		case isNumber && (pairs == 0 || isOffset): // an object alone, or out of bounds
			return errHidden
		case pairs == 0 && named:
			return errHidden
		default:
			return nil
		}
		if _, _, err := s.object(content, first.number+at, number); err != nil {
			return err
		}
	}
}

// integer reads a whole number, if one stands there.
func (r *pdfReader) integer() (n int, ok bool) {
	r.space()
	n, err := strconv.Atoi(string(r.word()))
	return n, err == nil && n >= 0
}

// unfold returns the content of an object stream, given its dictionary and what follows its keyword: deflated without
// predictor, or as it is.
func (s *pdfScan) unfold(dictionary pdfValue, body []byte) ([]byte, error) {
	for _, other := range []string{"F", "FFilter", "DecodeParms", "DP"} {
		if _, times := dictionary.entry(other); times > 0 {
			return nil, errHidden
		}
	}
	body = bytes.TrimPrefix(bytes.TrimPrefix(body, []byte("\r")), []byte("\n"))
	filter, filters := dictionary.entry("Filter")
	length, lengths := dictionary.entry("Length")
	deflated := filter.text == "FlateDecode" || filter.text == "Fl"
	var content []byte
	switch {
	case filters == 1 && deflated && (filter.kind == pdfWord || filter.kind == pdfArray && filter.number == 1):
		in, err := zlib.NewReader(bytes.NewReader(body))
		if err != nil {
			return nil, errHidden
		}
		content, err = io.ReadAll(io.LimitReader(in, max(0, maxInflated-s.inflated)+1))
		if s.inflated += int64(len(content)); err != nil || s.inflated > maxInflated {
			return nil, errHidden // counted also when it is damaged: it was work
		}
	case filters == 0 && lengths == 1 && length.kind == pdfNumber && 0 <= length.number && length.number <= len(body) &&
		bytes.HasPrefix(bytes.TrimLeft(body[length.number:], pdfSpace), []byte("endstream")):
		content = body[:length.number]
	default:
		return nil, errHidden
	}
	return content, nil
}
