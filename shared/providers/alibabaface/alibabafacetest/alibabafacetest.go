// Package alibabafacetest is the double of Alibaba Cloud's face verification: it checks what that checks, and knows of each
// flow how it went. Nothing but tests may import it.
package alibabafacetest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/wire/alibabatest"
)

// Scene is the scene that the double knows.
const Scene = "1000000006"

// Double is the other side. Safe for concurrent use.
type Double struct {
	*alibabatest.Server

	mu     sync.Mutex
	orders map[string]bool
	flows  map[string]*flow // by CertifyId
}

type flow struct {
	check           realname.CheckID
	passed, subCode string
	code            string // of the whole answer, where that is not 200
}

// New starts a double. It lives as long as the test.
func New(t *testing.T) *Double {
	t.Helper()
	d := &Double{orders: map[string]bool{}, flows: map[string]*flow{}}
	d.Server = alibabatest.Serve(t, "2019-03-07", map[string]alibabatest.Action{"InitFaceVerify": d.begin, "DescribeFaceVerify": d.describe})
	return d
}

// Finish ends every flow of the check with a verdict.
func (d *Double) Finish(check realname.CheckID, passed, subCode string) {
	d.each(check, func(f *flow) { f.passed, f.subCode, f.code = passed, subCode, "" })
}

// Answer lets the questions about the check be answered with another code than 200.
func (d *Double) Answer(check realname.CheckID, code string) {
	d.each(check, func(f *flow) { f.code = code })
}

func (d *Double) each(check realname.CheckID, change func(*flow)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, f := range d.flows {
		if f.check == check {
			change(f)
		}
	}
}

// CheckOf tells which check the address of a flow belongs to.
func (d *Double) CheckOf(t *testing.T, address string) realname.CheckID {
	t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	_, id, _ := strings.Cut(address, "certifyId=")
	if f := d.flows[id]; f != nil {
		return f.check
	}
	t.Error("there is no flow at this address")
	return ""
}

var (
	order  = regexp.MustCompile(`^[0-9A-Za-z]{32}$`)
	number = regexp.MustCompile(`^[0-9]{17}[0-9X]$`)
	back   = regexp.MustCompile(`/v1/checks/(chk_[a-z2-7]{26}_[0-9]+)/return$`)
)

func (d *Double) begin(form url.Values) (int, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var meta struct{ BioMetaInfo, DeviceType, UA string }
	returned := back.FindStringSubmatch(form.Get("ReturnUrl"))
	switch {
	case form.Get("SceneId") != Scene:
		return alibabatest.Said("404", nil)
	case form.Get("ProductCode") != "ID_PRO" || form.Get("CertType") != "IDENTITY_CARD" || form.Get("CertName") == "" ||
		!number.MatchString(form.Get("CertNo")) || !order.MatchString(form.Get("OuterOrderNo")) || d.orders[form.Get("OuterOrderNo")] ||
		form.Get("CertifyUrlType") != "H5" || json.Unmarshal([]byte(form.Get("MetaInfo")), &meta) != nil || meta.DeviceType != "h5" || returned == nil:
		return alibabatest.Said("400", nil)
	}
	d.orders[form.Get("OuterOrderNo")] = true
	id := fmt.Sprintf("91707dc296d469ad38e4c5efa6a0%04d", len(d.flows))
	d.flows[id] = &flow{check: realname.CheckID(returned[1]), code: "403"}
	return alibabatest.Said("200", map[string]any{"ResultObject": map[string]any{
		"CertifyId": id, "CertifyUrl": "https://picker.antcloudauth.example/web-sdk?certifyId=" + id,
	}})
}

func (d *Double) describe(form url.Values) (int, string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.flows[form.Get("CertifyId")]
	switch {
	case form.Get("SceneId") != Scene:
		return alibabatest.Said("404", nil)
	case f == nil:
		return alibabatest.Said("406", nil)
	case f.code != "":
		return alibabatest.Said(f.code, nil)
	}
	return alibabatest.Said("200", map[string]any{"ResultObject": map[string]any{
		"Passed": f.passed, "SubCode": f.subCode, "IdentityInfo": "", "MaterialInfo": "{}", "DeviceRisk": "",
	}})
}
