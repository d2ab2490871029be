package lambdalocal

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
)

// respond maps a function's answer in payload format 2.0 to an HTTP response. An answer that is not one is the
// function's mistake and shows as 500.
func respond(w http.ResponseWriter, payload []byte) {
	answer, err := parseAnswer(payload)
	if err != nil {
		refuse(w, http.StatusInternalServerError, "Internal Server Error")
		return
	}
	h := w.Header()
	for k, v := range answer.headers {
		h.Set(k, v)
	}
	if h.Get("Content-Type") == "" {
		h.Set("Content-Type", "text/plain; charset=utf-8")
	}
	for _, c := range answer.cookies {
		h.Add("Set-Cookie", c)
	}
	w.WriteHeader(answer.code)
	_, _ = w.Write(answer.body) // the client may be gone
}

type httpAnswer struct {
	code    int
	headers map[string]string
	cookies []string
	body    []byte
}

var errAnswer = errors.New("the function's answer is no HTTP response")

// parseAnswer is strict: whoever answers with a status says everything in the types of format 2.0. An answer without
// statusCode is, as on AWS, the body of a 200 in JSON.
func parseAnswer(payload []byte) (httpAnswer, error) {
	if !json.Valid(payload) {
		return httpAnswer{}, errAnswer
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(payload, &fields) != nil || fields["statusCode"] == nil {
		a := httpAnswer{code: http.StatusOK, headers: map[string]string{"Content-Type": "application/json"}, body: payload}
		var text string
		if bytes.HasPrefix(payload, []byte(`"`)) && json.Unmarshal(payload, &text) == nil {
			a.body = []byte(text)
		}
		return a, nil
	}
	var in struct {
		StatusCode      int            `json:"statusCode"`
		Headers         map[string]any `json:"headers"`
		Cookies         []string       `json:"cookies"`
		Body            string         `json:"body"`
		IsBase64Encoded bool           `json:"isBase64Encoded"`
	}
	if err := json.Unmarshal(payload, &in); err != nil || in.StatusCode < 200 || in.StatusCode > 599 {
		return httpAnswer{}, errAnswer
	}
	a := httpAnswer{code: in.StatusCode, cookies: in.Cookies, body: []byte(in.Body), headers: map[string]string{}}
	for k, v := range in.Headers {
		switch v := v.(type) {
		case string:
			a.headers[k] = v
		case bool, float64:
			text, _ := json.Marshal(v) // cannot fail
			a.headers[k] = string(text)
		default:
			return httpAnswer{}, errAnswer
		}
	}
	if in.IsBase64Encoded {
		var err error
		if a.body, err = base64.StdEncoding.DecodeString(in.Body); err != nil {
			return httpAnswer{}, errAnswer
		}
	}
	return a, nil
}
