package tencentregister_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/qichacha"
	"shiming/shared/providers/qichacha/qichachatest"
	"shiming/shared/providers/registertest"
	"shiming/shared/providers/tencentregister"
	"shiming/shared/providers/tencentregister/tencentregistertest"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire"
	"shiming/shared/wire/tencenttest"
	"shiming/shared/wire/wiretest"
)

// pair is a register of two services, each with its half.
type pair struct {
	steps.RegisterNames
	steps.RegisterMatches
}

func open(t *testing.T, f wiretest.Failure) (registertest.Harness, *tencenttest.Server, *wiretest.Connection) {
	t.Helper()
	d, q := tencentregistertest.New(t), qichachatest.New(t)
	client := wiretest.Waiting(f)
	m, err := tencentregister.New(tencentregister.Config{
		Access: tencenttest.Access(), Clock: func() time.Time { return tencenttest.Now }, Endpoint: d.URL, Client: client,
	})
	if err != nil {
		t.Fatal(err)
	}
	n, err := qichacha.New(qichacha.Config{
		Access: wire.Fixed(qichachatest.Key, qichachatest.Secret), Clock: func() time.Time { return qichachatest.Now }, Endpoint: q.URL, Client: client,
	})
	if err != nil {
		t.Fatal(err)
	}
	return registertest.Expect(t, registertest.Harness{Register: pair{n, m}}), d, q.Connection
}

func TestRegister(t *testing.T) {
	registertest.Run(t, func(t *testing.T) registertest.Harness {
		h, _, _ := open(t, "")
		return h
	})
}

// Each call fails in each way: nothing is made of it, and asked again it is as it was.
func TestFAULT_Q2_each_call_in_each_way(t *testing.T) {
	for _, fault := range wiretest.Faults() {
		h, d, q := open(t, fault)
		h.Faulty(t, string(fault), fault == wiretest.Twice, map[string]func(){
			"VerifyBizLicenseEnterprise3": func() { d.Fail("VerifyBizLicenseEnterprise3", fault) },
			"VerifyBizLicenseEnterprise4": func() { d.Fail("VerifyBizLicenseEnterprise4", fault) },
		}, func() { q.Fail(qichachatest.Call, fault) })
		for _, address := range d.Addresses() {
			if address != "/" {
				t.Errorf("the address is %q", address)
			}
		}
		for _, address := range q.Addresses() { // a code of an enterprise, and nothing of a person
			if strings.Contains(address, "110101190001019019") || !strings.Contains(address, "keyword=9") {
				t.Errorf("the address is %q", address)
			}
		}
	}
}

func TestAnswersThatAreNone(t *testing.T) {
	name, err := identity.ParseEnterpriseName("甄新名科技有限公司")
	if err != nil {
		t.Fatal(err)
	}
	for text, passes := range map[string]bool{
		`{"Response":{"RequestId":"r","StatusCode":0}}`:                  true,
		`{"Response":{"RequestId":"r","StatusCode":1,"VerifyResult":1}}`: true,
		`{"Response":{"RequestId":"r","StatusCode":9,"VerifyResult":1}}`: true,
		`{"Response":{"RequestId":"r","VerifyResult":1}}`:                true,
		tencenttest.Refused("InternalError"):                             true,
		tencenttest.Refused("FailedOperation.UnKnowError"):               true,
		tencenttest.Refused("ResourceUnavailable.InArrears"):             false,
		tencenttest.Refused("FailedOperation.UnOpenError"):               false,
	} {
		d := tencenttest.New(t, "ocr", "2018-11-19", "VerifyBizLicenseEnterprise3", tencenttest.Always(200, text))
		r, err := tencentregister.New(tencentregister.Config{Access: tencenttest.Access(), Clock: func() time.Time { return tencenttest.Now }, Endpoint: d.URL})
		if err != nil {
			t.Fatal(err)
		}
		got, err := r.Matches(t.Context(), registertest.Code(t, "91110101MA000100X6"), name, realname.Party{})
		if got != (realname.Registration{}) || err == nil || errors.Is(err, steps.ErrUnavailable) != passes || errors.Is(err, steps.ErrNotFound) {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
}
