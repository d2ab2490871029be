package conversations

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"shiming/infra/tests/pii"
)

func heard(t *testing.T, body string) *player {
	t.Helper()
	p := &player{
		t: test{t}, vars: map[string]string{"x": "7"}, people: map[string]person{},
		world: World{Now: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }},
		last:  answer{status: 200, header: http.Header{"Etag": {`"3"`}}, body: []byte(body)},
	}
	if err := json.Unmarshal([]byte(body), &p.last.json); err != nil {
		p.last.json = nil
	}
	return p
}

// An expectation that does not hold is an error: conversations can fail.
func TestExpectations(t *testing.T) {
	const body = `{"status":"ok","n":7,"yes":true,"none":null,"list":["a","b"],"rows":[{"k":"a","v":1},{"k":"b","v":2}],"in":{"x":"y"},"request_id":"req_1"}`
	cases := []struct {
		text  string
		holds bool
	}{
		{"status == ok", true}, {"status == okay", false}, {"status != ok", false}, {"status != okay", true},
		{"missing == ok", false}, {"missing != ok", true}, {"missing absent", true}, {"status absent", false},
		{"status exists", true}, {"missing exists", false}, {"none exists", true},
		{"n == 7", true}, {"n == {x}", true}, {"n == 07", false}, {"yes == true", true}, {"yes == false", false},
		{"in.x == y", true}, {"in.z == y", false}, {"status.x == y", false},
		{"list.1 == b", true}, {"list.2 == b", false}, {"list has a", true}, {"list has c", false}, {"list counts 2", true},
		{"list counts 3", false}, {"status counts 0", true}, {"rows[k=b].v == 2", true}, {"rows[k=c].v == 2", false},
		{"rows[k=b].v == 1", false}, {"in has x", true}, {"in has y", false}, {"missing has x", false},
		{"body has okay", false}, {"body lacks okay", true}, {"body lacks ok", false}, {"body begins {\"st", true},
		{"body begins x", false}, {"status matches o.", true}, {"status matches o", false},
		{`header etag == "3"`, true}, {`header etag == "4"`, false}, {"header etag absent", false}, {"header age absent", true},
		{`body like {"a":1}`, false},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			if err := heard(t, body).expect(c.text); (err == nil) != c.holds {
				t.Errorf("got %v, want holds to be %t", err, c.holds)
			}
		})
	}
	p := heard(t, body)
	if err := p.expect("in.x -> kept"); err != nil || p.vars["kept"] != "y" {
		t.Errorf("kept %q, %v", p.vars["kept"], err)
	}
	p.vars["other"] = strings.Replace(body, "req_1", "req_2", 1)
	if p.expect("body like {other}") != nil || p.expect("body == {other}") == nil {
		t.Error("answers that differ in the request id only are alike, not equal")
	}
}

func TestTHREATS_L1_a_complaint_shows_no_person(t *testing.T) {
	for _, one := range pii.All() {
		t.Run(one.Label, func(t *testing.T) {
			p := heard(t, "{}")
			who, err := p.meet(one.Label)
			if err != nil {
				t.Fatal(err)
			}
			p.people["who"] = who
			p.here = line{3, "POST /v1/cases/{case}/form"}
			for field, value := range who.fields() {
				if strings.HasSuffix(field, "_masked") || field == "region" || field == "document" {
					continue
				}
				said := p.complaint("got %s, or %q, or %+q", value, value, value)
				for _, secret := range []string{one.Name, one.Number, one.Address, one.Phone, who.fields()["old"]} {
					if secret != "" && strings.Contains(said, secret) {
						t.Errorf("the field %s is shown", field)
					}
				}
				if field != "form" && !strings.Contains(said, "[who.") {
					t.Errorf("the field %s is not named", field)
				}
			}
		})
	}
}

// A form that the player makes is one that the API takes: the numbers are as the standards want them.
func TestFreshNumbers(t *testing.T) {
	p := heard(t, "{}")
	for label, length := range map[string]int{"adult 3": 18, "Hong Kong permit 0": 9, "Taiwan permit 1": 8} {
		a, err := p.meet(label + ", fresh number")
		if err != nil {
			t.Fatal(err)
		}
		b, err := p.meet(label + ", fresh number")
		if err != nil {
			t.Fatal(err)
		}
		if len(a.number) != length || a.number == b.number {
			t.Errorf("%s: %d characters, equal: %t", label, len(a.number), a.number == b.number)
		}
	}
	x, err := p.meet("adult 1, fresh number with X")
	if err != nil || !strings.HasSuffix(x.number, "X") {
		t.Error("the check character is no X")
	}
	young, err := p.meet("adult 1, 18 tomorrow")
	if err != nil || young.number[6:14] != "20080302" {
		t.Error("18 tomorrow is another day")
	}
	for _, nobody := range []string{"", "adult 99", "magic nothing", "adult 1, old"} {
		if _, err := p.meet(nobody); err == nil {
			t.Errorf("%q was met", nobody)
		}
	}
}
