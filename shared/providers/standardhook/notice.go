package standardhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// maxNotice bounds what is signed of a notice: no genuine one comes near it.
const maxNotice = 1 << 10

// message is the body of a notice of a check. It carries no personal data but where an app hands an identity over, with what
// the person has consented to (RULES B8): then all of the last five, and the outcome is passed.
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

// WriteNotice writes the body that says the notice.
func WriteNotice(n realname.Notice) ([]byte, error) {
	m := message{ID: n.ID, Check: n.Check, Outcome: n.Outcome, Fault: n.Fault}
	if t := n.GroupIdentity; t != nil {
		m.Name, m.Birth, m.Site = t.Person.Name.Text(), t.Person.Birth.String(), t.Site
		m.Kind, m.Number = t.Person.Document.Kind(), t.Person.Document.Number()
	}
	return json.Marshal(m)
}

// ReadNotice says what the body means that was signed under the id, or field_invalid with the field that makes no sense.
// known says whether the provider can say an outcome with a fault.
func ReadNotice(id string, body []byte, known func(realname.Outcome, realname.Code) bool) (realname.Notice, error) {
	if len(body) > maxNotice {
		return realname.Notice{}, nonsense("body")
	}
	m, ok := decode(body)
	if !ok {
		return realname.Notice{}, nonsense("body")
	}
	if m.ID != id || !ValidID(id) {
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
	if !known(m.Outcome, m.Fault) {
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
	if t.Site = m.Site; !ValidID(m.Site) {
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
