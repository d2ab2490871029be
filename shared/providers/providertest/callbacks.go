package providertest

import (
	"bytes"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

func isCode(err error, code realname.Code) bool {
	var refused *realname.Error
	return errors.As(err, &refused) && refused.Code == code
}

// with returns the callback with one header replaced, or left out when values is empty.
func with(c steps.Callback, name string, values ...string) steps.Callback {
	c.Header = c.Header.Clone()
	c.Header.Del(name)
	if len(values) > 0 {
		c.Header[http.CanonicalHeaderKey(name)] = values
	}
	return c
}

func forged(t *testing.T, h Push) {
	n := saying(h.Methods[0], realname.Passed, "")
	genuine := h.Callback(t, n, now)
	cases := map[string]steps.Callback{
		"by another secret":       h.Foreign(t, n, now),
		"no headers":              {Body: genuine.Body},
		"empty":                   {},
		"headers without a body":  {Header: genuine.Header},
		"headers of another word": {Header: h.Callback(t, saying(h.Methods[0], realname.Failed, realname.CodeConsentDeclined), now).Header, Body: genuine.Body},
	}
	for _, name := range h.Headers {
		cases[name+" missing"] = with(genuine, name)
		cases[name+" empty"] = with(genuine, name, "")
		cases[name+" of many kilobytes"] = with(genuine, name, strings.Repeat("v1,AAAA ", 8<<10))
		cases[name+" nonsense"] = with(genuine, name, "\x00,,, =")
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) { mustRefuse(t, h.Pusher, c, now, realname.CodeSignatureInvalid) })
	}
	mustAccept(t, h.Pusher, genuine, now, n)
}

// changed changes every byte of a genuine callback, one at a time.
func changed(t *testing.T, h Push) {
	n := saying(h.Methods[0], realname.Passed, "")
	genuine := h.Callback(t, n, now)
	t.Run("every byte of the body", func(t *testing.T) {
		for i := range genuine.Body {
			for _, flip := range []byte{0x01, 0x20, 0x80} {
				body := bytes.Clone(genuine.Body)
				body[i] ^= flip
				mustRefuse(t, h.Pusher, steps.Callback{Header: genuine.Header, Body: body}, now, realname.CodeSignatureInvalid)
			}
		}
	})
	t.Run("the body cut or longer", func(t *testing.T) {
		for i := range genuine.Body {
			mustRefuse(t, h.Pusher, steps.Callback{Header: genuine.Header, Body: genuine.Body[:i]}, now, realname.CodeSignatureInvalid)
		}
		for _, tail := range []string{" ", "\n", "\x00", "{}"} {
			longer := steps.Callback{Header: genuine.Header, Body: append(bytes.Clone(genuine.Body), tail...)}
			mustRefuse(t, h.Pusher, longer, now, realname.CodeSignatureInvalid)
		}
	})
	for _, name := range h.Headers {
		t.Run("every byte of "+name, func(t *testing.T) {
			value := genuine.Header.Get(name)
			for i := range len(value) {
				b := []byte(value)
				b[i] ^= 0x01
				mustRefuse(t, h.Pusher, with(genuine, name, string(b)), now, realname.CodeSignatureInvalid)
			}
		})
	}
	mustAccept(t, h.Pusher, genuine, now, n)
}

// stale holds the age of callbacks to 300 seconds, by the time that Authenticate is told.
func stale(t *testing.T, h Push) {
	n := saying(h.Methods[0], realname.Passed, "")
	for name, x := range map[string]struct {
		age   time.Duration
		fresh bool
	}{
		"now": {0, true}, "299 s old": {299 * time.Second, true}, "300 s old": {300 * time.Second, true},
		"301 s old": {301 * time.Second, false}, "a day old": {24 * time.Hour, false}, "50 years old": {50 * 365 * 24 * time.Hour, false},
		"300 s early": {-300 * time.Second, true}, "301 s early": {-301 * time.Second, false}, "a day early": {-24 * time.Hour, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := h.Callback(t, n, now.Add(-x.age))
			if x.fresh {
				mustAccept(t, h.Pusher, c, now, n)
			} else {
				mustRefuse(t, h.Pusher, c, now, realname.CodeSignatureInvalid)
			}
		})
	}
	t.Run("the same callback becomes old", func(t *testing.T) {
		c := h.Callback(t, n, now)
		mustAccept(t, h.Pusher, c, now.Add(300*time.Second), n)
		mustRefuse(t, h.Pusher, c, now.Add(301*time.Second), realname.CodeSignatureInvalid)
	})
}

// spellings are what a proxy or a rotation may make of a genuine callback.
func spellings(t *testing.T, h Push) {
	n := saying(h.Methods[0], realname.Passed, "")
	genuine := h.Callback(t, n, now)
	for name, spell := range map[string]func(string) string{
		"lower": strings.ToLower, "upper": strings.ToUpper, "canonical": http.CanonicalHeaderKey,
	} {
		t.Run("header names in "+name+" case", func(t *testing.T) {
			header := http.Header{}
			for key, values := range genuine.Header {
				header[spell(key)] = values
			}
			mustAccept(t, h.Pusher, steps.Callback{Header: header, Body: genuine.Body}, now, n)
		})
	}
	t.Run("other headers beside", func(t *testing.T) {
		c := with(genuine, "X-Forwarded-For", "192.0.2.1", "192.0.2.2")
		mustAccept(t, h.Pusher, c, now, n)
	})
	t.Run("several signatures, one of them genuine", func(t *testing.T) {
		mustAccept(t, h.Pusher, h.Both(genuine, h.Foreign(t, n, now)), now, n)
	})
	if len(h.Older) == 0 {
		t.Error("the harness names no older secret: rotation is not proved")
	}
	for i, older := range h.Older {
		t.Run("by older secret "+number(i), func(t *testing.T) { mustAccept(t, h.Pusher, older(t, n, now), now, n) })
	}
}

// nonsense is authentic and means nothing.
func nonsense(t *testing.T, h Push) {
	good := saying(h.Methods[0], realname.Passed, "")
	but := func(change func(*realname.Notice)) steps.Callback {
		n := good
		change(&n)
		return h.Callback(t, n, now)
	}
	cases := map[string]steps.Callback{
		"unknown outcome": but(func(n *realname.Notice) { n.Outcome = "perhaps" }),
		"no outcome":      but(func(n *realname.Notice) { n.Outcome = "" }),
		"unknown fault":   but(func(n *realname.Notice) { n.Outcome, n.Fault = realname.Failed, "bad_hair_day" }),
		"fault not the provider's": but(func(n *realname.Notice) {
			n.Outcome, n.Fault = realname.Failed, realname.CodeQuotaExceeded
		}),
		"failed without a fault": but(func(n *realname.Notice) { n.Outcome = realname.Failed }),
		"passed with a fault":    but(func(n *realname.Notice) { n.Fault = realname.CodeFaceCovered }),
		"1 MB":                   h.Sign(t, bytes.Repeat([]byte("a"), 1<<20), now),
		"1 MB of white space":    h.Sign(t, bytes.Repeat([]byte(" "), 1<<20), now),
		"empty":                  h.Sign(t, nil, now),
	}
	for _, id := range []realname.CheckID{
		"", "chk_", "case_aaaaaaaaaaaaaaaaaaaaaaaaaa", "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa", "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_",
		"chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_0", "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_04", "chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4_4",
		"chk_AAAAAAAAAAAAAAAAAAAAAAAAAA_4", "chk_aaaaaaaaaaaaaaaaaaaaaaaaa_4", " chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_4",
		"chk_aaaaaaaaaaaaaaaaaaaaaaaaaa_99999999999999999999",
	} {
		cases["check "+string(id)] = but(func(n *realname.Notice) { n.Check = id })
	}
	if len(h.Nonsense) == 0 {
		t.Error("the harness names no nonsense of the provider's own format")
	}
	for name, body := range h.Nonsense {
		cases["format: "+name] = h.Sign(t, body, now)
	}
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		t.Run(name, func(t *testing.T) { mustRefuse(t, h.Pusher, cases[name], now, realname.CodeFieldInvalid) })
	}
}

// anything is whatever could arrive from the internet: it is refused, and never panics.
func anything(t *testing.T, h Push) {
	n := saying(h.Methods[0], realname.Passed, "")
	genuine := h.Callback(t, n, now)
	rapid.Check(t, func(t *rapid.T) {
		c := steps.Callback{Header: http.Header{}, Body: rapid.OneOf(rapid.SliceOf(rapid.Byte()), rapid.Just(genuine.Body)).Draw(t, "body")}
		kept := bytes.Equal(c.Body, genuine.Body)
		for _, name := range h.Headers {
			was := genuine.Header.Get(name)
			value := rapid.OneOf(rapid.Just(was), rapid.String(), rapid.StringMatching(`-?[0-9]{1,20}`), rapid.StringMatching(`(v1,[A-Za-z0-9+/=]{0,48} ?){0,3}`)).Draw(t, name)
			c.Header.Set(name, value)
			kept = kept && value == was
		}
		got, err := h.Pusher.Authenticate(c, now)
		if kept && (err != nil || got != n) {
			t.Fatalf("the genuine callback: %+v, %v", got, err)
		}
		if !kept && (!isCode(err, realname.CodeSignatureInvalid) || got != (realname.Notice{})) {
			t.Fatalf("something that nobody signed: %+v, %v", got, err)
		}
	})
}
