package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"shiming/shared/realname"
)

// The largest body that is served, and the most that is taken from the wire of one, in bytes: more, so that whoever sends
// too much is told so.
const (
	maxBody = 64 << 10
	maxRead = 1 << 20
)

// readBody reads the body of a request; what was cut short is no JSON.
func readBody(r *http.Request) []byte {
	if r.Body == nil {
		return nil
	}
	body, _ := io.ReadAll(io.LimitReader(r.Body, maxRead))
	return body
}

// withBody is the request as it came, its body to be read once more.
func (c *call) withBody() *http.Request {
	c.http.Body = io.NopCloser(bytes.NewReader(c.body))
	return c.http
}

// reading reads the body of a call: what it says, or what is wrong with it.
type reading[T any] func(c *call) (T, error)

// read reads a body of JSON, which is then parsed.
func read[B, T any](parse func(B) (T, error)) reading[T] {
	return func(c *call) (said T, err error) {
		var body B
		if err := c.decode(&body); err != nil {
			return said, err
		}
		return parse(body)
	}
}

// atItsStep reads a body that is judged after the state of its case: first of all somebody has to know that it is not asked for
// now (FAULT S4). What is no JSON is refused before. The step has to begin with the case, and to end with ask.Wrong.
func atItsStep[T any](body reading[T]) reading[T] {
	return func(c *call) (said T, err error) {
		if err := c.decode(&map[string]json.RawMessage{}); err != nil {
			return said, err
		}
		said, c.wrong = body(c)
		return said, nil
	}
}

// bodyOf is a body that was read: what it says, or all that is wrong with it.
type bodyOf[T any] struct {
	said  T
	wrong error
}

// judgedLater is atItsStep, of a step that is not asked with an Ask.
func judgedLater[T any](c *call, body reading[T]) (b bodyOf[T], err error) {
	b.said, err = atItsStep(body)(c)
	b.wrong = c.wrong
	return b, err
}

// noBody reads an absent body, or an empty JSON object.
func noBody(c *call) (struct{}, error) {
	if len(bytes.TrimSpace(c.body)) == 0 {
		return struct{}{}, nil
	}
	return struct{}{}, c.decode(&struct{}{})
}

// decode reads the body, as decode.
func (c *call) decode(into any) error {
	media, _ := c.header("Content-Type")
	return decode(media, c.body, into)
}

// Decode reads the body of a page's request as strictly as the API reads its own.
func Decode(r *http.Request, into any) error {
	return decode(r.Header.Get("Content-Type"), readBody(r), into)
}

// decode reads one JSON object strictly: unknown fields, wrong types, a second value or another media type are
// refused, each with its own code, and no part of the body is in the error.
func decode(media string, body []byte, into any) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return realname.Refuse(realname.CodeMalformedJSON)
	}
	if !isJSON(media) {
		return realname.Refuse(realname.CodeUnsupportedMedia)
	}
	if !isText(body) {
		return realname.Refuse(realname.CodeMalformedJSON)
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF {
			return realname.Refuse(realname.CodeMalformedJSON)
		}
		return exactNames(json.NewDecoder(bytes.NewReader(body)))
	}
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return realname.RefuseField(realname.CodeWrongType, wrong.Field)
	}
	if field, ok := strings.CutPrefix(err.Error(), "json: unknown field "); ok {
		return realname.RefuseField(realname.CodeUnknownField, safeField(field))
	}
	return realname.Refuse(realname.CodeMalformedJSON)
}

// isJSON reports whether a Content-Type is JSON in UTF-8: whoever says another charset would be misread (FAULTS E2).
func isJSON(contentType string) bool {
	media, parameters, err := mime.ParseMediaType(contentType)
	charset, said := parameters["charset"]
	return err == nil && media == "application/json" && (!said || strings.EqualFold(charset, "utf-8"))
}

// isText reports whether the bytes are UTF-8, and every escape in them a character: encoding/json keeps U+FFFD instead of
// what is none, so that two names would become one (FAULTS E1). U+0000 is no character of any text that we take.
func isText(body []byte) bool {
	if !utf8.Valid(body) {
		return false
	}
	for i := 0; i < len(body); i++ {
		if body[i] != '\\' {
			continue
		}
		i++ // past what is escaped, a backslash too
		unit, ok := escaped(body[i-1:])
		if !ok {
			continue
		}
		i += 4
		if !utf16.IsSurrogate(unit) {
			if unit == 0 {
				return false
			}
			continue
		}
		low, ok := escaped(body[i+1:])
		if !ok || utf16.DecodeRune(unit, low) == utf8.RuneError {
			return false
		}
		i += 6
	}
	return true
}

// escaped reads the unit of UTF-16 that the text begins with as \u and four digits.
func escaped(text []byte) (rune, bool) {
	if len(text) < 6 || text[0] != '\\' || text[1] != 'u' {
		return 0, false
	}
	unit, err := strconv.ParseUint(string(text[2:6]), 16, 16)
	return rune(unit), err == nil
}

// exactNames refuses what encoding/json lets through: a field in another spelling, as "Name", and one that stands twice.
// The value was decoded before, so it is well formed.
func exactNames(dec *json.Decoder) error {
	t, _ := dec.Token()
	if t != json.Delim('{') && t != json.Delim('[') {
		return nil
	}
	seen := map[string]bool{}
	for dec.More() {
		if t == json.Delim('{') {
			key, _ := dec.Token()
			name, _ := key.(string)
			if strings.ContainsFunc(name, misspelt) {
				return realname.Refuse(realname.CodeUnknownField)
			}
			if seen[name] {
				return realname.Refuse(realname.CodeMalformedJSON)
			}
			seen[name] = true
		}
		if err := exactNames(dec); err != nil {
			return err
		}
	}
	_, _ = dec.Token()
	return nil
}

// misspelt reports whether the character stands in no field's name.
func misspelt(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_') }

// safeField names an unknown field only when it looks like a name: whoever puts personal data there does not get it
// back in an error.
func safeField(quoted string) string {
	name := strings.Trim(quoted, `"`)
	if len(name) > 32 {
		return ""
	}
	for _, r := range name {
		if !(r >= 'a' && r <= 'z' || r == '_') {
			return ""
		}
	}
	return name
}
