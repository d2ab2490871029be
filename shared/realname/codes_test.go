package realname

import (
	"regexp"
	"testing"
)

func TestEveryCodeHasARow(t *testing.T) {
	declared := constants(t)["Code"]
	if len(declared) < 50 || len(Codes()) != len(declared) {
		t.Errorf("%d codes are declared, %d have a row", len(declared), len(Codes()))
	}
	snake := regexp.MustCompile(`^[a-z]+(_[a-z]+)*$`)
	values := map[string]string{}
	for name, value := range declared {
		if other, twice := values[value]; twice {
			t.Errorf("%s and %s are both %q", name, other, value)
		}
		values[value] = name
		c := Code(value)
		if !c.Valid() || c.Status() < 400 || c.Status() > 599 {
			t.Errorf("%s is answered with %d", name, c.Status())
		}
		if !snake.MatchString(value) {
			t.Errorf("%q is not in snake case", value)
		}
	}
	if c := Code("no_such_code"); c.Valid() || c.Status() != 500 || c.Retryable() {
		t.Error("a code that does not exist has a row")
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
