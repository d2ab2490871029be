package tencentpapers_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"shiming/shared/providers/tencentpapers"
	"shiming/shared/providers/tencentpapers/tencentpaperstest"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire/tencentcloud"
	"shiming/shared/wire/tencenttest"
	"shiming/shared/wire/wiretest"
)

func open(t *testing.T) (*tencentpapers.Reader, *tencentpaperstest.Double) {
	t.Helper()
	d := tencentpaperstest.New(t)
	r, err := tencentpapers.New(tencentcloud.Config{Access: tencenttest.Access(), Clock: d.Clock, Endpoint: d.URL, Client: wiretest.Waiting(wiretest.Slow)})
	if err != nil {
		t.Fatal(err)
	}
	return r, d
}

var picture = []byte("a picture")

func TestRULES_C8_what_stands_on_a_card_and_is_odd_about_it(t *testing.T) {
	r, d := open(t)
	d.Card("FRONT", map[string]any{"Name": " 欧阳修", "Sex": "男", "Nation": "汉", "Birth": "1990/3/7", "Address": "示例", "IdNum": "11010119900307803x",
		"AdvancedInfo": `{"WarnInfos":[-9102,-9103,-9108,-9999]}`})
	d.Card("BACK", map[string]any{"Authority": "示例市公安局", "ValidDate": "2015.01.01-2035.01.01", "AdvancedInfo": `{"WarnInfos":[-9109]}`})
	for purpose, want := range map[realname.Purpose]steps.Reading{
		realname.PortraitSide:     {Kind: "居民身份证", Name: "欧阳修", Number: "11010119900307803X", Birth: "1990/3/7", Warnings: "copy recaptured black_and_white -9999"},
		realname.HolderEmblemSide: {Kind: "居民身份证", Valid: "2015.01.01-2035.01.01", Warnings: "expired"},
	} {
		if got, err := r.ReadPaper(t.Context(), purpose, picture); err != nil || got != want {
			t.Errorf("%s is read wrongly, %v", purpose, err)
		}
	}
}

func TestRULES_C8_a_permit_is_read_and_what_is_none_is_not(t *testing.T) {
	r, d := open(t)
	if got, err := r.ReadPaper(t.Context(), realname.HolderPortraitSide, picture); err != nil || got != (steps.Reading{}) {
		t.Errorf("nothing lies there, %v", err)
	}
	d.Permit(map[string]any{"Name": "甄港", "Number": "H12345678", "Type": "港澳居民来往内地通行证", "Birthday": "1980.01.01", "ValidDate": "2020.01.01-2030.01.01"})
	want := steps.Reading{Kind: "港澳居民来往内地通行证", Name: "甄港", Number: "H12345678", Birth: "1980.01.01", Valid: "2020.01.01-2030.01.01"}
	if got, err := r.ReadPaper(t.Context(), realname.HolderPortraitSide, picture); err != nil || got != want {
		t.Errorf("a permit is read wrongly, %v", err)
	}
	calls := d.Calls("IDCardOCR")
	for _, none := range [][]byte{nil, bytes.Repeat([]byte("x"), 8<<20)} {
		if got, err := r.ReadPaper(t.Context(), realname.PortraitSide, none); err != nil || got != (steps.Reading{}) || d.Calls("IDCardOCR") != calls {
			t.Errorf("what cannot be sent: %v", err)
		}
	}
}

func TestTHREATS_L1_every_way_to_fail(t *testing.T) {
	r, d := open(t)
	for _, call := range []string{"IDCardOCR", "MainlandPermitOCR"} {
		for _, f := range wiretest.Faults() {
			d.Fail(call, f)
			got, err := r.ReadPaper(t.Context(), realname.PortraitSide, picture)
			if got != (steps.Reading{}) || (f == wiretest.Twice) != (err == nil) || err != nil && !errors.Is(err, steps.ErrUnavailable) {
				t.Errorf("%s, %s: %v", call, f, err)
			}
		}
		for code, passes := range map[string]bool{"InternalError": true, "RequestLimitExceeded": true, "AuthFailure.SignatureFailure": false, "ResourceUnavailable.InArrears": false} {
			d.Answer(call, 200, tencenttest.Refused(code))
			_, err := r.ReadPaper(t.Context(), realname.PortraitSide, picture)
			if err == nil || errors.Is(err, steps.ErrUnavailable) != passes || strings.Contains(err.Error(), "个人") {
				t.Errorf("%s, %s: %v", call, code, err)
			}
		}
	}
	for _, address := range d.Addresses() {
		if address != "/" {
			t.Errorf("an address holds %q", address)
		}
	}
	if _, err := tencentpapers.New(tencentcloud.Config{}); err == nil {
		t.Error("a reader was made without what it needs")
	}
}
