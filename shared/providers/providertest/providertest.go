// Package providertest is the conformance suite of steps.Provider, with one part per shape: an implementation is a pusher
// when it passes RunPush, a puller when it passes RunPull, and both when it passes both.
// Tests of the implementations live beside them; nothing but tests may import this package.
package providertest

import (
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Harness is one provider under test, whatever its shape. All functions of this package's harnesses are safe for
// concurrent use.
type Harness struct {
	Provider steps.Provider
	// Methods are what the provider offers.
	Methods []realname.Method
	// CheckOf tells which check an address from Begin belongs to, as the phone's app would find out.
	CheckOf func(t *testing.T, url string) realname.CheckID
	// Documents are the kinds of documents whose holders it proves; empty: all. To others it is refused.
	Documents []identity.DocumentKind
	// Silent are faults that it cannot tell, though the rules would have them told; its guide says so.
	Silent []realname.Code
}

// takes reports whether the provider proves holders of the kind of documents.
func (h Harness) takes(k identity.DocumentKind) bool {
	return len(h.Documents) == 0 || slices.Contains(h.Documents, k)
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
	r := steps.CheckRequest{
		Check: newCheck(m), BaseURL: base, Account: "acct_ab***yz", Platform: "演示云 Demo Cloud", PurposeZH: "实名认证", PurposeEN: "verification",
	}
	r.ReturnURL = base + "/v1/checks/" + string(r.Check.ID) + "/return"
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

// saysOf is what a rule wants a method to be able to say.
type saysOf struct {
	rule    string
	method  realname.Method
	outcome realname.Outcome
	faults  []realname.Code
}

// rules are those of the provider's methods, without what it cannot tell.
func (h Harness) rules() (all []saysOf) {
	for _, r := range rules {
		if !slices.Contains(h.Methods, r.method) {
			continue
		}
		r.faults = slices.DeleteFunc(slices.Clone(r.faults), func(c realname.Code) bool { return slices.Contains(h.Silent, c) })
		all = append(all, r)
	}
	return all
}

// rules are what each method must be able to say.
var rules = []saysOf{
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

func number(n int) string { return strconv.Itoa(n) }
