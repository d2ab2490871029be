package tencentface_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/providertest"
	"shiming/shared/providers/tencentface"
	"shiming/shared/providers/tencentface/tencentfacetest"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire"
	"shiming/shared/wire/tencenttest"
	"shiming/shared/wire/wiretest"
)

// config is how the double is asked.
func config(d *tencentfacetest.Double, f wiretest.Failure) tencentface.Config {
	return tencentface.Config{
		Access: tencenttest.Access(), Clock: func() time.Time { return tencenttest.Now }, Endpoint: d.URL,
		Client: wiretest.Waiting(f),
	}
}

// both are the two services, each with its methods and the calls that it makes.
var both = []struct {
	name    string
	methods []realname.Method
	open    func(tencentface.Config) (steps.Puller, error)
	asks    []string
}{
	{"face", tencentface.FaceMethods(), func(c tencentface.Config) (steps.Puller, error) {
		return tencentface.NewFace(c, tencentfacetest.RuleID)
	},
		[]string{"GetDetectInfoEnhanced"}},
	{"scan", tencentface.ScanMethods(), func(c tencentface.Config) (steps.Puller, error) {
		return tencentface.NewScan(c, tencentfacetest.MerchantID)
	}, []string{"CheckEidTokenStatus", "GetEidResult"}},
}

// ends are answers that stand for the faults that the rules tell apart.
var ends = map[realname.Code]map[string]any{
	"":                         nil,
	realname.CodeFaceCovered:   {"ErrCode": 1002, "LivenessInfoTag": []string{"14"}},
	realname.CodeFaceMismatch:  {"ErrCode": 2016, "Sim": "31.00"},
	realname.CodeFaceNotInView: {"ErrCode": 2010},
	realname.CodeNameMismatch:  {"ErrCode": 2006},
}

func open(t *testing.T, i int, f ...wiretest.Failure) (*tencentfacetest.Double, steps.Puller) {
	t.Helper()
	d := tencentfacetest.New(t)
	p, err := both[i].open(config(d, append(f, "")[0]))
	if err != nil {
		t.Fatal(err)
	}
	return d, p
}

func TestProviders(t *testing.T) {
	for i, x := range both {
		t.Run(x.name, func(t *testing.T) {
			providertest.RunPull(t, func(t *testing.T) providertest.Pull {
				d, p := open(t, i)
				return providertest.Pull{
					Puller: p,
					Harness: providertest.Harness{
						Provider: p, Methods: x.methods, CheckOf: d.CheckOf, Documents: []identity.DocumentKind{identity.ResidentID},
						// Nothing tells that somebody declined, nor what WeChat Pay knows; who represents an enterprise, and by what
						// paper WeChat was verified, is not asked here.
						Silent: []realname.Code{realname.CodeConsentDeclined, realname.CodeBankCardRequired, realname.CodeNotRepresentative,
							realname.CodeDocumentMismatch},
					},
					Finish: func(_ *testing.T, check realname.Check, _ realname.Outcome, fault realname.Code) {
						d.Finish(check.ID, ends[fault])
					},
					Away: func(*testing.T) {
						for _, call := range x.asks {
							d.Fail(call, wiretest.Down)
						}
					},
				}
			})
		})
	}
}

// request is one for a check of somebody.
func request(t *testing.T, m realname.Method) steps.CheckRequest {
	t.Helper()
	name, err := identity.ParseName("甄通过")
	if err != nil {
		t.Fatal(err)
	}
	document, err := identity.ParseDocument(identity.ResidentID, "110101190001019019")
	if err != nil {
		t.Fatal(err)
	}
	id := realname.CheckID("chk_" + strings.TrimPrefix(string(realname.NewCaseID()), "case_") + "_4")
	r := steps.CheckRequest{Check: realname.Check{ID: id, Method: m}, ReturnURL: "https://shiming.example/v1/checks/" + string(id) + "/return"}
	if m.Enterprise() {
		r.Party = realname.Party{Name: name, Document: document}
	} else {
		r.Person = realname.Person{Name: name, Document: document}
	}
	return r
}

// begin begins a check of either service.
func begin(t *testing.T, p steps.Puller, m realname.Method) (realname.Check, string) {
	t.Helper()
	r := request(t, m)
	b, err := p.Begin(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return r.Check, b.Ref
}

// Every code of ADAPTERS A3, and what it is for the person.
func TestRULES_B5_every_code_of_the_service(t *testing.T) {
	source, face, view, name := realname.CodeSourceUnavailable, realname.CodeFaceMismatch, realname.CodeFaceNotInView, realname.CodeNameMismatch
	live, none := realname.CodeLivenessFailed, realname.CodeIDNotFound
	want := map[int]realname.Code{
		4: source, 8: source, 10: source, 12: source, 13: source, 1001: source, 1006: source, 1007: source, 2001: source, 2017: source,
		201: source, 202: source, 1008: source, 15: realname.CodeQRExpired, 16: face, 301: name, 302: realname.CodeDocumentExpired,
		303: view, 2004: view, 2009: view, 2014: view, 1101: view, 1102: view, 1109: view, 1201: view, 1299: view, 1002: live, 1003: live,
		1004: live, 1005: live, 2002: name, 2003: name, 2005: none, 2007: none, 2008: none, 2006: name, 2010: view, 2013: view, 2012: view,
		2011: face, 2015: face, 2016: face, 2018: realname.CodeCheckDailyLimit,
	}
	for i, x := range both {
		d, p := open(t, i)
		for code, fault := range want {
			check, ref := begin(t, p, x.methods[0])
			d.Finish(check.ID, map[string]any{"ErrCode": code})
			n, err := p.Ask(t.Context(), check, ref, tencenttest.Now)
			if err != nil || n.Outcome != realname.Failed || n.Fault != fault || n.Check != check.ID {
				t.Errorf("%s: %d is %s %s, %v; want %s", x.name, code, n.Outcome, n.Fault, err, fault)
			}
		}
		for _, code := range []int{14, 17} {
			check, ref := begin(t, p, x.methods[0])
			d.Finish(check.ID, map[string]any{"ErrCode": code})
			if n, err := p.Ask(t.Context(), check, ref, tencenttest.Now); !errors.Is(err, steps.ErrPending) || n != (realname.Notice{}) {
				t.Errorf("%s: %d: %+v, %v", x.name, code, n, err)
			}
		}
		for _, code := range []int{1, 2, 3, 203, 204, 999, -1, 3000} { // the operator's, and what nobody knows
			check, ref := begin(t, p, x.methods[0])
			d.Finish(check.ID, map[string]any{"ErrCode": code})
			if n, err := p.Ask(t.Context(), check, ref, tencenttest.Now); err == nil || errors.Is(err, steps.ErrPending) || n != (realname.Notice{}) {
				t.Errorf("%s: %d: %+v, %v", x.name, code, n, err)
			}
		}
	}
}

// A pass of somebody else, or by something less than the authority's records, is none.
func TestTHREATS_W1_a_pass_that_proves_nothing(t *testing.T) {
	for what, x := range map[string]struct {
		text  map[string]any
		fault realname.Code // empty: nothing is said, for the operator
	}{
		"another name":           {map[string]any{"Name": "甄无关"}, ""},
		"no name":                {map[string]any{"Name": nil}, ""},
		"another number":         {map[string]any{"IdCard": "110101199003078670"}, ""},
		"no number":              {map[string]any{"IdCard": nil}, ""},
		"another check":          {map[string]any{"Extra": "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4"}, ""},
		"no check":               {map[string]any{"Extra": nil}, ""},
		"a library of ours":      {map[string]any{"CompareLibType": "业务方自有库"}, ""},
		"a second library":       {map[string]any{"CompareLibType": "二次验证库"}, ""},
		"no library":             {map[string]any{"CompareLibType": nil}, ""},
		"unlike":                 {map[string]any{"Sim": "69.99"}, ""},
		"a similarity of words":  {map[string]any{"Sim": "NaN"}, ""},
		"a picture of a screen":  {map[string]any{"LivenessInfoTag": []string{"03"}}, realname.CodeLivenessFailed},
		"somebody else midway":   {map[string]any{"LivenessInfoTag": []string{"09", "08"}}, realname.CodeLivenessFailed},
		"a face that is covered": {map[string]any{"LivenessInfoTag": []string{"14"}}, realname.CodeFaceCovered},
	} {
		for i, service := range both {
			d, p := open(t, i)
			check, ref := begin(t, p, service.methods[0])
			d.Finish(check.ID, x.text)
			n, err := p.Ask(t.Context(), check, ref, tencenttest.Now)
			if n.Outcome == realname.Passed || n.Fault != x.fault || (x.fault == "") != (err != nil) || errors.Is(err, steps.ErrPending) {
				t.Errorf("%s, %s: %+v, %v", service.name, what, n, err)
			}
		}
	}
}

// The last of several tries says why.
func TestRULES_B5_no_tries_left(t *testing.T) {
	d, p := open(t, 0)
	check, ref := begin(t, p, realname.Face)
	d.Finish(check.ID, map[string]any{"ErrCode": 16, "LivenessDetail": []map[string]any{{"Errcode": 1004, "Seq": "1"}, {"Errcode": 2010, "Seq": "2"}}})
	if n, err := p.Ask(t.Context(), check, ref, tencenttest.Now); err != nil || n.Fault != realname.CodeFaceNotInView {
		t.Errorf("%+v, %v", n, err)
	}
}

// What the API refuses is the person's only where a code says so.
func TestRULES_B5_refusals_of_the_API(t *testing.T) {
	for code, x := range map[string]struct {
		fault  realname.Code
		passes bool
	}{
		"InvalidParameterValue.BizTokenExpired": {realname.CodeQRExpired, false},
		"FailedOperation.CoveredFace":           {realname.CodeFaceCovered, false},
		"InternalError":                         {"", true},
		"RequestLimitExceeded":                  {"", true},
		"FailedOperation.UnKnown":               {"", true},
		"FailedOperation.DecryptSystemError":    {"", true},
		"UnauthorizedOperation.Arrears":         {"", false},
		"UnauthorizedOperation.Nonactivated":    {"", false},
		"InvalidParameterValue.RuleIdDisabled":  {"", false},
		"InvalidParameterValue.BizTokenIllegal": {"", false},
		"AuthFailure.InvalidAuthorization":      {"", false},
	} {
		for i, service := range both {
			d, p := open(t, i)
			check, ref := begin(t, p, service.methods[0])
			d.Finish(check.ID, nil)
			d.Refuse(check.ID, code)
			n, err := p.Ask(t.Context(), check, ref, tencenttest.Now)
			if n.Fault != x.fault || n.Outcome == realname.Passed || (x.fault == "") != (err != nil) || errors.Is(err, steps.ErrUnavailable) != x.passes {
				t.Errorf("%s, %s: %+v, %v", service.name, code, n, err)
			}
		}
	}
}

// RULES B3: what E证通 says of a scan before there is a result.
func TestRULES_B3_the_status_of_a_scan(t *testing.T) {
	d, p := open(t, 1)
	for status, want := range map[string]error{"init": steps.ErrPending, "doing": steps.ErrPending, "asleep": steps.ErrUnavailable} {
		check, ref := begin(t, p, realname.WeChatScan)
		d.Status(check.ID, status)
		if n, err := p.Ask(t.Context(), check, ref, tencenttest.Now); !errors.Is(err, want) || n != (realname.Notice{}) {
			t.Errorf("%s: %+v, %v", status, n, err)
		}
	}
	check, ref := begin(t, p, realname.WeChatScan)
	d.Status(check.ID, "timeout")
	if n, err := p.Ask(t.Context(), check, ref, tencenttest.Now); err != nil || n.Fault != realname.CodeQRExpired {
		t.Errorf("%+v, %v", n, err)
	}
	if d.Calls("GetEidResult") != 0 {
		t.Error("a result was asked for, and billed, before there is one")
	}
}

// Each call fails in each way: nobody passes who did not, nobody fails who passed, and asked again it is as it was.
func TestFAULT_P1_each_call_in_each_way(t *testing.T) {
	for i, service := range both {
		for _, fault := range wiretest.Faults() {
			d, p := open(t, i, fault)
			r := request(t, service.methods[0])
			for _, call := range []string{"DetectAuth", "GetEidToken"} {
				d.Fail(call, fault)
			}
			if _, err := p.Begin(t.Context(), r); (err != nil) != (fault != wiretest.Twice) || err != nil && !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%s, %s: begun: %v", service.name, fault, err)
			}
			b, err := p.Begin(t.Context(), r)
			if err != nil {
				t.Fatal(err)
			}
			for _, call := range service.asks {
				d.Finish(r.Check.ID, nil)
				d.Fail(call, fault)
				n, err := p.Ask(t.Context(), r.Check, b.Ref, tencenttest.Now)
				if fault == wiretest.Twice && n.Outcome != realname.Passed || fault != wiretest.Twice && (n != (realname.Notice{}) || !errors.Is(err, steps.ErrUnavailable)) {
					t.Errorf("%s, %s at %s: %+v, %v", service.name, fault, call, n, err)
				}
				silent(t, err)
				if n, err := p.Ask(t.Context(), r.Check, b.Ref, tencenttest.Now); err != nil || n.Outcome != realname.Passed {
					t.Errorf("%s, once %s at %s has passed: %+v, %v", service.name, fault, call, n, err)
				}
			}
			d.Finish(r.Check.ID, map[string]any{"ErrCode": 2016})
			d.Fail(service.asks[0], fault)
			if n, _ := p.Ask(t.Context(), r.Check, b.Ref, tencenttest.Now); n.Outcome == realname.Passed {
				t.Errorf("%s, %s: a failure passes", service.name, fault)
			}
			for _, address := range d.Addresses() {
				if address != "/" {
					t.Errorf("the address is %q", address)
				}
			}
		}
	}
}

// silent fails when an error says who was asked about.
func silent(t *testing.T, err error) {
	t.Helper()
	if err != nil && (strings.Contains(err.Error(), "甄") || strings.Contains(err.Error(), "110101190001019019") || strings.Contains(err.Error(), tencenttest.SecretKey)) {
		t.Error("the error says who it is about")
	}
}

func TestTHREATS_L1_refusals_repeat_no_words(t *testing.T) {
	for i, service := range both {
		d, p := open(t, i)
		check, ref := begin(t, p, service.methods[0])
		d.Refuse(check.ID, "InvalidParameter")
		_, err := p.Ask(t.Context(), check, ref, tencenttest.Now)
		if err == nil || strings.Contains(err.Error(), "个人信息") {
			t.Error(err)
		}
	}
}

func TestNothingIsMadeOfHalf(t *testing.T) {
	whole := config(tencentfacetest.New(t), "")
	half := whole
	half.Access = nil
	for _, make := range []func() error{
		func() error { _, err := tencentface.NewFace(whole, ""); return err },
		func() error { _, err := tencentface.NewFace(half, "1"); return err },
		func() error { _, err := tencentface.NewScan(whole, ""); return err },
		func() error { _, err := tencentface.NewScan(half, "1"); return err },
	} {
		if make() == nil {
			t.Error("made without what it needs")
		}
	}
	whole.Access = wire.Fixed(tencenttest.SecretID, "another")
	p, err := tencentface.NewFace(whole, tencentfacetest.RuleID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Begin(t.Context(), request(t, realname.Face)); err == nil || errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("a wrong secret: %v", err)
	}
}
