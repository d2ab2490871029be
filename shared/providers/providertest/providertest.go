// Package providertest is the conformance suite of steps.Provider: an implementation is a provider when it passes Run.
// Tests of the implementations live beside them; nothing but tests may import this package.
package providertest

import (
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Harness is one provider under test, with what its suite needs to play the outside world. All functions are safe for
// concurrent use.
type Harness struct {
	Provider steps.Provider
	// Methods are what the provider offers.
	Methods []realname.Method
	// CheckOf tells which check an address from Begin belongs to, as the phone's app would find out.
	CheckOf func(t *testing.T, url string) realname.CheckID
	// Callback is what the outside service sends at a moment to say the notice, with the identity that is taken over
	// where there is one. It does not look whether the notice makes sense.
	Callback func(t *testing.T, n realname.Notice, at time.Time) steps.Callback
	// Older are the same by each further secret that the provider still accepts: at least one.
	Older []func(t *testing.T, n realname.Notice, at time.Time) steps.Callback
	// Foreign is what somebody sends who has another secret.
	Foreign func(t *testing.T, n realname.Notice, at time.Time) steps.Callback
	// Both is the genuine callback carrying the signature of the foreign one as well, before its own.
	Both func(genuine, foreign steps.Callback) steps.Callback
	// Sign signs any body as Callback does.
	Sign func(t *testing.T, body []byte, at time.Time) steps.Callback
	// Headers are the names of the headers without which no callback is authentic; their values are all covered by
	// the signature, or are it.
	Headers []string
	// Nonsense are bodies in the provider's own format that mean nothing, by name: no format at all, unknown fields,
	// and what else the format can get wrong.
	Nonsense map[string][]byte
}

// now is the moment of every test; providers have no clock of their own when they authenticate.
var now = time.Date(2026, 3, 14, 15, 9, 26, 0, time.UTC)

// people are those whose data must be nowhere in an address.
func people(t *testing.T) []realname.Person {
	t.Helper()
	var all []realname.Person
	for _, x := range []struct {
		name   string
		kind   identity.DocumentKind
		number string
	}{
		{"欧阳修", identity.ResidentID, "110101199003078670"},
		{"买买提·吐尔逊", identity.ResidentID, "11010119900307803X"},
		{"陈小明", identity.HKMacaoPermit, "H12345678"},
		{"林志玲", identity.TaiwanPermit, "12345678"},
	} {
		name, err := identity.ParseName(x.name)
		if err != nil {
			t.Fatal(err)
		}
		document, err := identity.ParseDocument(x.kind, x.number)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, realname.Person{
			Name: name, Document: document, Birth: identity.Date{Year: 1990, Month: 3, Day: 7}, Industry: "I",
			Address: realname.Address{Region: "广东省深圳市", Detail: "科技园一号大楼"},
		})
	}
	return all
}

// about is a request for a check by the method: of an enterprise and somebody who acts for it, with a method for those.
func about(t *testing.T, m realname.Method, person realname.Person) steps.CheckRequest {
	t.Helper()
	r := steps.CheckRequest{Check: newCheck(m), BaseURL: base}
	if !m.Enterprise() {
		r.Person = person
		return r
	}
	var err error
	if r.Enterprise.Name, err = identity.ParseEnterpriseName(enterpriseName); err != nil {
		t.Fatal(err)
	}
	if r.Enterprise.Code, err = identity.ParseOrganisationCode(identity.UnifiedCode, enterpriseCode); err != nil {
		t.Fatal(err)
	}
	r.Enterprise.Licence, r.Enterprise.Address = realname.BusinessLicence, person.Address
	r.Enterprise.Contact.Party = realname.Party{Name: person.Name, Document: person.Document}
	if m.NeedsRepresentative() {
		r.Party = r.Enterprise.Contact.Party
	}
	return r
}

const enterpriseName, enterpriseCode = "云笺科技（北京）有限公司", "91110101MA0000074Q"

// newCheck returns a check that nobody has begun.
func newCheck(m realname.Method) realname.Check {
	id := "chk_" + strings.TrimPrefix(string(realname.NewCaseID()), "case_") + "_4"
	return realname.Check{ID: realname.CheckID(id), Method: m, ExpiresAt: now.Add(10 * time.Minute)}
}

// saying returns the notice of a new check with the word.
func saying(m realname.Method, o realname.Outcome, fault realname.Code) realname.Notice {
	check := newCheck(m)
	return realname.Notice{ID: "msg_" + strings.TrimPrefix(string(check.ID), "chk_") + "_x", Check: check.ID, Outcome: o, Fault: fault}
}

// Run proves that what open returns keeps the contract of steps.Provider. Run it with -race.
func Run(t *testing.T, open func(t *testing.T) Harness) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Harness)
	}{
		{"Begin", begin},
		{"THREATS_L1_the_address_holds_no_personal_data", discreet},
		{"what_a_provider_can_say", says},
		{"RULES_B8_what_an_app_hands_over", handsOver},
		{"THREATS_W1_forged", forged},
		{"THREATS_W1_changed", changed},
		{"THREATS_W1_old_or_early", stale},
		{"THREATS_W1_other_spellings_of_a_genuine_callback", spellings},
		{"THREATS_W1_well_signed_nonsense", nonsense},
		{"THREATS_W1_anything_at_all", anything},
		{"many_at_once", concurrent},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

// rules are what each method must be able to say.
var rules = []struct {
	rule    string
	method  realname.Method
	outcome realname.Outcome
	faults  []realname.Code
}{
	{"RULES_B3", realname.WeChatScan, realname.Passed, []realname.Code{""}},
	{"RULES_B3", realname.WeChatScan, realname.Failed,
		[]realname.Code{realname.CodeConsentDeclined, realname.CodeNameMismatch, realname.CodeBankCardRequired}},
	{"RULES_B4", realname.QQScan, realname.Passed, []realname.Code{""}},
	{"RULES_B4", realname.QQScan, realname.Failed, []realname.Code{realname.CodeConsentDeclined, realname.CodeNameMismatch}},
	{"RULES_B4", realname.QQScan, realname.Noted, []realname.Code{realname.CodeBankCardRequired}},
	{"RULES_B5", realname.Face, realname.Passed, []realname.Code{""}},
	{"RULES_B5", realname.Face, realname.Failed, []realname.Code{realname.CodeFaceCovered, realname.CodeFaceMismatch,
		realname.CodeFaceNotInView, realname.CodeNameMismatch, realname.CodeConsentDeclined}},
	{"RULES_B6", realname.WeChatScan, realname.Failed, []realname.Code{realname.CodeDocumentMismatch}},
	{"RULES_C3", realname.OfficialAccount, realname.Passed, []realname.Code{""}},
	{"RULES_C3", realname.OfficialAccount, realname.Failed, []realname.Code{realname.CodeEnterpriseMismatch,
		realname.CodeAccountUnverified, realname.CodeNotAdministrator, realname.CodeConsentDeclined}},
	{"RULES_C4", realname.RepresentativeWeChat, realname.Passed, []realname.Code{""}},
	{"RULES_C4", realname.RepresentativeWeChat, realname.Failed, []realname.Code{realname.CodeNameMismatch,
		realname.CodeNotRepresentative, realname.CodeBankCardRequired, realname.CodeConsentDeclined}},
	{"RULES_C5", realname.RepresentativeFace, realname.Passed, []realname.Code{""}},
	{"RULES_C5", realname.RepresentativeFace, realname.Failed, []realname.Code{realname.CodeNameMismatch, realname.CodeNotRepresentative,
		realname.CodeFaceCovered, realname.CodeFaceMismatch, realname.CodeFaceNotInView, realname.CodeConsentDeclined}},
	{"RULES_B8", realname.AppScan, realname.Failed, []realname.Code{realname.CodeAppNotVerified, realname.CodeConsentDeclined}},
	{"RULES_E5", realname.GroupEnterprise, realname.Passed, []realname.Code{""}},
	{"RULES_E5", realname.GroupEnterprise, realname.Failed, []realname.Code{realname.CodeEnterpriseMismatch,
		realname.CodeGroupUnverified, realname.CodeNotAdministrator, realname.CodeConsentDeclined}},
}

// says proves that everything the rules tell apart arrives as it was said.
func says(t *testing.T, h Harness) {
	offered := map[realname.Method]bool{}
	for _, m := range h.Methods {
		offered[m] = true
	}
	for _, r := range rules {
		if !offered[r.method] {
			continue
		}
		for _, fault := range r.faults {
			t.Run(strings.TrimSuffix(r.rule+"_"+string(r.method)+"_"+string(r.outcome)+"_"+string(fault), "_"), func(t *testing.T) {
				want := saying(r.method, r.outcome, fault)
				got, err := h.Provider.Authenticate(h.Callback(t, want, now), now)
				if err != nil || got != want {
					t.Errorf("want %+v, got %+v, %v", want, got, err)
				}
			})
		}
	}
}

// handsOver proves that an app's identity arrives whole (RULES B8).
func handsOver(t *testing.T, h Harness) {
	for _, m := range h.Methods {
		if !m.TakesOver() {
			continue
		}
		for _, x := range people(t) {
			want := saying(m, realname.Passed, "")
			want.Taken = &realname.Taken{Person: realname.Person{Name: x.Name, Document: x.Document, Birth: x.Birth}, Site: "a-site"}
			if born, ok := x.Document.Birth(); ok {
				want.Taken.Person.Birth = born
			}
			got, err := h.Provider.Authenticate(h.Callback(t, want, now), now)
			if err != nil || !reflect.DeepEqual(got, want) {
				t.Errorf("the identity did not arrive as it was handed over: %v", err)
			}
		}
	}
}

// mustRefuse fails unless the callback is refused with the code, and with no notice beside it.
func mustRefuse(t *testing.T, p steps.Provider, c steps.Callback, at time.Time, code realname.Code) {
	t.Helper()
	got, err := p.Authenticate(c, at)
	if !isCode(err, code) || got != (realname.Notice{}) {
		t.Errorf("want %s and no notice, got %+v, %v", code, got, err)
	}
}

// mustAccept fails unless the callback says the notice.
func mustAccept(t *testing.T, p steps.Provider, c steps.Callback, at time.Time, want realname.Notice) {
	t.Helper()
	got, err := p.Authenticate(c, at)
	if err != nil || got != want {
		t.Errorf("want %+v, got %+v, %v", want, got, err)
	}
}

func number(n int) string { return strconv.Itoa(n) }
