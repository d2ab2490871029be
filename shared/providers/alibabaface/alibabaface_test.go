package alibabaface_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/alibabaface"
	"shiming/shared/providers/alibabaface/alibabafacetest"
	"shiming/shared/providers/providertest"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire/alibabatest"
	"shiming/shared/wire/wiretest"
)

func open(t *testing.T, f wiretest.Failure) (*alibabafacetest.Double, *alibabaface.FaceVerify) {
	t.Helper()
	d := alibabafacetest.New(t)
	o := alibabaface.Options{Scene: alibabafacetest.Scene}
	o.Access, o.Endpoint, o.Client = alibabatest.Access(), d.URL, wiretest.Waiting(f)
	o.Clock = func() time.Time { return alibabatest.Now }
	p, err := alibabaface.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return d, p
}

func TestItIsAPuller(t *testing.T) {
	providertest.RunPull(t, func(t *testing.T) providertest.Pull {
		d, p := open(t, "")
		return providertest.Pull{
			Puller: p,
			Harness: providertest.Harness{
				Provider: p, Methods: alibabaface.Methods(), CheckOf: d.CheckOf, Documents: []identity.DocumentKind{identity.ResidentID},
				// Its codes do not tell these apart; who represents an enterprise is not asked here.
				Silent: []realname.Code{realname.CodeConsentDeclined, realname.CodeFaceCovered, realname.CodeFaceNotInView, realname.CodeNotRepresentative},
			},
			Finish: func(_ *testing.T, check realname.Check, o realname.Outcome, fault realname.Code) {
				if o == realname.Passed {
					d.Finish(check.ID, "T", "200")
					return
				}
				d.Finish(check.ID, "F", map[realname.Code]string{realname.CodeFaceMismatch: "204", realname.CodeNameMismatch: "201"}[fault])
			},
			Away: func(*testing.T) { d.Fail("DescribeFaceVerify", wiretest.Down) },
		}
	})
}

func begin(t *testing.T, p *alibabaface.FaceVerify) (steps.CheckRequest, string) {
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
	r := steps.CheckRequest{
		Check: realname.Check{ID: id, Method: realname.Face}, ReturnURL: "https://shiming.example/v1/checks/" + string(id) + "/return",
		Person: realname.Person{Name: name, Document: document},
	}
	b, err := p.Begin(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return r, b.Ref
}

func TestRULES_B5_every_code_of_the_service(t *testing.T) {
	d, p := open(t, "")
	for code, fault := range map[string]realname.Code{
		"201": realname.CodeNameMismatch, "202": realname.CodeIDNotFound, "203": realname.CodeIDNotFound, "204": realname.CodeFaceMismatch,
		"205": realname.CodeLivenessFailed, "206": realname.CodeLivenessFailed, "207": realname.CodeFaceMismatch, "209": realname.CodeSourceUnavailable,
	} {
		r, ref := begin(t, p)
		d.Finish(r.Check.ID, "F", code)
		if n, err := p.Ask(t.Context(), r.Check, ref, alibabatest.Now); err != nil || n.Outcome != realname.Failed || n.Fault != fault {
			t.Errorf("%s: %+v, %v", code, n, err)
		}
	}
	for code, fault := range map[string]realname.Code{"417": realname.CodeSourceUnavailable, "418": realname.CodeCheckDailyLimit, "427": realname.CodeLivenessFailed} {
		r, ref := begin(t, p)
		d.Answer(r.Check.ID, code)
		if n, err := p.Ask(t.Context(), r.Check, ref, alibabatest.Now); err != nil || n.Outcome != realname.Failed || n.Fault != fault {
			t.Errorf("%s: %+v, %v", code, n, err)
		}
	}
	for code, want := range map[string]error{"403": steps.ErrPending, "424": steps.ErrPending, "500": steps.ErrUnavailable, "Throttling.User": steps.ErrUnavailable} {
		r, ref := begin(t, p)
		d.Answer(r.Check.ID, code)
		if n, err := p.Ask(t.Context(), r.Check, ref, alibabatest.Now); !errors.Is(err, want) || n != (realname.Notice{}) {
			t.Errorf("%s: %+v, %v", code, n, err)
		}
	}
	for _, code := range []string{"400", "401", "402", "404", "406", "410", "411", "412"} { // the operator's
		r, ref := begin(t, p)
		d.Answer(r.Check.ID, code)
		if n, err := p.Ask(t.Context(), r.Check, ref, alibabatest.Now); err == nil || errors.Is(err, steps.ErrUnavailable) || errors.Is(err, steps.ErrPending) || n != (realname.Notice{}) {
			t.Errorf("%s: %+v, %v", code, n, err)
		}
	}
}

// A verdict and its code have to agree.
func TestTHREATS_W1_a_pass_that_proves_nothing(t *testing.T) {
	d, p := open(t, "")
	for _, x := range [][2]string{{"T", "201"}, {"T", ""}, {"T", "299"}, {"t", "200"}, {"true", "200"}, {"F", "200"}, {"F", "299"}, {"F", ""}} {
		r, ref := begin(t, p)
		d.Finish(r.Check.ID, x[0], x[1])
		if n, err := p.Ask(t.Context(), r.Check, ref, alibabatest.Now); err == nil || n != (realname.Notice{}) {
			t.Errorf("%v: %+v, %v", x, n, err)
		}
	}
}

// Each call fails in each way: nobody passes who did not, and asked again it is as it was.
func TestFAULT_P1_each_call_in_each_way(t *testing.T) {
	for _, fault := range wiretest.Faults() {
		d, p := open(t, fault)
		r, ref := begin(t, p)
		d.Fail("InitFaceVerify", fault)
		_, err := p.Begin(t.Context(), r) // what comes twice is refused by its nonce
		mustNot(t, fault, realname.Notice{}, err)
		for _, passed := range []bool{false, true} {
			want := realname.Failed
			d.Finish(r.Check.ID, "F", "204")
			if passed {
				want = realname.Passed
				d.Finish(r.Check.ID, "T", "200")
			}
			d.Fail("DescribeFaceVerify", fault)
			n, err := p.Ask(t.Context(), r.Check, ref, alibabatest.Now)
			mustNot(t, fault, n, err)
			if n, err := p.Ask(t.Context(), r.Check, ref, alibabatest.Now); err != nil || n.Outcome != want {
				t.Errorf("once %s has passed: %+v, %v", fault, n, err)
			}
		}
		for _, address := range d.Addresses() {
			if address != "/" {
				t.Errorf("the address is %q", address)
			}
		}
	}
}

// mustNot fails unless nothing was said, and nobody was named.
func mustNot(t *testing.T, fault wiretest.Failure, n realname.Notice, err error) {
	t.Helper()
	if n != (realname.Notice{}) || err == nil || fault != wiretest.Twice && !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("%s: %+v, %v", fault, n, err)
	}
	if err != nil && (strings.Contains(err.Error(), "甄") || strings.Contains(err.Error(), "110101190001019019")) {
		t.Error("the error says who it is about")
	}
}

func TestNothingIsMadeOfHalf(t *testing.T) {
	for _, o := range []alibabaface.Options{{}, {Scene: "1"}} {
		if _, err := alibabaface.New(o); err == nil {
			t.Error("made without what it needs")
		}
	}
}
