package wechatincome_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"shiming/shared/identity"
	"shiming/shared/providers/wechatincome"
	"shiming/shared/providers/wechatincome/wechatincometest"
	"shiming/shared/steps"
	"shiming/shared/wire/wechatpay"
	"shiming/shared/wire/wechatpaytest"
	"shiming/shared/wire/wiretest"
)

func open(t *testing.T, change ...func(*wechatincome.Options)) (*wechatincome.Income, *wechatincometest.Double) {
	t.Helper()
	d := wechatincometest.New(t)
	o := wechatincome.Options{Config: wechatpay.Config{
		Merchant: wechatpaytest.Merchant, Serial: wechatpaytest.Serial, PlatformKey: wechatpaytest.PlatformKey,
		Access: wechatpaytest.Access(), Clock: d.Clock, Endpoint: d.URL,
	}}
	for _, f := range change {
		f(&o)
	}
	i, err := wechatincome.New(o)
	if err != nil {
		t.Fatal(err)
	}
	return i, d
}

var day = identity.Date{Year: 2025, Month: 11, Day: 21}

func TestRULES_C6_what_came_in_on_a_day(t *testing.T) {
	i, d := open(t)
	if lines, err := i.On(t.Context(), day); err != nil || len(lines) != 0 {
		t.Fatalf("nothing came: %d lines, %v", len(lines), err)
	}
	for n := range 250 { // three pages
		d.Came(wechatincometest.Transfer{ID: fmt.Sprint(1000 + n), Payer: " 云笺（北京）有限公司", Remark: "SM1", Fen: n + 1, At: wechatpaytest.Now})
	}
	d.Came(
		wechatincometest.Transfer{ID: "late", Payer: "a", Fen: 1, At: time.Date(2025, 11, 21, 15, 59, 59, 0, time.UTC)},
		wechatincometest.Transfer{ID: "next", Payer: "a", Fen: 1, At: time.Date(2025, 11, 21, 16, 0, 0, 0, time.UTC)}, // of the next day there
	)
	lines, err := i.On(t.Context(), day)
	if err != nil || len(lines) != 251 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	l := lines[41]
	if !l.In || l.Fen != 42 || l.Currency != "CNY" || l.Serial != "1041" || l.Remark != "SM1" || l.Name != identity.Clean("云笺（北京）有限公司") || l.Date != day {
		t.Error("a line is another one")
	}
	for _, address := range d.Addresses() {
		if strings.ContainsAny(address, "%云") {
			t.Error("an address holds more than a day")
		}
	}
}

func TestRULES_C6_half_a_day_is_none(t *testing.T) {
	i, d := open(t)
	d.Came(wechatincometest.Transfer{ID: "1", Payer: "a", Fen: 1, At: wechatpaytest.Now})
	for code, unavailable := range map[string]bool{"SYSTEM_ERROR": true, "FREQUENCY_LIMITED": true, "NO_AUTH": false} {
		status := map[string]int{"SYSTEM_ERROR": 500, "FREQUENCY_LIMITED": 429, "NO_AUTH": 403}[code]
		d.Answer(wechatincometest.Path, status, `{"code":"`+code+`","message":"个人信息不应出现"}`)
		lines, err := i.On(t.Context(), day)
		if lines != nil || err == nil || errors.Is(err, steps.ErrUnavailable) != unavailable || strings.Contains(err.Error(), "个人") {
			t.Errorf("%s: %d lines, %v", code, len(lines), err)
		}
	}
	d.Answer(wechatincometest.Path, 200, `{"data":[]}`)
	if lines, err := i.On(t.Context(), day); lines != nil || !errors.Is(err, steps.ErrUnavailable) {
		t.Errorf("an answer that nobody signed: %d lines, %v", len(lines), err)
	}
	for _, f := range wiretest.Faults() {
		if f == wiretest.Twice || f == wiretest.Slow { // the suite of the wire has them
			continue
		}
		d.Fail(wechatincometest.Path, f)
		if lines, err := i.On(t.Context(), day); (err == nil) != (len(lines) == 1) { // a GET is repeated by the client where a line is cut
			t.Errorf("%s: %d lines, %v", f, len(lines), err)
		}
	}
	if lines, err := i.On(t.Context(), day); len(lines) != 1 || err != nil {
		t.Errorf("and then: %d lines, %v", len(lines), err)
	}
}

func TestRULES_C6_a_record_that_makes_no_sense(t *testing.T) {
	for what, transfer := range map[string]wechatincometest.Transfer{
		"nothing": {ID: "1", Payer: "a", At: wechatpaytest.Now}, "no number": {Payer: "a", Fen: 1, At: wechatpaytest.Now},
	} {
		i, d := open(t)
		d.Came(transfer)
		if lines, err := i.On(t.Context(), day); lines != nil || !errors.Is(err, steps.ErrUnavailable) {
			t.Errorf("%s: %d lines, %v", what, len(lines), err)
		}
	}
}

func TestNew(t *testing.T) {
	d := wechatincometest.New(t)
	good := wechatpay.Config{Merchant: "1", Serial: "2", PlatformKey: "3", Access: wechatpaytest.Access(), Clock: d.Clock}
	for what, o := range map[string]wechatincome.Options{"no merchant": {}, "another account": {Config: good, Account: "sesame"}} {
		if _, err := wechatincome.New(o); err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%s: %v", what, err)
		}
	}
}
