package sandbox

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// What our own sender never writes, though a lenient reader would let it pass.
func TestTHREATS_W1_OneCallbackHasOneSpelling(t *testing.T) {
	s := mustNew(t, Options{Secret: secret, Clock: time.Now})
	at := time.Unix(1800000000, 0)
	n := realname.Notice{ID: "msg_1", Check: "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", Outcome: realname.Passed}
	header := func(name string, values ...string) steps.Callback {
		c := noticeBy(t, secret, n, at)
		c.Header[name] = values
		return c
	}
	dotted, long := n, n
	dotted.ID, long.ID = "msg.1800000000", strings.Repeat("m", 128+1)
	for name, x := range map[string]struct {
		callback steps.Callback
		want     realname.Code
	}{
		"timestamp with a sign":     {header("Webhook-Timestamp", "+1800000000"), realname.CodeSignatureInvalid},
		"timestamp with a zero":     {header("Webhook-Timestamp", "01800000000"), realname.CodeSignatureInvalid},
		"timestamp with a fraction": {header("Webhook-Timestamp", "1800000000.0"), realname.CodeSignatureInvalid},
		"two timestamps":            {header("Webhook-Timestamp", "1800000000", "1800000000"), realname.CodeSignatureInvalid},
		"two ids":                   {header("Webhook-Id", "msg_1", "msg_2"), realname.CodeSignatureInvalid},
		"two ids, spelled apart":    {header("webhook-id", "msg_1"), realname.CodeSignatureInvalid},
		"an id that could be cut":   {noticeBy(t, secret, dotted, at), realname.CodeFieldInvalid},
		"an id without end":         {noticeBy(t, secret, long, at), realname.CodeFieldInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := s.Authenticate(x.callback, at); !errors.Is(err, realname.Refuse(x.want)) {
				t.Errorf("want %s, got %+v, %v", x.want, got, err)
			}
		})
	}
	if _, err := s.Authenticate(noticeBy(t, secret, n, at), at); err != nil {
		t.Errorf("the genuine one: %v", err)
	}
}

func TestTHREATS_W1_ALinkHas128BitsUnderAKeyOfItsOwn(t *testing.T) {
	s := mustNew(t, Options{Secret: secret, Clock: time.Now})
	token := s.token("chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", time.Unix(1800000000, 0))
	text, mac := token[:strings.LastIndexByte(token, '-')], token[strings.LastIndexByte(token, '-')+1:]
	if raw, err := lower32.DecodeString(mac); err != nil || len(raw) != 16 {
		t.Errorf("a MAC of %d bytes, %v", len(raw), err)
	}
	if _, _, ok := s.readToken(text + "-" + linkMAC(secret, text)); ok {
		t.Error("the key of callbacks signs links")
	}
}

func TestAnExpiredLinkCostsNoRead(t *testing.T) {
	now := time.Unix(1800000000, 0)
	s := mustNew(t, Options{Secret: secret, Clock: func() time.Time { return now }})
	token := s.token("chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4", now)
	phone := NewPhone(s, downStore{}, "p")
	if got := phone.Serve(t.Context(), PhoneRequest{Method: http.MethodGet, Token: token}); got.Status != http.StatusGone {
		t.Errorf("status %d, %v", got.Status, got.Err)
	}
}
