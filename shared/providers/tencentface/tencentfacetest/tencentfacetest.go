// Package tencentfacetest is the double of Tencent Cloud's FaceID and E证通: it checks what they check, as ADAPTERS A1 to A5
// has it, and knows of each check that was begun how it went. Nothing but tests may import it.
package tencentfacetest

import (
	"encoding/json"
	"fmt"
	"maps"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"shiming/shared/realname"
	"shiming/shared/wire/tencenttest"
)

// RuleID and MerchantID are those that the double knows.
const (
	RuleID     = "1"
	MerchantID = "0NSJ2408121539339215"
)

// Double is the other side. Safe for concurrent use.
type Double struct {
	*tencenttest.Server

	mu     sync.Mutex
	checks map[string]*check // by token
}

type check struct {
	scan             bool
	name, id, extra  string
	text             map[string]any // nil: not finished
	status           string
	refuse           string
	rule, returnAddr string
}

// New starts a double. It lives as long as the test.
func New(t *testing.T) *Double {
	t.Helper()
	d := &Double{checks: map[string]*check{}}
	d.Server = tencenttest.Serve(t, "faceid", "2018-03-01", map[string]tencenttest.Action{
		"DetectAuth": d.detectAuth, "GetDetectInfoEnhanced": d.detectInfo,
		"GetEidToken": d.eidToken, "CheckEidTokenStatus": d.eidStatus, "GetEidResult": d.eidResult,
	})
	return d
}

// Finish ends every flow of the check with the text of a result, on top of that of somebody who was compared.
func (d *Double) Finish(id realname.CheckID, text map[string]any) {
	d.each(id, func(c *check) {
		c.status = "finished"
		c.text = map[string]any{
			"ErrCode": 0, "ErrMsg": "成功", "IdCard": c.id, "Name": c.name, "Extra": c.extra, "UseIDType": 0, "LiveStatus": 0,
			"LiveMsg": "成功", "Comparestatus": 0, "Comparemsg": "成功", "Sim": "92.18", "CompareLibType": "权威库",
			"LivenessInfoTag": nil, "LivenessDetail": nil, "Mobile": "", "Location": nil, "PassNo": nil, "VisaNum": nil,
		}
		maps.Copy(c.text, text)
	})
}

// Status sets what CheckEidTokenStatus says of every flow of the check.
func (d *Double) Status(id realname.CheckID, status string) {
	d.each(id, func(c *check) { c.status = status })
}

// Refuse lets the questions about the check be refused with a code of the API.
func (d *Double) Refuse(id realname.CheckID, code string) {
	d.each(id, func(c *check) { c.refuse = code })
}

func (d *Double) each(id realname.CheckID, change func(*check)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.checks {
		if c.extra == string(id) {
			change(c)
		}
	}
}

// CheckOf tells which check the address of a flow belongs to.
func (d *Double) CheckOf(t *testing.T, url string) realname.CheckID {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	_, token, _ := strings.Cut(url, "token=")
	if c := d.checks[token]; c != nil {
		return realname.CheckID(c.extra)
	}
	t.Errorf("there is no flow at this address")
	return ""
}

// asked are the fields of all requests; others are refused.
type asked struct {
	RuleId, MerchantId, IdCard, Name, RedirectUrl, Extra, BizToken, EidToken, InfoType string
	Config                                                                             *struct{ InputType string }
}

func read(body []byte) (asked, string) {
	var a asked
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.DisallowUnknownFields()
	if decoder.Decode(&a) != nil {
		return a, "UnknownParameter"
	}
	if len(a.RedirectUrl) > 1024 || len(a.Extra) > 1024 || utf8.RuneCountInString(a.Name) > 32 {
		return a, "InvalidParameterValue"
	}
	return a, ""
}

func refused(code string) (int, string) { return 200, tencenttest.Refused(code) }

func (d *Double) detectAuth(body []byte) (int, string) {
	a, wrong := read(body)
	switch {
	case wrong != "":
		return refused(wrong)
	case a.RuleId != RuleID:
		return refused("InvalidParameterValue.RuleIdNotExist")
	case len(a.IdCard) != 18 || strings.ToUpper(a.IdCard) != a.IdCard || a.Name == "":
		return refused("InvalidParameter")
	}
	token := d.begin(&check{name: a.Name, id: a.IdCard, extra: a.Extra, rule: a.RuleId, returnAddr: a.RedirectUrl})
	return tencenttest.Said(map[string]any{"Url": "https://faceid.example/h5?token=" + token, "BizToken": token})
}

func (d *Double) eidToken(body []byte) (int, string) {
	a, wrong := read(body)
	switch {
	case wrong != "":
		return refused(wrong)
	case a.MerchantId != MerchantID:
		return refused("InvalidParameterValue")
	case a.Config == nil || a.Config.InputType != "4" || len(a.IdCard) != 18 || a.Name == "":
		return refused("InvalidParameter")
	}
	token := d.begin(&check{scan: true, name: a.Name, id: a.IdCard, extra: a.Extra, status: "init", returnAddr: a.RedirectUrl})
	return tencenttest.Said(map[string]any{"Url": "https://eid.example/h5?token=" + token, "EidToken": token})
}

func (d *Double) begin(c *check) string {
	d.mu.Lock()
	defer d.mu.Unlock()
	token := fmt.Sprintf("CE661F1A-0F1E-45BD-BE13-%012d", len(d.checks))
	d.checks[token] = c
	return token
}

// find returns the flow of a token as it is, and how it is refused.
func (d *Double) find(token string, scan bool) (check, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.checks[token]
	if c == nil || c.scan != scan {
		return check{}, "InvalidParameterValue.BizTokenIllegal"
	}
	return *c, c.refuse
}

func (d *Double) detectInfo(body []byte) (int, string) {
	a, wrong := read(body)
	c, no := d.find(a.BizToken, false)
	switch {
	case wrong != "":
		return refused(wrong)
	case no != "":
		return refused(no)
	case a.RuleId != c.rule:
		return refused("InvalidParameterValue.RuleIdNotExist")
	case a.InfoType != "1": // nobody here may have a face
		return refused("UnauthorizedOperation.NonAuthorize")
	case c.text == nil:
		return tencenttest.Said(map[string]any{"Text": map[string]any{"ErrCode": nil, "Extra": c.extra}, "IdCardData": nil, "BestFrame": nil})
	}
	return tencenttest.Said(map[string]any{"Text": c.text, "IdCardData": nil, "BestFrame": nil, "VideoData": nil})
}

func (d *Double) eidStatus(body []byte) (int, string) {
	a, wrong := read(body)
	c, no := d.find(a.EidToken, true)
	switch {
	case wrong != "":
		return refused(wrong)
	case no != "":
		return refused(no)
	}
	return tencenttest.Said(map[string]any{"Status": c.status})
}

func (d *Double) eidResult(body []byte) (int, string) {
	a, wrong := read(body)
	c, no := d.find(a.EidToken, true)
	switch {
	case wrong != "":
		return refused(wrong)
	case no != "":
		return refused(no)
	case a.InfoType != "1":
		return refused("UnauthorizedOperation.NonAuthorize")
	}
	return tencenttest.Said(map[string]any{"Text": c.text, "EidInfo": nil})
}
