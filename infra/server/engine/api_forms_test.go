package engine_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/infra/tools/licences/samples"
	"shiming/shared/realname"
)

var (
	forms     = flag.Int("forms", 1000, "how many forms are typed; the figure of the README is 100000")
	formsSeed = flag.Uint64("forms-seed", 1, "what the forms are drawn from")
)

// typist types forms as people do, and as nobody should.
type typist struct {
	*world
	rand     *rand.Rand
	accounts int
	kept     map[string]string // what is kept of a form of the account, by its clean spelling
	accepted int
	steps    int // of the case
}

// desk is a case whose form is open.
type desk struct {
	path, token, licence string
	id                   realname.CaseID
}

// TestFAULT_N_everything_typed types forms with everything of FAULTS N through the whole handler: nothing breaks it, and what is
// accepted is kept as its clean spelling is, so that the same subject, the same document and the same name are found by either.
// The whole figure is
//
//	go test ./infra/server/engine -run everything_typed -forms 100000
func TestFAULT_N_everything_typed(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	x := &typist{world: w, rand: rand.New(rand.NewPCG(*formsSeed, 3))}
	began, typed := time.Now(), 0
	for typed < *forms && !t.Failed() {
		d, firm := x.sit()
		for x.steps = 1; x.steps+6 < w.e.Policy.StepsPerCase && typed < *forms && !t.Failed(); typed++ {
			x.typeForm(d, firm)
			if typed%3 == 0 {
				x.typeElsewhere(d)
			}
		}
	}
	if x.accepted < typed/4 || x.accepted == typed {
		t.Errorf("%d of %d forms were accepted: that proves little", x.accepted, typed)
	}
	t.Logf("seed %d: %d forms in %s, %d accepted", *formsSeed, typed, time.Since(began).Round(time.Second), x.accepted)
}

// sit opens a case on a new account; of an enterprise with its licence.
func (x *typist) sit() (d desk, firm bool) {
	x.tb.Helper()
	x.accounts++
	x.kept = map[string]string{} // digests of names are an account's own
	account := realname.AccountID(fmt.Sprintf("acct_typed%d", x.accounts))
	d.token, firm = x.holder(account), x.accounts%4 == 0
	kind := realname.PersonalVerification
	if firm {
		kind = realname.EnterpriseVerification
	}
	d.id = realname.CaseID(x.must(201, ask{method: "POST", path: "/v1/cases", token: d.token, body: `{"kind":"` + string(kind) + `"}`}).at("id"))
	d.path = "/v1/cases/" + string(d.id)
	if firm {
		d.licence = x.uploadLicence(d)
	}
	return d, firm
}

// uploadLicence uploads a sample of a licence, and waits until it is accepted.
func (x *typist) uploadLicence(d desk) string {
	x.tb.Helper()
	data := samples.All()[0].Picture()
	asked := x.must(201, ask{method: "POST", path: d.path + "/documents", token: d.token,
		body: fmt.Sprintf(`{"purpose":"licence","content_type":%q,"size":%d}`, http.DetectContentType(data), len(data))})
	upload := asked.json["upload"].(map[string]any)
	r := httptest.NewRequest("PUT", upload["url"].(string), bytes.NewReader(data))
	for name, value := range upload["headers"].(map[string]any) {
		r.Header.Set(name, fmt.Sprint(value))
	}
	put := httptest.NewRecorder()
	x.e.Handler.ServeHTTP(put, r)
	for until := time.Now().Add(30 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
		if x.do(ask{method: "GET", path: "/v1/documents/" + asked.at("id"), token: d.token}).at("status") == "accepted" {
			return asked.at("id")
		}
	}
	x.tb.Fatalf("the licence was not accepted: %d", put.Code)
	return ""
}

// typeForm types a form, well or badly, and looks what is kept of it.
func (x *typist) typeForm(d desk, firm bool) {
	x.tb.Helper()
	fields := x.person()
	if firm {
		fields = x.enterprise(d.licence)
	}
	clean := body(fields)
	hostile := x.rand.IntN(2) == 0
	names := slices.Sorted(keys(fields))
	for range 1 + x.rand.IntN(3) {
		at := names[x.rand.IntN(len(names))]
		value, ok := fields[at].(string)
		switch {
		case !ok || at == "licence" || at == "licence_kind" || at == "code_kind" || at == "industry":
		case hostile:
			fields[at] = x.hostile(value)
		default:
			fields[at] = x.neutral(at, value)
		}
	}
	typed := body(fields)
	got := x.do(ask{method: "POST", path: d.path + "/form", token: d.token, body: lone.Replace(typed)})
	switch {
	case got.Code >= 500:
		x.tb.Errorf("%d %s for %+q", got.Code, got.at("code"), typed)
	case got.Code != 200 && !hostile:
		x.tb.Errorf("%d %s %s for a form that says what a clean one says: %+q", got.Code, got.at("code"), got.at("field"), typed)
	}
	if got.Code != 200 {
		return
	}
	x.accepted++
	x.steps += 2
	kept := x.keeps(d)
	if hostile { // its clean spelling is what its holder is shown
		shown := x.must(200, ask{method: "GET", path: d.path + "/form", token: d.token})
		for _, at := range []string{"name", "document_number", "code"} {
			if shown.at(at) != "" {
				fields[at] = shown.at(at)
			}
		}
		clean = body(fields)
	}
	x.must(200, ask{method: "POST", path: d.path + "/back", token: d.token})
	want, known := x.kept[clean]
	if !known {
		x.steps += 2
		x.must(200, ask{method: "POST", path: d.path + "/form", token: d.token, body: clean})
		want = x.keeps(d)
		x.must(200, ask{method: "POST", path: d.path + "/back", token: d.token})
		if !hostile {
			x.kept[clean] = want
		}
	}
	if kept != want {
		x.tb.Errorf("it is kept otherwise than its clean spelling: %+q\n%s\n%s", typed, kept, want)
	}
}

// keeps is what is kept of the form that a case holds: whose it is, by which document, under which name.
func (x *typist) keeps(d desk) string {
	x.tb.Helper()
	c, err := x.e.Store.Case(x.tb.Context(), d.id)
	if err != nil {
		x.tb.Fatal(err)
	}
	f := c.Form()
	return fmt.Sprint(f.Document, f.Name, f.Number, f.Subjects, f.NameDigest)
}

// typeElsewhere types a contact, and a name to compare.
func (x *typist) typeElsewhere(d desk) {
	x.tb.Helper()
	account := "/v1/accounts/" + fmt.Sprintf("acct_typed%d", x.accounts)
	phone := "138" + fmt.Sprintf("%08d", x.rand.IntN(100_000_000))
	typed, hostile := x.neutral("phone", phone), x.rand.IntN(2) == 0
	if hostile {
		typed = x.hostile(phone)
	}
	got := x.do(ask{method: "PUT", path: account + "/contact", token: d.token, body: lone.Replace(body(map[string]any{"phone": typed}))})
	if got.Code >= 500 || !hostile && (got.Code != 200 || got.at("waiting_phone") != phone[:3]+"****"+phone[7:]) {
		x.tb.Errorf("%d %s: the phone %+q", got.Code, got.at("code"), typed)
	}
	name := x.hostile(pii.Adults[0].Name)
	got = x.do(ask{method: "POST", path: account + "/name-match", token: d.token, body: lone.Replace(body(map[string]any{"name": name}))})
	if got.Code >= 500 || got.at("matches") == "true" {
		x.tb.Errorf("%d %s: the name %+q is compared", got.Code, got.at("code"), name)
	}
	got = x.do(ask{method: "POST", path: "/sandbox/bank/payments", body: lone.Replace(body(map[string]any{
		"reference": x.hostile("SM"), "payer_name": x.hostile(pii.Adults[0].Name), "amount": x.hostile("0.37"),
	}))})
	if got.Code >= 500 {
		x.tb.Errorf("%d %s: a payment", got.Code, got.at("code"))
	}
}

// person is a form of one of the two people of an account.
func (x *typist) person() map[string]any {
	n := x.accounts%20 + x.rand.IntN(2)
	p := pii.Adults[n%len(pii.Adults)]
	return map[string]any{
		"name": p.Name, "document_kind": "resident_id", "document_number": number(3_000_000 + n), "industry": "I", "region": "CN",
		"address": map[string]string{"region": p.Region, "detail": x.maybe(p.Address)},
	}
}

// enterprise is a form of one of the sample's.
func (x *typist) enterprise(licence string) map[string]any {
	codes := []string{"91110101MA0000015M", "91110101MA0000023G", "91110101MA0000031B"}
	p := pii.Adults[0]
	return map[string]any{
		"licence_kind": "business_licence", "licence": licence, "name": "云笺示例" + []string{"甲", "乙"}[x.rand.IntN(2)] + "科技（北京）有限公司",
		"code_kind": "uscc", "code": codes[x.rand.IntN(len(codes))],
		"address": map[string]string{"region": p.Region, "detail": x.maybe(p.Address)},
		"contact": map[string]string{"name": p.Name, "document_number": p.Number, "phone": x.neutral("phone", "13800138000")},
	}
}

// body writes a body.
func body(v any) string {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // texts only
	}
	return string(data)
}
