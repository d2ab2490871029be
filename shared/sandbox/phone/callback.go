package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/standardhook"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// maxBody bounds what is signed: no genuine callback comes near it.
const maxBody = 1 << 10

// message is the body of a callback. It carries no personal data but where an app hands an identity over, with what the
// person has consented to (RULES B8): then all of the last five, and the outcome is passed.
type message struct {
	ID      string           `json:"id"` // as in the header webhook-id
	Check   realname.CheckID `json:"check"`
	Outcome realname.Outcome `json:"outcome"`
	Fault   realname.Code    `json:"fault,omitempty"`

	Name   string                `json:"name,omitempty"`
	Kind   identity.DocumentKind `json:"document_kind,omitempty"`
	Number string                `json:"document_number,omitempty"`
	Birth  string                `json:"birth_date,omitempty"`
	Site   string                `json:"site,omitempty"` // where the identity was verified
}

// sign makes the callback that says n, stamped at, by the current secret (Standard Webhooks 1.0, symmetric).
func (s *Sandbox) sign(n realname.Notice, at time.Time) (steps.Callback, error) {
	m := message{ID: n.ID, Check: n.Check, Outcome: n.Outcome, Fault: n.Fault}
	if t := n.GroupIdentity; t != nil {
		m.Name, m.Birth, m.Site = t.Person.Name.Text(), t.Person.Birth.String(), t.Site
		m.Kind, m.Number = t.Person.Document.Kind(), t.Person.Document.Number()
	}
	body, err := json.Marshal(m)
	if err != nil {
		return steps.Callback{}, err
	}
	return s.signer.Sign(n.ID, at, body)
}

var errNoDeliver = errors.New("sandbox: set up without a way to deliver callbacks")

// say signs and delivers one word on a check, or keeps it until it is asked for; where that hands an identity over, it is
// the person's. Saying it again counts once.
func (s *Sandbox) say(ctx context.Context, check realname.Check, w Word, person realname.Person) error {
	if pulled(check.Method) {
		return s.keep(ctx, check.ID, w)
	}
	if s.deliver == nil {
		return errNoDeliver
	}
	n := w.notice(check.ID)
	if check.Method.TakesOver() && w.Outcome == realname.Passed {
		n.GroupIdentity = &realname.GroupIdentity{Person: realname.Person{Name: person.Name, Document: person.Document, Birth: person.Birth}, Site: s.site}
	}
	cb, err := s.sign(n, s.clock())
	if err != nil {
		return err
	}
	return s.deliver(ctx, cb)
}

// notice is the word on a check. Its id follows from what it says.
func (w Word) notice(check realname.CheckID) realname.Notice {
	id := "msg_" + strings.TrimPrefix(string(check), "chk_") + "_" + string(w.Outcome)
	if w.Fault != "" {
		id += "_" + string(w.Fault)
	}
	return realname.Notice{ID: id, Check: check, Outcome: w.Outcome, Fault: w.Fault}
}

// Authenticate implements steps.Pusher. The signature may be of any of the secrets; header names may be written in
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
	taken, err := m.taken()
	if err != nil {
		return realname.Notice{}, err
	}
	return realname.Notice{ID: id, Check: m.Check, Outcome: m.Outcome, Fault: m.Fault, GroupIdentity: taken}, nil
}

// taken reads the identity that an app hands over, whole or not at all; nil when there is none.
func (m message) taken() (*realname.GroupIdentity, error) {
	if m.Name == "" && m.Kind == "" && m.Number == "" && m.Birth == "" && m.Site == "" {
		return nil, nil
	}
	var t realname.GroupIdentity
	var err error
	if !m.Kind.Valid() {
		return nil, nonsense("document_kind")
	}
	if t.Person.Document, err = identity.ParseDocument(m.Kind, m.Number); err != nil {
		return nil, nonsense("document_number")
	}
	if t.Person.Name, err = identity.ParseNameOn(t.Person.Document, m.Name); err != nil || m.Outcome != realname.Passed {
		return nil, nonsense("name")
	}
	if t.Person.Birth, err = identity.ParseDate(m.Birth); err != nil {
		return nil, nonsense("birth_date")
	}
	if t.Site = m.Site; !standardhook.ValidID(m.Site) {
		return nil, nonsense("site")
	}
	return &t, nil
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

		"name":            func(s string) { m.Name = s },
		"document_kind":   func(s string) { m.Kind = identity.DocumentKind(s) },
		"document_number": func(s string) { m.Number = s },
		"birth_date":      func(s string) { m.Birth = s },
		"site":            func(s string) { m.Site = s },
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
	return realname.RefuseField(realname.CodeFieldInvalid, field)
}
