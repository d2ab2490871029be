// Package alibabasmstest is the double of Alibaba Cloud's SMS: it checks signature, template, phone and parameters, and keeps
// what it was given to send. Nothing but tests may import it.
package alibabasmstest

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"sync"
	"testing"

	"shiming/shared/wire/alibabatest"
)

// Sign is the signature that the double knows.
const Sign = "测试"

// SMS is one message.
type SMS struct {
	Phone, Template string
	Parameters      map[string]string
}

// Double is the other side. Safe for concurrent use.
type Double struct {
	*alibabatest.Server

	mu   sync.Mutex
	code string
	sent []SMS
}

// New starts a double. It lives as long as the test.
func New(t *testing.T) *Double {
	t.Helper()
	d := &Double{}
	d.Server = alibabatest.Serve(t, "2017-05-25", map[string]alibabatest.Action{"SendSms": d.send})
	return d
}

// Answer makes every phone answer with the code; empty: messages arrive.
func (d *Double) Answer(code string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.code = code
}

// Sent are the messages that arrived.
func (d *Double) Sent() []SMS {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.sent)
}

var phone = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

func (d *Double) send(form url.Values) (int, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	parameters := map[string]string{}
	switch {
	case d.code != "":
		return alibabatest.Said(d.code, nil)
	case form.Get("SignName") != Sign:
		return alibabatest.Said("isv.SMS_SIGNATURE_ILLEGAL", nil)
	case form.Get("TemplateCode") == "":
		return alibabatest.Said("isv.SMS_TEMPLATE_ILLEGAL", nil)
	case !phone.MatchString(form.Get("PhoneNumbers")):
		return alibabatest.Said("isv.MOBILE_NUMBER_ILLEGAL", nil)
	case json.Unmarshal([]byte(form.Get("TemplateParam")), &parameters) != nil:
		return alibabatest.Said("isv.INVALID_JSON_PARAM", nil)
	}
	d.sent = append(d.sent, SMS{form.Get("PhoneNumbers"), form.Get("TemplateCode"), parameters})
	return alibabatest.Said("OK", map[string]any{"BizId": "900619746936498440^0"})
}
