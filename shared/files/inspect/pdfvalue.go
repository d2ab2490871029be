package inspect

import (
	"bytes"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
)

// pdfKind is what a value of a PDF is (ISO 32000-2, 7.3).
type pdfKind int

const (
	pdfPlain     pdfKind = iota // a string, true, false or null
	pdfNumber                   // of any kind
	pdfWord                     // its text is text
	pdfReference                // to the object number
	pdfArray                    // its only or first name is text, how many values it has is number
	pdfDict                     // those of its entries that matter are entries
)

// pdfValue is a value as far as it matters here; its parts are not kept, or a small file could fill the memory.
type pdfValue struct {
	kind    pdfKind
	text    string
	number  int
	entries []pdfEntry
	nested  bool // an array with a dictionary inside
}

// pdfEntry is an entry of a dictionary that matters.
type pdfEntry struct {
	key   string
	value pdfValue
}

// entry returns the entry's value, and how often the dictionary has it: readers disagree on which of two counts.
func (v pdfValue) entry(key string) (value pdfValue, times int) {
	for _, e := range v.entries {
		if e.key == key {
			value, times = e.value, times+1
		}
	}
	return value, times
}

// view tells whether the value only says what is shown first: a destination, or the action that goes there (12.6.4.2).
func (v pdfValue) view() bool {
	if v.kind == pdfArray {
		return !v.nested
	}
	kind, once := v.entry("S")
	_, more := v.entry("Next")
	return v.kind == pdfDict && once == 1 && kind.text == "GoTo" && more == 0
}

// keptEntries are those that are asked for later.
var keptEntries = []string{"S", "Next", "Type", "N", "First", "Filter", "F", "FFilter", "DecodeParms", "DP", "Length"}

const (
	pdfDepth   = 64       // how deep values may lie in one another
	pdfWork    = 64 << 20 // bytes that are read as objects: each once, unless one is made to hide in another
	pdfObjects = 200_000  // objects of a file
)

// pdfReader reads values as a reader of PDFs does; what is out of the ordinary is not ok, for readers would disagree.
type pdfReader struct {
	data []byte
	at   int
	scan *pdfScan
}

// value reads the next value, and tells the scan of the names and openings that it meets.
func (r *pdfReader) value(depth int) (v pdfValue, ok bool) {
	r.space()
	if depth > pdfDepth || r.at >= len(r.data) || r.scan.read > pdfWork {
		return v, false
	}
	rest := r.data[r.at:]
	switch c := rest[0]; {
	case c == '/':
		v.kind, v.text = pdfWord, r.name()
		r.scan.meet(v.text)
		return v, true
	case c == '(':
		return v, r.text()
	case bytes.HasPrefix(rest, []byte("<<")):
		r.at += 2
		return r.dictionary(depth)
	case c == '<':
		end := bytes.IndexByte(rest, '>')
		if end < 0 {
			end = len(rest) - 1
		}
		r.passed(end + 1)
		return v, rest[end] == '>' && len(bytes.Trim(rest[1:end], "0123456789abcdefABCDEF"+pdfSpace)) == 0
	case c == '[':
		r.at++
		return r.array(depth)
	}
	word := r.word()
	if n, err := strconv.Atoi(string(word)); err == nil {
		v.kind, v.number = pdfNumber, n
		if r.reference() {
			v.kind = pdfReference
		}
		return v, true
	}
	switch string(word) {
	case "true", "false", "null":
		return v, true
	}
	v.kind = pdfNumber
	return v, len(word) > 0 && len(bytes.Trim(word, "+-.0123456789")) == 0
}

// array reads what follows the bracket.
func (r *pdfReader) array(depth int) (pdfValue, bool) {
	v := pdfValue{kind: pdfArray}
	for {
		if r.space(); r.at < len(r.data) && r.data[r.at] == ']' {
			r.at++
			return v, true
		}
		element, ok := r.value(depth + 1)
		if !ok {
			return v, false
		}
		if v.number++; v.text == "" {
			v.text = element.text
		}
		v.nested = v.nested || element.kind == pdfDict || element.nested
	}
}

// dictionary reads what follows the brackets.
func (r *pdfReader) dictionary(depth int) (pdfValue, bool) {
	v := pdfValue{kind: pdfDict}
	for {
		r.space()
		if bytes.HasPrefix(r.data[r.at:], []byte(">>")) {
			r.at += 2
			return v, true
		}
		if r.at >= len(r.data) || r.data[r.at] != '/' {
			return v, false
		}
		key := r.name()
		value, ok := r.value(depth + 1)
		if !ok {
			return v, false
		}
		switch {
		case key == "OpenAction":
			r.scan.opening(value)
		default:
			r.scan.meet(key)
		}
		if _, times := v.entry(key); times < 2 && slices.Contains(keptEntries, key) {
			v.entries = append(v.entries, pdfEntry{key, value})
		}
	}
}

// reference reads what makes a number a reference, "0 R", if it stands there.
func (r *pdfReader) reference() bool {
	back := r.at
	r.space()
	generation := r.word()
	r.space()
	if len(generation) > 0 && len(bytes.Trim(generation, "0123456789")) == 0 && string(r.word()) == "R" {
		return true
	}
	r.at = back
	return false
}

// name reads a name: without the slash, with #xx resolved.
func (r *pdfReader) name() string {
	r.at++
	word := r.word()
	if !bytes.Contains(word, []byte("#")) {
		return string(word)
	}
	var text []byte
	for i := 0; i < len(word); i++ {
		var one [1]byte
		if word[i] == '#' && i+2 < len(word) {
			if _, err := hex.Decode(one[:], word[i+1:i+3]); err == nil {
				text, i = append(text, one[0]), i+2
				continue
			}
		}
		text = append(text, word[i])
	}
	return string(text)
}

// text passes over a string in brackets; strings nest, and \ takes away a bracket's meaning.
func (r *pdfReader) text() bool {
	depth := 0
	for i := r.at; i < len(r.data); i++ {
		switch r.data[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				r.passed(i + 1 - r.at)
				return true
			}
		}
	}
	r.passed(len(r.data) - r.at)
	return false
}

// word reads the regular characters that follow (7.2.3).
func (r *pdfReader) word() []byte {
	from, end := r.at, r.at
	for end < len(r.data) && regular(r.data[end]) {
		end++
	}
	r.passed(end - from)
	return r.data[from:end]
}

// regular tells whether c is neither white space nor one of the characters that begin and end values.
func regular(c byte) bool { return strings.IndexByte(pdfSpace+"()<>[]{}/%", c) < 0 }

// space passes over white space and comments.
func (r *pdfReader) space() {
	end, comment := r.at, false
	for ; end < len(r.data); end++ {
		c := r.data[end]
		switch {
		case c == '%':
			comment = true
		case c == '\n' || c == '\r':
			comment = false
		}
		if !comment && strings.IndexByte(pdfSpace, c) < 0 {
			break
		}
	}
	r.passed(end - r.at)
}

// passed goes on by n bytes, and counts them: also those that are gone back on.
func (r *pdfReader) passed(n int) {
	r.at += n
	r.scan.read += n
}
