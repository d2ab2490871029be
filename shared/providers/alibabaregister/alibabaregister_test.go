package alibabaregister_test

import (
	"errors"
	"net/url"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/alibabaregister"
	"shiming/shared/providers/alibabaregister/alibabaregistertest"
	"shiming/shared/providers/esign"
	"shiming/shared/providers/esign/esigntest"
	"shiming/shared/providers/registertest"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire"
	"shiming/shared/wire/alibabatest"
	"shiming/shared/wire/wiretest"
)

// pair is a register of two services, each with its half.
type pair struct {
	steps.RegisterNames
	steps.RegisterMatches
}

func config(url string, f wiretest.Failure) alibabaregister.Config {
	return alibabaregister.Config{
		Access: alibabatest.Access(), Clock: func() time.Time { return alibabatest.Now }, Endpoint: url,
		Client: wiretest.Waiting(f),
	}
}

func open(t *testing.T, f wiretest.Failure) (registertest.Harness, *alibabatest.Server, *wiretest.Connection) {
	t.Helper()
	d, s := alibabaregistertest.New(t), esigntest.New(t)
	m, err := alibabaregister.New(config(d.URL, f), alibabaregistertest.Scene)
	if err != nil {
		t.Fatal(err)
	}
	n, err := esign.New(esign.Config{
		Access: wire.Fixed(esigntest.App, esigntest.Secret), Clock: func() time.Time { return esigntest.Now }, Endpoint: s.URL,
		Client: wiretest.Waiting(f),
	})
	if err != nil {
		t.Fatal(err)
	}
	return registertest.Expect(t, registertest.Harness{Register: pair{n, m}}), d, s.Connection
}

func TestRegister(t *testing.T) {
	registertest.Run(t, func(t *testing.T) registertest.Harness {
		h, _, _ := open(t, "")
		return h
	})
}

func TestFAULT_Q2_each_call_in_each_way(t *testing.T) {
	for _, fault := range wiretest.Faults() {
		h, d, s := open(t, fault)
		// The service takes each id of a question once, so a question that comes twice is refused: that is no answer either.
		h.Faulty(t, string(fault), fault == wiretest.Twice, map[string]func(){"EntElementVerifyV2": func() {
			if fault != wiretest.Twice {
				d.Fail("EntElementVerifyV2", fault)
			}
		}}, func() { s.Fail(esigntest.Call, fault) })
		for _, address := range append(d.Addresses(), s.Addresses()...) {
			if address != "/" && address != esigntest.Call {
				t.Errorf("the address is %q", address)
			}
		}
	}
}

// What differs is told by the details; details that tell nothing prove nothing.
func TestFAULT_Q2_details(t *testing.T) {
	name, err := identity.ParseEnterpriseName("甄新名科技有限公司")
	if err != nil {
		t.Fatal(err)
	}
	differs, not := realname.Differs, realname.NotCompared
	for detail, want := range map[string]realname.Registration{
		"EntNameFlag":                {Name: differs, Representative: not, Number: not, Status: realname.StatusOperating},
		"LicenseNoFlag":              {Name: differs, Representative: not, Number: not, Status: realname.StatusOperating},
		"EntNameFlag, LicenseNoFlag": {Name: differs, Representative: not, Number: not, Status: realname.StatusOperating},
		"":                           {Name: differs, Representative: not, Number: not, Status: realname.StatusOperating},
		"SomethingElse":              {Name: differs, Representative: not, Number: not, Status: realname.StatusOperating},
		"LegalPersonNameFlag":        {Name: differs, Representative: not, Number: not, Status: realname.StatusOperating}, // it was not asked
	} {
		d := alibabatest.Serve(t, "2022-11-25", map[string]alibabatest.Action{"EntElementVerifyV2": func(url.Values) (int, string) {
			return alibabatest.Said("Success", map[string]any{"Result": map[string]any{"BizCode": "2", "ReasonDetail": detail, "Status": "1"}})
		}})
		r, err := alibabaregister.New(config(d.URL, ""), "1")
		if err != nil {
			t.Fatal(err)
		}
		if got, err := r.Matches(t.Context(), registertest.Code(t, "91110101MA000100X6"), name, realname.Party{}); err != nil || got != want {
			t.Errorf("%q: %+v, %v", detail, got, err)
		}
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	name, err := identity.ParseEnterpriseName("甄新名科技有限公司")
	if err != nil {
		t.Fatal(err)
	}
	for what, x := range map[string]struct {
		answer func() (int, string)
		passes bool
	}{
		"no result": {func() (int, string) { return alibabatest.Said("Success", nil) }, true},
		"another result": {func() (int, string) {
			return alibabatest.Said("Success", map[string]any{"Result": map[string]any{"BizCode": "4"}})
		}, true},
		"no JSON":          {func() (int, string) { return 200, "<html>" }, true},
		"throttled":        {func() (int, string) { return alibabatest.Refused(400, "Throttling.User") }, true},
		"away":             {func() (int, string) { return alibabatest.Refused(503, "ServiceUnavailable") }, true},
		"a wrong secret":   {func() (int, string) { return alibabatest.Refused(400, "SignatureDoesNotMatch") }, false},
		"arrears":          {func() (int, string) { return alibabatest.Said("Account.Arrears", nil) }, false},
		"a wrong question": {func() (int, string) { return alibabatest.Said("InvalidParameter", nil) }, false},
	} {
		d := alibabatest.Serve(t, "2022-11-25", map[string]alibabatest.Action{"EntElementVerifyV2": func(url.Values) (int, string) { return x.answer() }})
		r, err := alibabaregister.New(config(d.URL, ""), "1")
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Matches(t.Context(), registertest.Code(t, "91110101MA000100X6"), name, realname.Party{})
		if got != (realname.Registration{}) || err == nil || errors.Is(err, steps.ErrUnavailable) != x.passes || errors.Is(err, steps.ErrNotFound) {
			t.Errorf("%s: %+v, %v", what, got, err)
		}
	}
}
