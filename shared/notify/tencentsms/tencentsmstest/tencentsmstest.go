// Package tencentsmstest is the double of Tencent Cloud's SMS: it checks app, signature, template, phone and parameters, and
// keeps what it was given to send. Nothing but tests may import it.
package tencentsmstest

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"shiming/shared/wire/tencenttest"
)

// App and Sign are those that the double knows.
const (
	App  = "1400006666"
	Sign = "测试"
)

// SMS is one message.
type SMS struct {
	Phone, Template string
	Parameters      []string
}

// Double is the other side. Safe for concurrent use.
type Double struct {
	*tencenttest.Server

	mu   sync.Mutex
	code string
	sent []SMS
}

// New starts a double. It lives as long as the test.
func New(t *testing.T) *Double {
	t.Helper()
	d := &Double{}
	d.Server = tencenttest.Serve(t, "sms", "2021-01-11", map[string]tencenttest.Action{"SendSms": d.send})
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

var phone = regexp.MustCompile(`^\+861[3-9][0-9]{9}$`)

func (d *Double) send(body []byte) (int, string) {
	var a struct {
		PhoneNumberSet, TemplateParamSet                  []string
		SmsSdkAppId, SignName, TemplateId, SessionContext string
	}
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&a) != nil || len(a.PhoneNumberSet) != 1 || a.TemplateId == "" || len(a.SessionContext) >= 512 {
		return 200, tencenttest.Refused("InvalidParameter")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	code := d.code
	switch {
	case a.SmsSdkAppId != App:
		code = "UnauthorizedOperation.SmsSdkAppIdVerifyFail"
	case a.SignName != Sign:
		code = "FailedOperation.SignatureIncorrectOrUnapproved"
	case !phone.MatchString(a.PhoneNumberSet[0]):
		code = "InvalidParameterValue.IncorrectPhoneNumber"
	case code == "":
		code = "Ok"
		d.sent = append(d.sent, SMS{a.PhoneNumberSet[0], a.TemplateId, a.TemplateParamSet})
	}
	return tencenttest.Said(map[string]any{"SendStatusSet": []map[string]any{{
		"SerialNo": "5000:1045710669157053657849499619", "PhoneNumber": a.PhoneNumberSet[0], "Fee": 1, "SessionContext": a.SessionContext,
		"Code": code, "Message": "个人信息不应出现", "IsoCode": "CN",
	}}})
}
