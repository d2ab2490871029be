package checkref_test

import (
	"strings"
	"testing"

	"shiming/shared/providers/checkref"
	"shiming/shared/realname"
)

const (
	check = realname.CheckID("chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4")
	other = realname.CheckID("chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_5")
)

func TestTHREATS_W1_a_reference_is_of_one_check_and_one_person(t *testing.T) {
	ref, err := checkref.Make(check, "token.with.dots", "甄通过", "110101190001019019")
	if err != nil {
		t.Fatal(err)
	}
	known, err := checkref.Open(check, ref)
	if err != nil || known.Token != "token.with.dots" || !known.About(check, "甄通过", "110101190001019019") {
		t.Errorf("%v", err)
	}
	if known.About(check, "甄通过", "") || known.About(check, "", "110101190001019019") || known.About(other, "甄通过", "110101190001019019") {
		t.Error("it is about anybody")
	}
	if strings.Contains(ref, "甄") || strings.Contains(ref, "1101") {
		t.Error("it names the person")
	}
	if _, err := checkref.Open(other, ref); err == nil {
		t.Error("it is of another check too")
	}
	for i := range len(ref) {
		changed := []byte(ref)
		changed[i] ^= 1
		if _, err := checkref.Open(check, string(changed)); err == nil {
			t.Errorf("byte %d may be changed", i)
		}
		if _, err := checkref.Open(check, ref[:i]); err == nil {
			t.Errorf("cut at %d it opens", i)
		}
	}
}

func TestTokensThatAreNone(t *testing.T) {
	for _, token := range []string{"", strings.Repeat("x", 1024)} {
		if _, err := checkref.Make(check, token, "甄通过", "1"); err == nil {
			t.Errorf("made of a token of %d bytes", len(token))
		}
	}
}
