package banktest

import (
	"bytes"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

func mustAccept(t *testing.T, h Harness, c steps.Callback, at time.Time, want steps.BankNotice) {
	t.Helper()
	if got, err := h.Bank.Authenticate(c, at); err != nil || got != want {
		t.Errorf("want %+v, got %+v, %v", want, got, err)
	}
}

func mustRefuse(t *testing.T, h Harness, c steps.Callback, at time.Time, code realname.Code) {
	t.Helper()
	got, err := h.Bank.Authenticate(c, at)
	if !errors.Is(err, realname.Refuse(code)) || got != (steps.BankNotice{}) {
		t.Errorf("want %s and no notice, got %+v, %v", code, got, err)
	}
}

// says proves that everything arrives as it was said, by every secret.
func says(t *testing.T, h Harness) {
	if len(h.Older) == 0 {
		t.Error("the harness names no older secret: rotation is not proved")
	}
	all := []steps.BankNotice{payment()}
	for _, state := range []steps.PayoutState{steps.PayoutPending, steps.PayoutDone, steps.PayoutRefused} {
		all = append(all, steps.BankNotice{ID: "msg_" + string(state), Reference: reference(), State: state})
	}
	odd := payment()
	odd.Reference, odd.PayerName, odd.Fen = "转账", "某某 (Shenzhen) & <Co>.", 1_000_000
	for _, n := range append(all, odd) {
		mustAccept(t, h, h.Notice(t, n, now), now, n)
		for _, older := range h.Older {
			mustAccept(t, h, older(t, n, now), now, n)
		}
	}
}

// with returns the callback with one header replaced, or left out when value is empty.
func with(c steps.Callback, name, value string) steps.Callback {
	c.Header = c.Header.Clone()
	c.Header.Del(name)
	if value != "" {
		c.Header[http.CanonicalHeaderKey(name)] = []string{value}
	}
	return c
}

func forged(t *testing.T, h Harness) {
	n := payment()
	genuine := h.Notice(t, n, now)
	cases := map[string]steps.Callback{
		"by another secret":       h.Foreign(t, n, now),
		"no headers":              {Body: genuine.Body},
		"empty":                   {},
		"headers without a body":  {Header: genuine.Header},
		"headers of another word": {Header: h.Notice(t, payment(), now).Header, Body: genuine.Body},
	}
	for _, name := range h.Headers {
		cases[name+" missing"] = with(genuine, name, "")
		cases[name+" nonsense"] = with(genuine, name, "\x00,,, =")
		cases[name+" of many kilobytes"] = with(genuine, name, strings.Repeat("v1,AAAA ", 8<<10))
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { mustRefuse(t, h, c, now, realname.CodeSignatureInvalid) })
	}
	mustAccept(t, h, genuine, now, n)
}

// changed changes every byte of a genuine notice, one at a time.
func changed(t *testing.T, h Harness) {
	genuine := h.Notice(t, payment(), now)
	for i := range genuine.Body {
		for _, flip := range []byte{0x01, 0x20, 0x80} {
			body := bytes.Clone(genuine.Body)
			body[i] ^= flip
			mustRefuse(t, h, steps.Callback{Header: genuine.Header, Body: body}, now, realname.CodeSignatureInvalid)
		}
		mustRefuse(t, h, steps.Callback{Header: genuine.Header, Body: genuine.Body[:i]}, now, realname.CodeSignatureInvalid)
	}
	for _, name := range h.Headers {
		value := genuine.Header.Get(name)
		for i := range len(value) {
			b := []byte(value)
			b[i] ^= 0x01
			mustRefuse(t, h, with(genuine, name, string(b)), now, realname.CodeSignatureInvalid)
		}
	}
}

// stale holds the age of notices to 300 seconds, by the time that Authenticate is told.
func stale(t *testing.T, h Harness) {
	n := payment()
	for _, age := range []time.Duration{0, 299 * time.Second, 300 * time.Second, -300 * time.Second} {
		mustAccept(t, h, h.Notice(t, n, now.Add(-age)), now, n)
	}
	for _, age := range []time.Duration{301 * time.Second, -301 * time.Second, 24 * time.Hour, -24 * time.Hour} {
		mustRefuse(t, h, h.Notice(t, n, now.Add(-age)), now, realname.CodeSignatureInvalid)
	}
}

// nonsense is authentic and means nothing.
func nonsense(t *testing.T, h Harness) {
	but := func(n steps.BankNotice, change func(*steps.BankNotice)) steps.Callback {
		change(&n)
		return h.Notice(t, n, now)
	}
	cases := map[string]steps.Callback{
		"an amount of nothing":       but(payment(), func(n *steps.BankNotice) { n.Fen = 0 }),
		"a negative amount":          but(payment(), func(n *steps.BankNotice) { n.Fen = -37 }),
		"an amount beyond all money": but(payment(), func(n *steps.BankNotice) { n.Fen = 1 << 40 }),
		"another currency":           but(payment(), func(n *steps.BankNotice) { n.Currency = "USD" }),
		"a currency in lower case":   but(payment(), func(n *steps.BankNotice) { n.Currency = "cny" }),
		"no currency":                but(payment(), func(n *steps.BankNotice) { n.Currency = "" }),
		"no payer":                   but(payment(), func(n *steps.BankNotice) { n.PayerName = "" }),
		"no reference":               but(payment(), func(n *steps.BankNotice) { n.Reference = "" }),
		"a payout of no state":       but(steps.BankNotice{ID: "msg_x", Reference: reference()}, func(*steps.BankNotice) {}),
		"a payout of an odd state":   but(steps.BankNotice{ID: "msg_x", Reference: reference(), State: "lost"}, func(*steps.BankNotice) {}),
		"1 MB":                       h.Sign(t, h.NonsenseID, bytes.Repeat([]byte("a"), 1<<20), now),
		"empty":                      h.Sign(t, h.NonsenseID, nil, now),
	}
	if len(h.Nonsense) == 0 {
		t.Error("the harness names no nonsense of the bank's own format")
	}
	for name, body := range h.Nonsense {
		cases["format: "+name] = h.Sign(t, h.NonsenseID, body, now)
	}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		t.Run(name, func(t *testing.T) { mustRefuse(t, h, cases[name], now, realname.CodeNoticeInvalid) })
	}
}
