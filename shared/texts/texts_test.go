package texts

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"shiming/shared/realname"
)

// verb is what would be filled in by fmt, and is read by people as it stands.
var verb = regexp.MustCompile(`%[-+# 0-9.*\[\]]*[a-zA-Z%]`)

// bothLanguages says what is wrong with a text that people read.
func bothLanguages(t *testing.T, what string, text Sentence) {
	t.Helper()
	hasHan := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
	}
	if text.EN == "" || hasHan(text.EN) || !hasHan(text.ZH) {
		t.Errorf("%s lacks a text in one of the languages: %+v", what, text)
	}
	if verb.MatchString(text.EN) || verb.MatchString(text.ZH) {
		t.Errorf("%s has a formatting verb: %+v", what, text)
	}
}

func TestEveryCodeHasASentence(t *testing.T) {
	for _, code := range realname.Codes() {
		bothLanguages(t, string(code), Refusal(code))
	}
	if n := len(refusals) + len(enterpriseRefusals) + len(staffRefusals); n != len(realname.Codes()) {
		t.Errorf("%d sentences for %d codes", n, len(realname.Codes()))
	}
	if Refusal("no_such_code") != (Sentence{}) {
		t.Error("a code that does not exist has a sentence")
	}
}

func TestRULES_A5_A6_whom_this_site_cannot_serve_reads_where_to_go(t *testing.T) {
	for _, code := range []realname.Code{realname.CodeDocNotSupported, realname.CodeRegionNotSupported} {
		if m := Refusal(code); !strings.Contains(m.EN, "international site") || !strings.Contains(m.ZH, "国际站") {
			t.Errorf("%s does not say where to go", code)
		}
	}
}

func TestRULES_A9_every_method_has_its_text(t *testing.T) {
	for _, m := range realname.Methods() {
		text := Method(m)
		bothLanguages(t, string(m), text.Name)
		bothLanguages(t, string(m), text.Duration)
		bothLanguages(t, string(m), text.Hint)
	}
	if len(methods) != len(realname.Methods()) {
		t.Errorf("%d texts for %d methods", len(methods), len(realname.Methods()))
	}
}

func TestRULES_B10_every_way_out_has_its_text(t *testing.T) {
	for way, text := range waysOut {
		bothLanguages(t, string(way), text.Title)
		bothLanguages(t, string(way), text.Hint)
		if !way.Valid() {
			t.Errorf("%s is no way out", way)
		}
	}
}

func TestRULES_H1_every_bar_has_its_text(t *testing.T) {
	for _, k := range realname.Kinds() {
		for _, step := range realname.Steps() {
			all, _ := realname.Case{Kind: k, Steps: []realname.Step{step}, Events: []realname.Event{{}}}.Bars()
			for _, bar := range all {
				bothLanguages(t, string(bar.Name), Bar(bar.Name))
			}
		}
	}
}
