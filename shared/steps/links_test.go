package steps_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault/sealed"
	"shiming/shared/vault/sealed/signing"
)

var console = realname.Actor{Role: realname.Platform, ID: "platform"}

var returnTo = realname.Origins{"https://console.example.com"}

// desk makes and opens links on the parts.
type linkDesk struct {
	steps.MakeLink
	steps.Sessions
}

func (w *world) links(p parts) linkDesk {
	return linkDesk{
		steps.MakeLink{Base: p.Base, Records: p.records, Keys: p.keys, Origins: returnTo},
		steps.Sessions{
			Records: p.records, Clock: p.Clock, Wall: p.Clock,
			Signer: signer(),
		},
	}
}

// signer signs for every world: making a key takes a while.
var signer = sync.OnceValue(func() signing.TokenSigner {
	dir, err := os.MkdirTemp("", "shiming-steps-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	keys, err := sealed.OpenFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		panic(err)
	}
	file := signing.NewFile(filepath.Join(dir, "session.key"), keys)
	if _, err := file.KeyID(background); err != nil {
		panic(err)
	}
	return file
})

func wish() steps.Wish {
	return steps.Wish{Kind: realname.PersonalVerification, Handoff: realname.Handoff{
		ReturnURL: "https://console.example.com/done", ClientReferenceID: "order 7", Metadata: map[string]string{"plan": "b"}, Language: "en",
	}}
}

func refusedWith(t *testing.T, what string, err error, code realname.Code) {
	t.Helper()
	if !errors.Is(err, realname.Refuse(code)) {
		t.Errorf("%s: got %v, want %s", what, err, code)
	}
}

// made makes a link of the account, or fails.
func (w *world) made(d linkDesk, account realname.AccountID, s steps.Wish) steps.MadeLink {
	w.t.Helper()
	made, err := d.Do(background, steps.Ask{By: console}, account, s)
	if err != nil {
		w.t.Fatal(err)
	}
	return made
}

// says are the claims of a token.
func says(t *testing.T, token string) map[string]any {
	t.Helper()
	claims := map[string]any{}
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err == nil {
		err = json.Unmarshal(raw, &claims)
	}
	if err != nil {
		t.Fatal(err)
	}
	return claims
}

func TestOpeningALink(t *testing.T) {
	w := newWorld(t)
	d := w.links(w.parts())
	t.Run("a_session_that_speaks_for_one_account", func(t *testing.T) {
		account := newAccount()
		made := w.made(d, account, wish())
		in, err := d.Open(background, made.Secret, "tab", baseURL)
		if err != nil {
			t.Fatal(err)
		}
		got := says(t, in.Token)
		if got["iss"] != baseURL || got["aud"] != steps.SessionAudience || got["role"] != "holder" || got["account"] != string(account) || got["sid"] != in.ID ||
			got["sub"] != "session_"+in.ID || got["errand"] != nil || got["exp"].(float64)-got["iat"].(float64) != realname.TokenLife.Seconds() {
			t.Errorf("%v", got)
		}
		if in.Session.Kind != realname.PersonalVerification || in.Session.Handoff.ReturnURL != "https://console.example.com/done" {
			t.Errorf("%+v", in.Session)
		}
		if in.Secret == made.Secret || !made.ExpiresAt.Equal(w.now().Add(time.Hour)) {
			t.Error("what the address carries is what the cookie carries")
		}
	})
	t.Run("THREATS_Q3_the_secret_is_kept_nowhere", func(t *testing.T) {
		account := newAccount()
		made := w.made(d, account, wish())
		in, err := d.Open(background, made.Secret, "", baseURL)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []struct{ kind, id string }{{"link", string(account)}, {"session", in.ID}} {
			stored, err := w.store.Record(background, r.kind, r.id)
			if err != nil || strings.Contains(string(stored.Doc), made.Secret) || strings.Contains(string(stored.Doc), in.Secret) || stored.Until.IsZero() {
				t.Errorf("%s: until %v, %v", r.kind, stored.Until, err)
			}
		}
	})
	t.Run("used", func(t *testing.T) {
		made := w.made(d, newAccount(), wish())
		first, err := d.Open(background, made.Secret, "one tab", baseURL)
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.Open(background, made.Secret, "another tab", baseURL)
		refusedWith(t, "another tab", err, realname.CodeLinkUsed)
		_, err = d.Open(background, made.Secret, "", baseURL)
		refusedWith(t, "no key", err, realname.CodeLinkUsed)
		again, err := d.Open(background, made.Secret, "one tab", baseURL)
		if err != nil || again.ID != first.ID || again.Secret != first.Secret {
			t.Errorf("the same request: %v", err)
		}
		w.wait(realname.ReopenLife)
		_, err = d.Open(background, made.Secret, "one tab", baseURL)
		refusedWith(t, "much later", err, realname.CodeLinkUsed)
	})
	t.Run("expired", func(t *testing.T) {
		s := wish()
		s.Life = 48 * time.Hour
		made := w.made(d, newAccount(), s)
		w.wait(48 * time.Hour)
		_, err := d.Open(background, made.Secret, "", baseURL)
		refusedWith(t, "after 48 hours", err, realname.CodeLinkExpired)
	})
	t.Run("replaced", func(t *testing.T) {
		account := newAccount()
		older, newer := w.made(d, account, wish()), w.made(d, account, wish())
		_, err := d.Open(background, older.Secret, "", baseURL)
		refusedWith(t, "the older", err, realname.CodeLinkReplaced)
		if _, err := d.Open(background, newer.Secret, "", baseURL); err != nil {
			t.Errorf("the newer: %v", err)
		}
	})
	t.Run("THREATS_Q2_guessed", func(t *testing.T) {
		made := w.made(d, newAccount(), wish())
		other := []byte(made.Secret)
		other[0] ^= 1
		for _, guess := range []string{
			"", "x", string(other), strings.Repeat("A", 43), made.Secret + "=", made.Secret[:42], strings.Repeat("A", 10000), made.Secret + "\n",
		} {
			in, err := d.Open(background, guess, "", baseURL)
			refusedWith(t, fmt.Sprintf("%.50q", guess), err, realname.CodeLinkNotFound)
			if in.Token != "" || in.Session.Account != "" {
				t.Error("somebody is signed in")
			}
		}
	})
	t.Run("of_many_at_once_exactly_one_opens_it", func(t *testing.T) {
		made := w.made(d, newAccount(), wish())
		var opened atomic.Int32
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				_, err := d.Open(background, made.Secret, fmt.Sprint(i), baseURL)
				if err == nil {
					opened.Add(1)
				} else if !errors.Is(err, realname.Refuse(realname.CodeLinkUsed)) {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if opened.Load() != 1 {
			t.Errorf("%d opened it", opened.Load())
		}
	})
}

func TestMakingALink(t *testing.T) {
	w := newWorld(t)
	d := w.links(w.parts())
	account := newAccount()
	c, err := w.parts().open().Do(background, steps.Ask{By: console}, account, realname.Opening{Kind: realname.PersonalVerification})
	if err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string]struct {
		change func(*steps.Wish)
		code   realname.Code
	}{
		"nowhere_to_go_back_to": {func(s *steps.Wish) { s.Handoff.ReturnURL = "" }, realname.CodeFieldRequired},
		"a_foreign_origin":      {func(s *steps.Wish) { s.Handoff.ReturnURL = "https://evil.example/" }, realname.CodeReturnURL},
		"longer_than_two_days":  {func(s *steps.Wish) { s.Life = 48*time.Hour + time.Second }, realname.CodeFieldInvalid},
		"for_a_second":          {func(s *steps.Wish) { s.Life = time.Second }, realname.CodeFieldInvalid},
		"backwards":             {func(s *steps.Wish) { s.Life = -time.Hour }, realname.CodeFieldInvalid},
		"a_kind_and_a_case":     {func(s *steps.Wish) { s.Case = c.ID }, realname.CodeFieldInvalid},
		"a_kind_of_nobody":      {func(s *steps.Wish) { s.Kind = "x" }, realname.CodeKindNotSupported},
		"no_case":               {func(s *steps.Wish) { s.Kind, s.Case = "", realname.NewCaseID() }, realname.CodeCaseNotFound},
		"metadata":              {func(s *steps.Wish) { s.Handoff.Metadata = map[string]string{"": ""} }, realname.CodeFieldInvalid},
	} {
		s := wish()
		bad.change(&s)
		_, err := d.Do(background, steps.Ask{By: console}, account, s)
		refusedWith(t, name, err, bad.code)
	}
	s := wish()
	s.Kind, s.Case = "", c.ID
	_, err = d.Do(background, steps.Ask{By: console}, newAccount(), s)
	refusedWith(t, "THREATS_I1 the case of another account", err, realname.CodeCaseNotFound)
	_, err = d.Do(background, steps.Ask{By: console}, "x", wish())
	refusedWith(t, "no account", err, realname.CodeAccountNotFound)
	w.made(d, account, s)
	s.Case = ""
	w.made(d, account, s)
}

func TestTheSameRequestGetsTheSameLink(t *testing.T) {
	w := newWorld(t)
	d := w.links(w.parts())
	account := newAccount()
	ask := steps.Ask{By: console, Replay: &realname.Replay{Key: "key", Print: "print"}}
	first, err := d.Do(background, ask, account, wish())
	if err != nil {
		t.Fatal(err)
	}
	if err := w.keys.RotateDigest(); err != nil {
		t.Fatal(err)
	}
	w.wait(time.Minute)
	for range 2 {
		if again, err := d.Do(background, ask, account, wish()); err != nil || again.Secret != first.Secret || !again.ExpiresAt.Equal(first.ExpiresAt) {
			t.Errorf("%v", err)
		}
	}
	other := ask
	other.Replay = &realname.Replay{Key: "key", Print: "another body"}
	_, err = d.Do(background, other, account, wish())
	refusedWith(t, "another body", err, realname.CodeIdempotencyReused)
	next := ask
	next.Replay = &realname.Replay{Key: "key 2", Print: "print"}
	newer, err := d.Do(background, next, account, wish())
	if err != nil || newer.Secret == first.Secret {
		t.Fatal(err)
	}
	if again, err := d.Do(background, ask, account, wish()); err != nil || again.Secret != first.Secret {
		t.Errorf("the first, after it was replaced: %v", err)
	}
	if _, err := d.Open(background, newer.Secret, "", baseURL); err != nil {
		t.Errorf("a repeated request has ended the newer link: %v", err)
	}
}

func TestSessionsOfLinks(t *testing.T) {
	w := newWorld(t)
	d := w.links(w.parts())
	begin := func(t *testing.T) steps.SignedIn {
		t.Helper()
		in, err := d.Open(background, w.made(d, newAccount(), wish()).Secret, "tab", baseURL)
		if err != nil {
			t.Fatal(err)
		}
		return in
	}
	t.Run("two_tabs_refresh_it", func(t *testing.T) {
		in := begin(t)
		var all sync.WaitGroup
		for range 4 {
			all.Go(func() {
				if again, err := d.Refresh(background, in.Secret, baseURL); err != nil || again.ID != in.ID || again.Token == "" {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
	t.Run("thirty_idle_minutes", func(t *testing.T) {
		in := begin(t)
		w.wait(29 * time.Minute)
		if _, err := d.Refresh(background, in.Secret, baseURL); err != nil {
			t.Fatal(err)
		}
		w.wait(30 * time.Minute)
		_, err := d.Refresh(background, in.Secret, baseURL)
		refusedWith(t, "after thirty", err, realname.CodeSessionEnded)
	})
	t.Run("ended", func(t *testing.T) {
		in := begin(t)
		for range 2 {
			if _, err := d.End(background, in.Secret); err != nil {
				t.Fatal(err)
			}
		}
		out, err := d.Refresh(background, in.Secret, baseURL)
		refusedWith(t, "refreshed", err, realname.CodeSessionEnded)
		if out.Token != "" {
			t.Error("there is a token")
		}
		if _, err := d.End(background, "nobody's"); err != nil {
			t.Error(err)
		}
	})
	t.Run("what_refreshes_nothing", func(t *testing.T) {
		in := begin(t)
		for _, secret := range []string{"", "x", in.ID, in.Token} {
			_, err := d.Refresh(background, secret, baseURL)
			refusedWith(t, "a secret of nobody", err, realname.CodeSessionEnded)
		}
	})
	t.Run("a_case_opened_in_it_has_what_the_platform_said", func(t *testing.T) {
		in := begin(t)
		by := in.Session.Actor(in.ID)
		c, err := w.parts().open().Do(background, steps.Ask{By: by}, in.Session.Account, realname.Opening{
			Kind: realname.PersonalVerification, Handoff: realname.Handoff{Language: "zh"},
		})
		if err != nil || c.Handoff.ReturnURL != wish().Handoff.ReturnURL || c.Handoff.Metadata["plan"] != "b" || c.Handoff.Language != "zh" {
			t.Errorf("%+v, %v", c.Handoff, err)
		}
		_, err = w.parts().open().Do(background, steps.Ask{By: by}, newAccount(), realname.Opening{Kind: realname.PersonalVerification})
		refusedWith(t, "THREATS_I1 another account", err, realname.CodeAccountNotFound)
	})
	t.Run("a_holder_gives_no_names_of_the_platform", func(t *testing.T) {
		account := newAccount()
		by := realname.Actor{Role: realname.Holder, ID: "h", Account: account}
		for _, h := range []realname.Handoff{{ClientReferenceID: "x"}, {Metadata: map[string]string{"paid": "true"}}} {
			_, err := w.parts().open().Do(background, steps.Ask{By: by}, account, realname.Opening{Kind: realname.PersonalVerification, Handoff: h})
			refusedWith(t, "metadata of a holder", err, realname.CodeForbidden)
		}
	})
}

// Every call may fail before or after it took effect; the same request again ends as if nothing had failed.
func TestBrokenLinks(t *testing.T) {
	for _, how := range failures {
		if how.only != "" {
			continue
		}
		for k := 1; ; k++ {
			w := newWorld(t)
			account := newAccount()
			broken := &calls{fail: k, how: how}
			d := w.links(w.parts().through(broken))
			ask := steps.Ask{By: console, Replay: &realname.Replay{Key: "key", Print: "print"}}
			made, err := d.Do(background, ask, account, wish())
			if err != nil {
				made, err = d.Do(background, ask, account, wish())
			}
			if err != nil {
				t.Fatalf("%s at call %d: %v", how.name, k, err)
			}
			in, err := d.Open(background, made.Secret, "tab", baseURL)
			if err != nil {
				in, err = d.Open(background, made.Secret, "tab", baseURL)
			}
			if err != nil {
				t.Fatalf("%s at call %d: opened: %v", how.name, k, err)
			}
			again, err := d.Refresh(background, in.Secret, baseURL)
			if err != nil {
				again, err = d.Refresh(background, in.Secret, baseURL)
			}
			if err != nil || again.ID != in.ID {
				t.Fatalf("%s at call %d: refreshed: %v", how.name, k, err)
			}
			if len(broken.made) < k {
				break
			}
		}
	}
}
