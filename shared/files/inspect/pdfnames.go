package inspect

import (
	"bytes"
	"encoding/hex"
	"iter"
)

// pdfName is a name of a PDF: /Catalog, also written /C#61talog.
type pdfName struct {
	text    []byte // without the slash, with #xx resolved; valid until the next name
	at, end int    // from the slash to behind the name
}

// longestName is as long as names are looked at; the format allows 127 bytes, spelt with up to three each.
const longestName = 3 * 127

// names yields everything in data that reads as a name, wherever it stands.
func names(data []byte) iter.Seq[pdfName] {
	return func(yield func(pdfName) bool) {
		var text []byte
		for at := 0; ; {
			i := bytes.IndexByte(data[at:], '/')
			if i < 0 {
				return
			}
			at += i
			end := at + 1
			text = text[:0]
			for end < len(data) && end-at <= longestName && regular(data[end]) {
				c := data[end]
				if c == '#' && end+2 < len(data) {
					var one [1]byte
					if _, err := hex.Decode(one[:], data[end+1:end+3]); err == nil {
						c, end = one[0], end+2
					}
				}
				text, end = append(text, c), end+1
			}
			if len(text) > 0 && !yield(pdfName{text, at, end}) {
				return
			}
			at++ // a name may begin within what was taken for one
		}
	}
}

// regular tells whether c can be part of a name (ISO 32000-2, 7.2.3).
func regular(c byte) bool {
	switch c {
	case 0, '\t', '\n', '\f', '\r', ' ', '(', ')', '<', '>', '[', ']', '{', '}', '/', '%':
		return false
	}
	return true
}

// objectsOnly returns a copy of data in which comments, strings in brackets and data of streams are blank.
func objectsOnly(data []byte) []byte {
	out := bytes.Clone(data)
	for i := 0; i < len(out); {
		from := i
		switch c := out[i]; {
		case c == '%':
			for i < len(out) && out[i] != '\n' && out[i] != '\r' {
				i++
			}
		case c == '(':
			i = afterString(out, i)
		case c == 's' && streamBegins(out, i):
			i += len("stream")
			from = i
			if end := bytes.Index(out[i:], []byte("endstream")); end >= 0 {
				i += end + len("endstream")
			} else {
				i = len(out)
			}
		default:
			i++
			continue
		}
		for j := from; j < i; j++ {
			out[j] = ' '
		}
	}
	return out
}

// afterString returns the index behind the string that begins at i; strings nest, and \ takes away a bracket's meaning.
func afterString(data []byte, i int) int {
	depth := 0
	for ; i < len(data); i++ {
		switch data[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(data)
}

// streamBegins tells whether the keyword stream stands at i, behind a dictionary and before a line's end.
func streamBegins(data []byte, i int) bool {
	rest, ok := bytes.CutPrefix(data[i:], []byte("stream"))
	return ok && len(rest) > 0 && (rest[0] == '\n' || rest[0] == '\r') &&
		bytes.HasSuffix(bytes.TrimRight(data[max(0, i-64):i], pdfSpace), []byte(">>"))
}
