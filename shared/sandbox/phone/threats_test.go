package sandbox

import (
	"bytes"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// The vector of Standard Webhooks' own documentation (FIELD-NOTES §1.5): our signature is theirs, and we accept it up
// to the point where the body is not one of ours.
func TestTheVectorOfStandardWebhooks(t *testing.T) {
	key, err := base64.StdEncoding.DecodeString("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		t.Fatal(err)
	}
	s := mustNew(t, Options{Secret: key, Clock: time.Now})
	at := time.Unix(1614265330, 0)
	cb := steps.Callback{Header: http.Header{
		"webhook-id":        {"msg_p5jXN8AQM9LWM0D4loKWxJek"},
		"webhook-timestamp": {"1614265330"},
		"webhook-signature": {"v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="},
	}, Body: []byte(`{"test": 2432232314}`)}
	if _, err := s.Authenticate(cb, at); !errors.Is(err, realname.Refuse(realname.CodeFieldInvalid)) {
		t.Errorf("authentic, and none of our messages: %v", err)
	}
	cb.Body[1] ^= 1
	if _, err := s.Authenticate(cb, at); !errors.Is(err, realname.Refuse(realname.CodeSignatureInvalid)) {
		t.Errorf("changed: %v", err)
	}
	n := realname.Notice{ID: "msg_1", Check: "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", Outcome: realname.Failed, Fault: realname.CodeFaceCovered}
	ours, err := s.sign(n, at)
	if err != nil {
		t.Fatal(err)
	}
	theirs := signBy(t, key, n.ID, ours.Body, at)
	for name := range theirs.Header {
		if ours.Header.Get(name) != theirs.Header.Get(name) {
			t.Errorf("%s: ours %q, theirs %q", name, ours.Header.Get(name), theirs.Header.Get(name))
		}
	}
}

func TestTHREATS_W1(t *testing.T) {
	passed := func(c realname.Case, id string) realname.Notice {
		return realname.Notice{ID: id, Check: c.Check().ID, Outcome: realname.Passed}
	}
	failed := func(c realname.Case, id string) realname.Notice {
		return realname.Notice{ID: id, Check: c.Check().ID, Outcome: realname.Failed, Fault: realname.CodeNameMismatch}
	}
	for _, x := range []struct {
		name string
		// send does what an attacker or a bad line does; what it returns is the last answer.
		send func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error)
		// refused is the code of the answer; ignored why nothing counted, when the answer is 200.
		refused, ignored realname.Code
		// state is where the case is afterwards, after so many events.
		state  realname.State
		events int
	}{
		{"bad HMAC", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			return w.settle.Do(t.Context(), Name, noticeBy(t, foreign, passed(c, "m1"), w.now()))
		}, "signature_invalid", "", realname.Checking, 4},
		{"changed body", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			cb := noticeBy(t, secret, failed(c, "m1"), w.now())
			cb.Body = bytes.Replace(cb.Body, []byte("name_id_mismatch"), []byte("name_id_mismatcH"), 1)
			return w.settle.Do(t.Context(), Name, cb)
		}, "signature_invalid", "", realname.Checking, 4},
		{"old timestamp", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			cb := noticeBy(t, secret, passed(c, "m1"), w.now())
			w.wait(301 * time.Second)
			return w.settle.Do(t.Context(), Name, cb)
		}, "signature_invalid", "", realname.Checking, 4},
		{"early timestamp", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			return w.settle.Do(t.Context(), Name, noticeBy(t, secret, passed(c, "m1"), w.now().Add(302*time.Second)))
		}, "signature_invalid", "", realname.Checking, 4},
		{"duplicate id", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			mustCount(t, w, noticeBy(t, secret, failed(c, "m1"), w.now()))
			w.start(c) // so that only the id tells
			again := passed(w.load(c), "m1")
			return w.settle.Do(t.Context(), Name, noticeBy(t, secret, again, w.now()))
		}, "", "idempotency_key_reused", realname.Checking, 6},
		{"the same callback again", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			cb := noticeBy(t, secret, passed(c, "m1"), w.now())
			mustCount(t, w, cb)
			return w.settle.Do(t.Context(), Name, cb)
		}, "", "idempotency_key_reused", realname.Verified, 5},
		{"success after failure", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			mustCount(t, w, noticeBy(t, secret, failed(c, "m1"), w.now()))
			return w.settle.Do(t.Context(), Name, noticeBy(t, secret, passed(c, "m2"), w.now()))
		}, "", "wrong_state", realname.Ready, 5},
		{"failure after success", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			mustCount(t, w, noticeBy(t, secret, passed(c, "m1"), w.now()))
			return w.settle.Do(t.Context(), Name, noticeBy(t, secret, failed(c, "m2"), w.now()))
		}, "", "wrong_state", realname.Verified, 5},
		{"of an older check", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			w.start(c)
			return w.settle.Do(t.Context(), Name, noticeBy(t, secret, passed(c, "m1"), w.now()))
		}, "", "wrong_state", realname.Checking, 5},
		{"after the code has expired", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			w.wait(10 * time.Minute)
			return w.settle.Do(t.Context(), Name, noticeBy(t, secret, passed(c, "m1"), w.now()))
		}, "", "qr_expired", realname.Checking, 4},
		{"unknown check", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			n := passed(c, "m1")
			n.Check = realname.CheckID(strings.Replace(string(realname.NewCaseID()), "case_", "chk_", 1) + "_4")
			return w.settle.Do(t.Context(), Name, noticeBy(t, secret, n, w.now()))
		}, "check_not_found", "", realname.Checking, 4},
		{"another version of the case", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			n := passed(c, "m1")
			n.Check = n.Check[:len(n.Check)-1] + "9"
			return w.settle.Do(t.Context(), Name, noticeBy(t, secret, n, w.now()))
		}, "", "wrong_state", realname.Checking, 4},
		{"another provider's address", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			return w.settle.Do(t.Context(), "elsewhere", noticeBy(t, secret, passed(c, "m1"), w.now()))
		}, "route_unknown", "", realname.Checking, 4},
		{"well-signed nonsense", func(t *testing.T, w *world, c realname.Case) (steps.NoticeResult, error) {
			n := passed(c, "m1")
			n.Outcome = "perhaps"
			return w.settle.Do(t.Context(), Name, noticeBy(t, secret, n, w.now()))
		}, "field_invalid", "", realname.Checking, 4},
	} {
		t.Run(x.name, func(t *testing.T) {
			w := newWorld(t)
			c := w.begin("acct_1", realname.WeChatScan, resident(t))
			settled, err := x.send(t, w, c)
			var refused *realname.Error
			errors.As(err, &refused)
			switch {
			case x.refused != "" && (refused == nil || refused.Code != x.refused):
				t.Errorf("answer %v, want %s", err, x.refused)
			case x.refused == "" && (err != nil || settled.Counted || settled.Ignored != x.ignored):
				t.Errorf("answer %v, counted %v, ignored %q; want ignored %q", err, settled.Counted, settled.Ignored, x.ignored)
			}
			after := w.load(c)
			if after.Last().State != x.state || after.Version() != x.events {
				t.Errorf("the case is %s after %d events, want %s after %d", after.Last().State, after.Version(), x.state, x.events)
			}
		})
	}
}

func mustCount(t *testing.T, w *world, cb steps.Callback) {
	t.Helper()
	settled, err := w.settle.Do(t.Context(), Name, cb)
	if err != nil || !settled.Counted {
		t.Fatalf("a genuine callback did not count: %v, %q", err, settled.Ignored)
	}
}

func TestTHREATS_W1_ConfirmAndRefuseAtOnceCountOnce(t *testing.T) {
	w := newWorld(t)
	c := w.begin("acct_1", realname.WeChatScan, resident(t))
	address := w.scan(c).at
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			form := url.Values{"action": {"confirm"}, "consent": {"yes"}, "outcome": {"passed"}}
			if i%2 == 0 {
				form.Set("action", "refuse")
			}
			b := &browser{t: t, at: address}
			b.post(form)
			if b.status != 200 && b.status != 410 {
				t.Errorf("status %d: %s", b.status, b.text())
			}
		})
	}
	all.Wait()
	if got := w.load(c).Version(); got != 5 {
		t.Errorf("%d events, want 5: one answer", got)
	}
}

func TestRULES_B11_ThePhoneSaysThatThePlacesAreTaken(t *testing.T) {
	w := newWorld(t)
	for i, account := range []realname.AccountID{"acct_a", "acct_b", "acct_c", "acct_d"} {
		c := w.begin(account, realname.WeChatScan, resident(t))
		b := w.scan(c)
		b.press("confirm", "passed")
		if i < 3 {
			w.must(c, realname.Verified, "")
			continue
		}
		w.must(c, realname.Refused, realname.CodeQuotaExceeded)
		b.must(200, "核验未通过", "已达上限")
		if strings.Contains(b.page, "acct") {
			t.Error("the phone shows accounts")
		}
	}
}

func TestTheLinkDependsOnTheCheckAlone(t *testing.T) {
	s := mustNew(t, Options{Secret: secret, Clock: time.Now})
	check := realname.Check{ID: "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", Method: realname.Face, ExpiresAt: time.Unix(1800000000, 1)}
	var links []string
	for _, x := range []realname.Person{resident(t), permit(t), {}} {
		begun, err := s.Begin(t.Context(), steps.CheckRequest{Check: check, Person: x, BaseURL: "https://a.example"})
		if err != nil {
			t.Fatal(err)
		}
		links = append(links, begun.URL)
	}
	if links[0] != links[1] || links[0] != links[2] {
		t.Errorf("links differ by person: %q", links)
	}
	if !strings.HasPrefix(links[0], "https://a.example/sandbox/phone/") {
		t.Errorf("link %q", links[0])
	}
	id, until, ok := s.readToken(strings.TrimPrefix(links[0], "https://a.example/sandbox/phone/"))
	if !ok || id != check.ID || until.Before(check.ExpiresAt) {
		t.Errorf("the token says %q until %v, %v", id, until, ok)
	}
	rotated := mustNew(t, Options{Secret: older, Older: [][]byte{secret}, Clock: time.Now})
	if got, _, ok := rotated.readToken(strings.TrimPrefix(links[0], "https://a.example/sandbox/phone/")); !ok || got != check.ID {
		t.Error("after a rotation the links that are out are dead")
	}
}

func TestOptionsAreHeldToWhatIsSafe(t *testing.T) {
	for name, o := range map[string]Options{
		"no secret":        {Clock: time.Now},
		"short secret":     {Secret: secret[:23], Clock: time.Now},
		"short old secret": {Secret: secret, Older: [][]byte{{}}, Clock: time.Now},
		"no clock":         {Secret: secret},
	} {
		if s, err := New(o); err == nil || s != nil {
			t.Errorf("%s: taken", name)
		} else if strings.Contains(err.Error(), string(secret[:4])) {
			t.Errorf("%s: the error holds the secret", name)
		}
	}
}

func FuzzAuthenticate(f *testing.F) {
	s := mustNew(f, Options{Secret: secret, Clock: time.Now})
	at := time.Unix(1800000000, 0)
	f.Add("msg_1", "1800000000", "v1,AAAA", []byte(`{"id":"msg_1"}`), false)
	f.Add("msg_1", "1800000000", "", []byte(`{"id":"msg_1","check":"chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4","outcome":"failed","fault":"face_covered"}`), true)
	f.Fuzz(func(t *testing.T, id, timestamp, signature string, body []byte, signed bool) {
		cb := steps.Callback{Header: map[string][]string{"webhook-id": {id}, "webhook-timestamp": {timestamp}, "webhook-signature": {signature}}, Body: body}
		if signed {
			cb = signBy(t, secret, id, body, at)
		}
		n, err := s.Authenticate(cb, at)
		var refused *realname.Error
		switch {
		case err == nil && !signed:
			t.Fatal("nobody signed this")
		case err == nil:
			if _, ok := n.Check.Case(); !ok || n.ID != id || !(Word{n.Outcome, n.Fault}).known() {
				t.Fatalf("means nothing: %+v", n)
			}
		case !errors.As(err, &refused) || !reflect.DeepEqual(n, realname.Notice{}):
			t.Fatalf("%+v, %v", n, err)
		}
	})
}

func FuzzToken(f *testing.F) {
	s := mustNew(f, Options{Secret: secret, Clock: time.Now})
	f.Add(s.token("chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", time.Unix(1800000000, 0)))
	f.Add("a-b-c-d")
	f.Fuzz(func(t *testing.T, token string) {
		id, until, ok := s.readToken(token)
		if ok && s.token(id, until) != token {
			t.Fatalf("a token that we did not make: %q", token)
		}
	})
}
