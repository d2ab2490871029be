package asl

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

const settleARN = "arn:aws:lambda:us-east-1:000000000000:function:settle"

var (
	depositSubstitutions = map[string]string{"SettleFunction": settleARN}
	reviewSubstitutions  = map[string]string{
		"QueueFunction": "queue", "PayFunction": "pay",
		"CloseFunction": "arn:aws:lambda:us-east-1:000000000000:function:close",
	}
)

func read(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func good(t testing.TB, file string, substitutions map[string]string) *Definition {
	t.Helper()
	d, err := Parse(read(t, file), substitutions)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Validate(); err != nil {
		t.Fatal(err)
	}
	return d
}

func TestGoodDefinitions(t *testing.T) {
	deposit := good(t, "deposit.asl.json", depositSubstitutions)
	if got := deposit.Functions(); !slices.Equal(got, []string{settleARN}) {
		t.Errorf("functions %q", got)
	}
	review := good(t, "review.asl.json", reviewSubstitutions)
	want := []string{"Ask The First Group", "Ask The Second Group", "Close", "Decide", "Pay", "Record Failure", "Wait For Amount", "Wait For The Second Group"}
	if got := review.StateNames(); !slices.Equal(got, want) {
		t.Errorf("states %q", got)
	}
	if got := Substitutions(read(t, "review.asl.json")); !slices.Equal(got, []string{"CloseFunction", "PayFunction", "QueueFunction"}) {
		t.Errorf("substitutions %q", got)
	}
	if review.Comment() == "" {
		t.Error("no comment")
	}
}

// patch is RFC 7396.
func patch(doc, with any) any {
	changes, ok := with.(map[string]any)
	if !ok {
		return with
	}
	object, ok := doc.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for name, value := range changes {
		if value == nil {
			delete(object, name)
		} else {
			object[name] = patch(object[name], value)
		}
	}
	return object
}

func TestBadDefinitions(t *testing.T) {
	cases := strings.Split(string(read(t, "bad.txt")), "\n= ")[1:]
	if len(cases) < 60 {
		t.Fatalf("%d cases", len(cases))
	}
	for _, c := range cases {
		name, rest, _ := strings.Cut(c, "\n")
		t.Run(name, func(t *testing.T) {
			lines := strings.Split(strings.TrimSpace(rest), "\n")
			var doc, change any
			if err := json.Unmarshal(read(t, "deposit.asl.json"), &doc); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal([]byte(lines[0]), &change); err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(patch(doc, change))
			if err != nil {
				t.Fatal(err)
			}
			d, err := Parse(text, depositSubstitutions)
			if err == nil {
				err = d.Validate()
			}
			if want := strings.TrimPrefix(lines[1], "! "); err == nil || !slices.ContainsFunc(strings.Split(err.Error(), "\n"), func(said string) bool {
				return strings.HasPrefix(said, want)
			}) {
				t.Errorf("got  %v\nwant %s", err, want)
			}
		})
	}
}

func TestBadText(t *testing.T) {
	for _, test := range []struct{ name, text, want string }{
		{"no JSON", `{"StartAt": `, "not one JSON document"},
		{"two documents", `{} {}`, "not one JSON document"},
		{"a list", `[]`, "is not an object"},
		{"no states", `{"StartAt": "A", "States": {}}`, "the machine, States"},
		{"a state twice", `{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Fail"}}}`, `"A" stands twice`},
		{"a field twice", `{"StartAt": "A", "States": {"A": {"Type": "Succeed", "Type": "Fail"}}}`, `"Type" stands twice`},
		{"a state that is a text", `{"StartAt": "A", "States": {"A": "B"}}`, `state "A", State: is not an object`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := Parse([]byte(test.text), nil)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
	t.Run("a substitution that breaks out of its text", func(t *testing.T) {
		_, err := Parse(read(t, "deposit.asl.json"), map[string]string{"SettleFunction": `x", "Comment": "y`})
		if err == nil {
			t.Error("accepted")
		}
	})
}

// FuzzDefinition: whatever the text, Parse and Validate answer; and what they accept runs without a panic.
func FuzzDefinition(f *testing.F) {
	f.Add(string(read(f, "deposit.asl.json")), `{"deadline": "2026-01-01T00:00:00Z", "case": "c"}`, uint16(0))
	f.Add(string(read(f, "review.asl.json")), `{"case": 1, "reviewSeconds": 5}`, uint16(3))
	f.Add(`{"StartAt":"A","States":{"A":{"Type":"Choice","Choices":[{"Not":{"Variable":"$.a[0]","NumericLessThan":1e9},"Next":"B"}],"Default":"B"},"B":{"Type":"Pass","Result":[],"ResultPath":"$.x.y","Next":"A"}}}`, `{"a":[1]}`, uint16(1))
	f.Fuzz(func(t *testing.T, text, input string, answers uint16) {
		for _, substitutions := range []map[string]string{nil, depositSubstitutions, reviewSubstitutions} {
			d, err := Parse([]byte(text), substitutions)
			if err != nil {
				continue
			}
			_ = d.Validate()
			if _, err := decode([]byte(input)); err == nil {
				drive(d, input, answers)
			}
		}
	})
}
