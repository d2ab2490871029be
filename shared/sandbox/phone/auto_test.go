package sandbox

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// kindOf tells which document a magic number is.
func kindOf(number string) identity.DocumentKind {
	if number[0] == 'H' {
		return identity.HKMacaoPermit
	}
	return identity.ResidentID
}

func TestMagicNamesAndNumbersForceEveryOutcome(t *testing.T) {
	rules := map[realname.Method]string{realname.WeChatScan: "RULES_B3", realname.QQScan: "RULES_B4", realname.Face: "RULES_B5", realname.AppScan: "RULES_B8"}
	for _, s := range Magic() {
		for _, m := range s.Methods {
			if !m.Personal() {
				continue // see TestMagicNamesOfEnterprisesForceEveryOutcome
			}
			rule, number := rules[m], "110101199003078670"
			if s.Permit {
				rule, number = "RULES_B6", "H12345678"
			}
			for by, x := range map[string]realname.Person{
				"name":   mustPerson(t, s.Name, kindOf(number), number),
				"number": mustPerson(t, "欧阳修", kindOf(s.Number), s.Number),
			} {
				t.Run(rule+"_"+string(m)+"_"+s.Key+"_by_"+by, func(t *testing.T) {
					w := newWorldOf(t, m)
					c := w.begin("acct_1", m, x)
					dispatch := steps.Dispatch{Effects: []steps.Effect{steps.PlayCheck(w.keys, w.sandbox.Auto)}}
					for range 3 { // at least once, so perhaps more often
						if err := dispatch.Do(t.Context(), c); err != nil {
							t.Fatal(err)
						}
					}
					var got []Word
					for _, e := range w.load(c).Events[4:] {
						got = append(got, Word{map[realname.EventType]realname.Outcome{
							realname.CheckPassed: realname.Passed, realname.CheckFailed: realname.Failed, realname.CheckNoted: realname.Noted,
						}[e.Type], e.Fault})
					}
					if !slices.Equal(got, s.Words) {
						t.Errorf("the case heard %v, want %v", got, s.Words)
					}
				})
			}
		}
	}
}

func TestAutoLeavesEverybodyElseToThePhone(t *testing.T) {
	for name, x := range map[string]struct {
		method realname.Method
		person realname.Person
	}{
		"an ordinary person":                     {realname.WeChatScan, resident(t)},
		"a face name by WeChat":                  {realname.WeChatScan, mustPerson(t, "脸遮挡", identity.ResidentID, "110101199003078670")},
		"a card name by face":                    {realname.Face, mustPerson(t, "未绑卡", identity.ResidentID, "110101199003078670")},
		"RULES_B6_a permit name with a resident": {realname.WeChatScan, mustPerson(t, "证不同", identity.ResidentID, "110101199003078670")},
		"a name that only begins like one":       {realname.WeChatScan, mustPerson(t, "甄通过者", identity.ResidentID, "110101199003078670")},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c := w.begin("acct_1", x.method, x.person)
			before := w.load(c)
			if err := w.sandbox.Auto(t.Context(), steps.CheckRequest{Check: *c.Check(), Person: x.person}); err != nil {
				t.Fatal(err)
			}
			if w.sent.Load() != 0 || !reflect.DeepEqual(w.load(c), before) {
				t.Error("something was delivered")
			}
		})
	}
}

func TestAutoSaysWhenItCouldNotDeliver(t *testing.T) {
	x := mustPerson(t, "待绑卡", identity.ResidentID, "110101199003078670")
	check := realname.Check{ID: "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", Method: realname.QQScan}
	w := newWorld(t)
	calls := 0
	down := mustNew(t, Options{Secret: secret, Clock: w.now, Deliver: func(context.Context, steps.Callback) error {
		calls++
		return steps.ErrUnavailable
	}})
	if err := down.Auto(t.Context(), steps.CheckRequest{Check: check, Person: x}); !errors.Is(err, steps.ErrUnavailable) || calls != 1 {
		t.Errorf("%v after %d calls; want unavailable after the first, so that the order holds", err, calls)
	}
	if err := mustNew(t, Options{Secret: secret, Clock: w.now}).Auto(t.Context(), steps.CheckRequest{Check: check, Person: x}); err == nil {
		t.Error("no way to deliver, and no error")
	}
}

func TestTheMagicTable(t *testing.T) {
	table := MagicTable()
	keys, names := map[string]bool{}, map[string]string{}
	for _, s := range MagicEnterprises() {
		if _, err := identity.ParseEnterpriseName(s.Name); err != nil {
			t.Errorf("%s: the name is not one", s.Key)
		}
		if code, err := identity.ParseOrganisationCode(identity.UnifiedCode, s.Number); err != nil || !code.Commercial() {
			t.Errorf("%s: the code is not one: %v", s.Key, err)
		}
	}
	for _, s := range Magic() {
		if _, err := identity.ParseName(s.Name); err != nil {
			t.Errorf("%s: the name is not one", s.Key)
		}
		if _, err := identity.ParseDocument(kindOf(s.Number), s.Number); err != nil {
			t.Errorf("%s: the number is not one: %v", s.Key, err)
		}
	}
	for _, s := range scenarios() {
		if keys[s.Key] {
			t.Errorf("%s stands twice", s.Key)
		}
		keys[s.Key] = true
		for _, m := range s.Methods { // one name or number, one method, one document: one outcome
			for _, token := range []string{s.Name, s.Number} {
				if was, twice := names[token+string(m)]; twice {
					t.Errorf("%s and %s by %s have one name or number", was, s.Key, m)
				}
				names[token+string(m)] = s.Key
			}
		}
		if !strings.Contains(table, "| "+s.Name+" | `"+s.Number+"` |") {
			t.Errorf("the table lacks %s", s.Key)
		}
		for _, word := range s.Words {
			if word.Fault != "" && !word.Fault.Valid() {
				t.Errorf("%s: %q is not in the catalogue", s.Key, word.Fault)
			}
		}
	}
	if got, want := strings.Count(table, "\n"), len(scenarios())+2; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}
