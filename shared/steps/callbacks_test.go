package steps_test

import (
	"fmt"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

func TestCallbacksThatChangeNothing(t *testing.T) {
	w := newWorld(t)
	pass := func(c realname.Case) steps.Callback { return w.word(c, "msg_new", realname.Passed, "") }
	heard := func(c realname.Case, id string, o realname.Outcome, fault realname.Code) {
		if s, err := w.parts().settle().Do(background, sandbox.Name, w.word(c, id, o, fault)); err != nil || !s.Counted {
			t.Fatalf("a sound callback did not count: %v", err)
		}
	}
	must := func(_ realname.Case, err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range []struct {
		name    string
		word    func(c realname.Case) steps.Callback // may change the case first
		refused realname.Code                        // told to the provider
		ignored realname.Code                        // told to the audit trail alone
	}{
		{"unsigned", func(c realname.Case) steps.Callback {
			cb := pass(c)
			cb.Header.Del("Webhook-Signature")
			return cb
		}, realname.CodeSignatureInvalid, ""},
		{"another_signature", func(c realname.Case) steps.Callback {
			cb := pass(c)
			cb.Header.Set("Webhook-Signature", w.word(c, "msg_other", realname.Passed, "").Header.Get("Webhook-Signature"))
			return cb
		}, realname.CodeSignatureInvalid, ""},
		{"one_byte_changed", func(c realname.Case) steps.Callback {
			cb := pass(c)
			cb.Body[len(cb.Body)/2] ^= 1
			return cb
		}, realname.CodeSignatureInvalid, ""},
		{"older_than_300_seconds", func(c realname.Case) steps.Callback {
			cb := pass(c)
			w.wait(301 * time.Second)
			return cb
		}, realname.CodeSignatureInvalid, ""},
		{"about_an_unknown_case", func(realname.Case) steps.Callback {
			return w.wordOn("chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", "msg_x", realname.Passed, "")
		}, realname.CodeCheckNotFound, ""},
		{"about_no_check", func(realname.Case) steps.Callback { return w.wordOn("chk_1", "msg_x", realname.Passed, "") }, realname.CodeFieldInvalid, ""},
		{"about_a_check_to_come", func(c realname.Case) steps.Callback {
			id := c.Check().ID
			return w.wordOn(id[:len(id)-1]+"9", "msg_x", realname.Passed, "")
		}, "", realname.CodeWrongState},
		{"about_an_earlier_check", func(c realname.Case) steps.Callback {
			must(w.parts().start().Do(background, holder(c.Account), c.ID, baseURL))
			return pass(c)
		}, "", realname.CodeWrongState},
		{"heard_before", func(c realname.Case) steps.Callback {
			heard(c, "msg_new", realname.Noted, realname.CodeBankCardRequired)
			return w.word(c, "msg_new", realname.Noted, realname.CodeBankCardRequired)
		}, "", realname.CodeIdempotencyReused},
		{"heard_before_with_another_meaning", func(c realname.Case) steps.Callback {
			heard(c, "msg_new", realname.Noted, realname.CodeBankCardRequired)
			return pass(c)
		}, "", realname.CodeIdempotencyReused},
		{"success_after_failure", func(c realname.Case) steps.Callback {
			heard(c, "msg_first", realname.Failed, realname.CodeNameMismatch)
			return pass(c)
		}, "", realname.CodeWrongState},
		{"failure_after_success", func(c realname.Case) steps.Callback {
			heard(c, "msg_first", realname.Passed, "")
			return w.word(c, "msg_new", realname.Failed, realname.CodeNameMismatch)
		}, "", realname.CodeWrongState},
		{"success_after_success", func(c realname.Case) steps.Callback {
			heard(c, "msg_first", realname.Passed, "")
			return pass(c)
		}, "", realname.CodeWrongState},
		{"after_going_back", func(c realname.Case) steps.Callback {
			must(w.parts().back().Do(background, holder(c.Account), c.ID))
			return pass(c)
		}, "", realname.CodeWrongState},
		{"after_another_choice", func(c realname.Case) steps.Callback {
			must(w.parts().choose().Do(background, holder(c.Account), c.ID, realname.QQScan, steps.Means{}))
			return pass(c)
		}, "", realname.CodeWrongState},
		{"after_canceling", func(c realname.Case) steps.Callback {
			must(w.parts().cancel().Do(background, holder(c.Account), c.ID))
			return pass(c)
		}, "", realname.CodeWrongState},
		{"when_the_code_is_dead", func(c realname.Case) steps.Callback {
			w.wait(w.policy.CheckLife())
			return pass(c)
		}, "", realname.CodeQRExpired},
		{"when_the_case_is_over", func(c realname.Case) steps.Callback {
			w.wait(time.Duration(7) * 24 * time.Hour)
			return pass(c)
		}, "", realname.CodeCaseExpired},
	} {
		t.Run("THREATS_W1_"+row.name, func(t *testing.T) {
			w.t = t
			account, x := newAccount(), w.person("欧阳修")
			c := w.at(w.parts(), account, x, realname.Checking)
			cb := row.word(c)
			was := w.record(account, x)
			got, err := w.parts().settle().Do(background, sandbox.Name, cb)
			if got.Counted || got.Ignored != row.ignored || (err == nil) != (row.refused == "") {
				t.Errorf("counted %t, ignored for %q, %v", got.Counted, got.Ignored, err)
			}
			if row.refused != "" {
				refused(t, err, row.refused)
			} else if !same(got.Case, w.load(c.ID)) {
				t.Error("the answer is not the case as it is")
			}
			if w.record(account, x) != was {
				t.Error("something was changed")
			}
			w.consistent(account, x)
		})
	}
	t.Run("THREATS_W1_of_an_unknown_provider", func(t *testing.T) {
		w.t = t
		c := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Checking)
		_, err := w.parts().settle().Do(background, "nobody", pass(c))
		refused(t, err, realname.CodeRouteUnknown)
	})
	t.Run("THREATS_W1_many_times_at_once_counts_once", func(t *testing.T) {
		w.t = t
		c := w.at(w.parts(), newAccount(), w.person("欧阳修"), realname.Checking)
		const many = 16
		counted := make([]bool, many)
		together(many, func(i int) {
			got, err := w.parts().settle().Do(background, sandbox.Name, pass(c))
			if err != nil {
				t.Errorf("settle: %v", err)
			}
			counted[i] = got.Counted
		})
		if end := w.load(c.ID); end.Version() != c.Version()+1 {
			t.Errorf("%d events", end.Version()-c.Version())
		}
		if fmt.Sprint(counted) == fmt.Sprint(make([]bool, many)) {
			t.Error("it counted never")
		}
	})
}
