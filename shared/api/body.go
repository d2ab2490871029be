package api

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"shiming/shared/realname"
)

// maxBody is the largest body that is read, in bytes.
const maxBody = 64 << 10

// decode reads one JSON object strictly: unknown fields, wrong types, a second value or another media type are
// refused, each with its own code, and no part of the body is in the error.
func decode(r Request, into any) error {
	if len(bytes.TrimSpace(r.Body)) == 0 {
		return realname.Refuse(realname.CodeMalformedJSON)
	}
	if !isJSON(r.Header["content-type"]) {
		return realname.Refuse(realname.CodeUnsupportedMedia)
	}
	if !isText(r.Body) {
		return realname.Refuse(realname.CodeMalformedJSON)
	}
	dec := json.NewDecoder(bytes.NewReader(r.Body))
	dec.DisallowUnknownFields()
	err := dec.Decode(into)
	if err == nil {
		if _, more := dec.Token(); more != io.EOF {
			return realname.Refuse(realname.CodeMalformedJSON)
		}
		return exactNames(json.NewDecoder(bytes.NewReader(r.Body)))
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

// Decode reads the body of a page's request as strictly as the API reads its own.
func Decode(r Request, into any) error { return decode(r, into) }

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

// noBody accepts an absent body or an empty JSON object.
func noBody(r Request) error {
	if len(bytes.TrimSpace(r.Body)) == 0 {
		return nil
	}
	return decode(r, &struct{}{})
}

// replayOf makes the identity of a request of its idempotency key. Only digests are kept: of the key, and of route,
// path and body under the key. A body with personal data is left out (THREATS Q3): its step compares what it sealed.
func replayOf(key string, route Route, c call) (*realname.Replay, error) {
	if len(key) < 1 || len(key) > 128 || strings.ContainsFunc(key, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, realname.RefuseField(realname.CodeIdempotencyInvalid, "Idempotency-Key")
	}
	id := sha256.Sum256([]byte(string(c.actor.Role) + "\x00" + c.actor.ID + "\x00" + key))
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(route.Key() + "\x00" + c.Path + "\x00"))
	if !route.Private {
		mac.Write(bytes.TrimSpace(c.Body))
	}
	return &realname.Replay{Key: hex.EncodeToString(id[:16]), Print: hex.EncodeToString(mac.Sum(nil)[:16])}, nil
}
