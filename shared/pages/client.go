package pages

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"strings"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// answerLimit is more than any answer of the API has.
const answerLimit = 4 << 20

// problem is what the API refuses with (RFC 9457), and what we say when it does not answer.
type problem struct {
	Status     int
	Code       string
	Message    string
	MessageZH  string `json:"message_zh"`
	Field      string
	RetryAfter string `json:"retry_after"`
	Site       *site
	RequestID  string `json:"request_id"`
	Errors     []fieldFault
}

// fieldFault is one fault of a body, at the place that a JSON pointer names.
type fieldFault struct {
	Pointer   string
	Purpose   string // of which paper, where the body names papers by their ids
	Code      string
	Message   string
	MessageZH string `json:"message_zh"`
}

// name is the name of the field: its way in the body, with dots; of a paper what it is for, by which its box is named.
func (f fieldFault) name() string {
	return cmp.Or(f.Purpose, strings.ReplaceAll(strings.Trim(f.Pointer, "#/"), "/", "."))
}

func (p *problem) say(l frame.Lang) string { return l.Pick(p.Message, p.MessageZH) }

// unreachable is the problem of an API that does not answer: whether the request took effect is not known.
func unreachable() *problem {
	s := texts.Errors.Unreachable
	return &problem{Status: http.StatusBadGateway, Code: "unreachable", Message: s.EN, MessageZH: s.ZH}
}

// faults are the messages of the faults by the name of their field. A field that is named otherwise than in the body is found
// by its last words.
func (p *problem) faults(l frame.Lang) map[string]string {
	all := map[string]string{}
	for _, f := range p.Errors {
		said := l.Pick(f.Message, f.MessageZH)
		if f.Code == string(realname.CodeFieldRequired) { // which, is where it stands
			said = l.T(texts.Form.Missing)
		}
		all[f.name()] = said
	}
	if len(all) == 0 && p.Field != "" {
		all[p.Field] = p.say(l)
	}
	return all
}

func (v *visit) get(path string, into any) *problem {
	return v.ask(http.MethodGet, path, nil, "", into)
}

func (v *visit) post(path string, body any, key string, into any) *problem {
	return v.ask(http.MethodPost, path, body, key, into)
}

// ask sends a request to the API as the signed-in person, and reads the answer into a value; nil: it is not read. key makes a
// repeated request the same request.
func (v *visit) ask(method, path string, body any, key string, into any) *problem {
	return v.askAs(v.session.Token, method, path, body, key, into)
}

func (v *visit) askAs(token, method, path string, body any, key string, into any) *problem {
	answer, status, p := v.raw(token, method, path, body, key)
	if p != nil {
		return p
	}
	if status >= 400 {
		return refusal(answer, status)
	}
	if into != nil && json.Unmarshal(answer, into) != nil {
		return unreachable()
	}
	return nil
}

// refusal reads what the API refused with.
func refusal(answer []byte, status int) *problem {
	p := &problem{}
	if json.Unmarshal(answer, p) != nil || p.Code == "" {
		return unreachable()
	}
	p.Status = status
	return p
}

// raw sends a request and returns the answer as it is.
func (v *visit) raw(token, method, path string, body any, key string) ([]byte, int, *problem) {
	if v.session.Linked && token != "" && token == v.session.Token && strings.HasPrefix(path, "/v1/") {
		path = "/me" + path
	}
	var reader io.Reader
	if body != nil {
		encoded, err := json.Marshal(body)
		if err != nil {
			return nil, 0, unreachable()
		}
		reader = bytes.NewReader(encoded)
	}
	base := v.site.Base
	if base == "" {
		base = "https://" + v.r.Host
	}
	r, err := http.NewRequestWithContext(v.r.Context(), method, base+path, reader)
	if err != nil {
		return nil, 0, unreachable()
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", v.r.UserAgent()) // the audit trail says whose program it was, and from where (THREATS X14)
	r.RemoteAddr = v.r.RemoteAddr
	if through := v.r.Header.Get("X-Forwarded-For"); through != "" {
		r.Header.Set("X-Forwarded-For", through)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	answer, err := v.site.API.RoundTrip(r)
	if err != nil {
		return nil, 0, unreachable()
	}
	defer answer.Body.Close()
	read, err := io.ReadAll(io.LimitReader(answer.Body, answerLimit))
	if err != nil {
		return nil, 0, unreachable()
	}
	return read, answer.StatusCode, nil
}
