package realname

import (
	"regexp"
	"slices"
	"testing"
	"unicode"
)

// hasHan reports whether the text has a Chinese character.
func hasHan(s string) bool {
	for _, r := range s {
		if unicode.Is(unicode.Han, r) {
			return true
		}
	}
	return false
}

func TestCatalogue(t *testing.T) {
	declared := constants(t)["Code"]
	listed := Codes()
	if len(declared) < 50 || len(listed) != len(declared) {
		t.Errorf("%d codes are declared, %d have messages", len(declared), len(listed))
	}
	values := map[string]string{}
	for name, value := range declared {
		if other, twice := values[value]; twice {
			t.Errorf("%s and %s are both %q", name, other, value)
		}
		values[value] = name
		if _, ok := Describe(Code(value)); !ok || !slices.Contains(listed, Code(value)) {
			t.Errorf("%s has no message", name)
		}
	}
	snake := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	verb := regexp.MustCompile(`%[-+# 0-9.*\[\]]*[a-zA-Z%]`)
	for _, code := range listed {
		m, _ := Describe(code)
		if !snake.MatchString(string(code)) {
			t.Errorf("%q is not in snake case", code)
		}
		if m.EN == "" || hasHan(m.EN) || !hasHan(m.ZH) {
			t.Errorf("%s lacks a message in one of the languages", code)
		}
		if verb.MatchString(m.EN) || verb.MatchString(m.ZH) {
			t.Errorf("%s has a formatting verb", code)
		}
	}
	if m, ok := Describe("no_such_code"); ok || m != (Message{}) {
		t.Error("a code that does not exist has a message")
	}
}

func TestErrorsSayTheirCodeAndNothingElse(t *testing.T) {
	cause := Refuse(CodeConflict)
	e := RefuseField(CodeNumberInvalid, "document_number").Because(cause)
	if e.Error() != "id_number_invalid (document_number)" || e.Unwrap() != error(cause) {
		t.Error(e)
	}
	for _, row := range []struct {
		target Error
		is     bool
	}{
		{Error{Code: CodeNumberInvalid}, true}, {Error{Code: CodeNumberInvalid, Field: "document_number"}, true},
		{Error{Code: CodeNumberInvalid, Field: "name"}, false}, {Error{Code: CodeNameInvalid}, false},
	} {
		if e.Is(&row.target) != row.is {
			t.Errorf("is %v: %t", &row.target, !row.is)
		}
	}
}
