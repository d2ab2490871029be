package wechatpay_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"shiming/shared/steps"
	"shiming/shared/wire"
	"shiming/shared/wire/wechatpay"
	"shiming/shared/wire/wechatpaytest"
	"shiming/shared/wire/wiretest"
)

func config(s *wechatpaytest.Server) wechatpay.Config {
	return wechatpay.Config{
		Merchant: wechatpaytest.Merchant, Serial: wechatpaytest.Serial, PlatformKey: wechatpaytest.PlatformKey,
		Access: wechatpaytest.Access(), Clock: s.Clock, Endpoint: s.URL,
	}
}

func serve(t *testing.T, action wechatpaytest.Action) *wechatpaytest.Server {
	return wechatpaytest.Serve(t, map[string]wechatpaytest.Action{"/v3/x": action})
}

func get(t *testing.T, c wechatpay.Config) (map[string]string, error) {
	t.Helper()
	client, err := wechatpay.New(c)
	if err != nil {
		t.Fatal(err)
	}
	var into map[string]string
	err = client.Get(t.Context(), "/v3/x", url.Values{"date": {"2025-11-21"}}, &into)
	return into, err
}

func answers(url.Values) (int, any) { return http.StatusOK, map[string]string{"is": "so"} }

func TestTHREATS_X5_what_is_asked_and_answered_is_signed(t *testing.T) {
	s := serve(t, answers)
	if got, err := get(t, config(s)); err != nil || got["is"] != "so" {
		t.Fatalf("%v, %v", got, err)
	}
	s.Forge = true
	if got, err := get(t, config(s)); !errors.Is(err, steps.ErrUnavailable) || got != nil {
		t.Errorf("an answer of somebody else: %v, %v", got, err)
	}
	s.Forge = false
	for what, change := range map[string]func(*wechatpay.Config){
		"another key's id": func(c *wechatpay.Config) { c.PlatformKey = "PUB_KEY_ID_0" },
		"an old answer":    func(c *wechatpay.Config) { c.Clock = func() time.Time { return s.Clock().Add(6 * time.Minute) } },
		"another merchant": func(c *wechatpay.Config) { c.Merchant = "1" },
	} {
		c := config(s)
		change(&c)
		if got, err := get(t, c); err == nil || got != nil {
			t.Errorf("%s: %v, %v", what, got, err)
		}
	}
	merchant, platform := wechatpaytest.Keys()
	for what, access := range map[string]wire.Access{"no keys": wire.Fixed("sesame", "sesame"), "each for the other": wire.Fixed(platform, merchant)} {
		c := config(s)
		c.Access = access
		if _, err := get(t, c); err == nil || strings.Contains(err.Error(), "sesame") || errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestFAULT_P1_every_way_to_fail(t *testing.T) {
	s := serve(t, answers)
	for _, f := range wiretest.Faults() {
		c := config(s)
		c.Client = wiretest.Waiting(f)
		s.Fail("/v3/x", f)
		got, err := get(t, c)
		if (err == nil) != (got["is"] == "so") { // a GET is repeated by the client where a line is cut, and the nonce counts once
			t.Errorf("%s: %v, %v", f, got, err)
		}
		if cut := f == wiretest.RequestLost || f == wiretest.AnswerLost || f == wiretest.Twice; !cut && err == nil {
			t.Errorf("%s: it is an answer", f)
		}
		if err != nil && strings.Contains(err.Error(), "127.0.0.1") {
			t.Errorf("%s: the error holds the address", f)
		}
	}
}

func TestTHREATS_L1_refusals_repeat_no_words(t *testing.T) {
	for status, passes := range map[int]bool{429: true, 500: true, 403: false, 400: false} {
		s := serve(t, func(url.Values) (int, any) { return wechatpaytest.Refused(status, "SOME_CODE") })
		_, err := get(t, config(s))
		var refused *wechatpay.Refusal
		if !errors.As(err, &refused) || refused.Code != "SOME_CODE" || refused.Passes() != passes || strings.Contains(err.Error(), "个人") {
			t.Errorf("%d: %v", status, err)
		}
	}
}

func TestNew(t *testing.T) {
	s := serve(t, answers)
	for what, change := range map[string]func(*wechatpay.Config){
		"no merchant": func(c *wechatpay.Config) { c.Merchant = "" }, "no serial": func(c *wechatpay.Config) { c.Serial = "" },
		"no key": func(c *wechatpay.Config) { c.PlatformKey = "" }, "no access": func(c *wechatpay.Config) { c.Access = nil },
		"no clock": func(c *wechatpay.Config) { c.Clock = nil }, "no address": func(c *wechatpay.Config) { c.Endpoint = "x" },
	} {
		c := config(s)
		change(&c)
		if _, err := wechatpay.New(c); err == nil {
			t.Error(what)
		}
	}
}
