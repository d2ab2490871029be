package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"shiming/shared/providers/standardhook"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// maxBody bounds what is signed: no genuine callback comes near it.
const maxBody = 1 << 10

// message is the body of a callback. It carries no personal data.
type message struct {
	ID      string           `json:"id"` // as in the header webhook-id
	Check   realname.CheckID `json:"check"`
	Outcome realname.Outcome `json:"outcome"`
	Fault   realname.Code    `json:"fault,omitempty"`
}

// sign makes the callback that says n, stamped at, by the current secret (Standard Webhooks 1.0, symmetric).
func (s *Sandbox) sign(n realname.Notice, at time.Time) (steps.Callback, error) {
	body, err := json.Marshal(message{ID: n.ID, Check: n.Check, Outcome: n.Outcome, Fault: n.Fault})
	if err != nil {
		return steps.Callback{}, err
	}
	return s.signer.Sign(n.ID, at, body)
}

var errNoDeliver = errors.New("sandbox: set up without a way to deliver callbacks")

// say signs and delivers one word on a check. Its id follows from what it says, so saying it again counts once.
func (s *Sandbox) say(ctx context.Context, check realname.CheckID, w Word) error {
	if s.deliver == nil {
		return errNoDeliver
	}
	id := "msg_" + strings.TrimPrefix(string(check), "chk_") + "_" + string(w.Outcome)
	if w.Fault != "" {
		id += "_" + string(w.Fault)
	}
	cb, err := s.sign(realname.Notice{ID: id, Check: check, Outcome: w.Outcome, Fault: w.Fault}, s.clock())
	if err != nil {
		return err
	}
	return s.deliver(ctx, cb)
}

// Authenticate implements steps.Provider. The signature may be of any of the secrets; header names may be written in
// any case; the timestamp may be 300 seconds from now.
func (s *Sandbox) Authenticate(c steps.Callback, now time.Time) (realname.Notice, error) {
	id, err := s.signer.Verify(c, now)
	if err != nil {
		return realname.Notice{}, err
	}
	return read(id, c.Body)
}

// read says what an authentic callback means, or field_invalid with the field that makes no sense.
func read(id string, body []byte) (realname.Notice, error) {
	if len(body) > maxBody {
		return realname.Notice{}, nonsense("body")
	}
	m, ok := decode(body)
	if !ok {
		return realname.Notice{}, nonsense("body")
	}
	if m.ID != id || !standardhook.ValidID(id) {
		return realname.Notice{}, nonsense("id")
	}
	if _, ok := m.Check.Case(); !ok {
		return realname.Notice{}, nonsense("check")
	}
	switch m.Outcome {
	case realname.Passed, realname.Failed, realname.Noted:
	default:
		return realname.Notice{}, nonsense("outcome")
	}
	if !(Word{m.Outcome, m.Fault}).known() {
		return realname.Notice{}, nonsense("fault")
	}
	return realname.Notice{ID: id, Check: m.Check, Outcome: m.Outcome, Fault: m.Fault}, nil
}

// decode takes exactly one JSON object of the message's fields, each at most once and spelled as they are, which
// json.Unmarshal would not insist on.
func decode(body []byte) (message, bool) {
	var m message
	fields := map[string]func(string){
		"id":      func(s string) { m.ID = s },
		"check":   func(s string) { m.Check = realname.CheckID(s) },
		"outcome": func(s string) { m.Outcome = realname.Outcome(s) },
		"fault":   func(s string) { m.Fault = realname.Code(s) },
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return message{}, false
	}
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return message{}, false
		}
		name, _ := key.(string)
		set, known := fields[name]
		value, err := dec.Token()
		text, isText := value.(string)
		if !known || err != nil || !isText {
			return message{}, false
		}
		set(text)
		delete(fields, name)
	}
	if _, err := dec.Token(); err != nil {
		return message{}, false
	}
	_, err := dec.Token()
	return m, errors.Is(err, io.EOF)
}

func nonsense(field string) error {
	return &realname.Error{Code: realname.CodeFieldInvalid, Field: field}
}
