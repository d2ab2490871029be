package sandbox

import (
	"errors"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"shiming/shared/providers/providertest"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/sqlite"
)

func TestTheSandboxIsAPuller(t *testing.T) {
	providertest.RunPull(t, func(t *testing.T) providertest.Pull {
		store, err := sqlite.Open(filepath.Join(t.TempDir(), "shiming.db"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = store.Close() })
		s := mustNew(t, Options{Secret: secret, Older: [][]byte{older}, Clock: time.Now, Results: store})
		return providertest.Pull{
			Harness: harness(s, []realname.Method{realname.Face, realname.RepresentativeFace}), Puller: s,
			Finish: func(t *testing.T, check realname.Check, o realname.Outcome, fault realname.Code) {
				if err := s.keep(t.Context(), check.ID, Word{o, fault}); err != nil {
					t.Fatal(err)
				}
			},
			Away: func(t *testing.T) {
				if err := store.Close(); err != nil {
					t.Fatal(err)
				}
			},
		}
	})
}

// TestAResultWaitsUntilItIsAskedFor plays a browser that never comes back.
func TestAResultWaitsUntilItIsAskedFor(t *testing.T) {
	w := newWorld(t)
	c := w.begin("acct_1", realname.Face, resident(t))
	id, u := c.Check().ID, w.load(c).Check().URL
	phone := NewPhone(w.sandbox, w.desk.Store, "x")
	press := func(outcome string) PhoneResponse {
		token := u[len(w.web.URL+"/stage/sandbox/phone/"):]
		return phone.Serve(t.Context(), PhoneRequest{Method: "POST", Token: token, Form: url.Values{
			"action": {"confirm"}, "outcome": {outcome}, "consent": {"yes"},
		}})
	}
	if again, _, err := w.ask.Do(t.Context(), id); err != nil || !again.Equal(c.UpdatedAt().Add(5*time.Second)) {
		t.Errorf("RULES B5: before it is done, ask again at %s, %v", again, err)
	}
	if answer := press("passed"); answer.Status != 303 || answer.Header.Get("Location") != "../../v1/checks/"+string(id)+"/return" {
		t.Errorf("RULES B5: %d, %v", answer.Status, answer.Header)
	}
	press("face_covered") // the first one stands
	w.must(c, realname.Checking, "")
	if again, settled, err := w.ask.Do(t.Context(), id); err != nil || !again.IsZero() || !settled.Counted {
		t.Errorf("RULES B5: %s, %t, %v", again, settled.Counted, err)
	}
	w.must(c, realname.Verified, "")
}

func TestWithoutAPlaceForResultsItSaysSo(t *testing.T) {
	s := mustNew(t, Options{Secret: secret, Clock: time.Now})
	x := mustPerson(t, "甄通过", resident(t).Document.Kind(), "110101199003078670")
	check := realname.Check{ID: "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", Method: realname.Face}
	if err := s.Auto(t.Context(), steps.CheckRequest{Check: check, Person: x}); !errors.Is(err, errNoResults) {
		t.Errorf("%v", err)
	}
}
