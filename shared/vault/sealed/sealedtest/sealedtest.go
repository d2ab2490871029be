// Package sealedtest is the conformance suite of sealed.Keys: an implementation is one when it passes Run. Tests of the
// implementations live beside them; nothing but tests may import this package.
package sealedtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"shiming/shared/vault/sealed"
)

// Fixture is one implementation under test. The functions are called by the goroutine of the test.
type Fixture struct {
	// Keys is under test, with one data key and one digest key.
	Keys sealed.Keys
	// Others hold other keys under the same versions: none of them may open what Keys sealed, or share its digests.
	Others []sealed.Keys
	// RotateData adds a data key, makes it current, and returns the Keys to go on with: the same ones or others.
	RotateData func(t *testing.T) sealed.Keys
	// RotateDigest does so with a digest key.
	RotateDigest func(t *testing.T) sealed.Keys
}

const (
	purpose = "form:acct_1"
	// secret stands for a person: a number that must be nowhere but under seal.
	secret = `{"name":"张三丰","number":"11010519491231002X"}`
)

// Run proves that what open returns, fresh for each subtest, keeps the contract of sealed.Keys. Run it with -race.
func Run(t *testing.T, open func(t *testing.T) Fixture) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Fixture)
	}{
		{"what was sealed opens, at every size", roundTrip},
		{"THREATS Q3: an envelope shows neither the data nor its purpose, and no two are equal", opaque},
		{"an envelope with any byte changed, cut or added does not open", tamper},
		{"an envelope of another purpose does not open", otherPurpose},
		{"THREATS Q3: other keys open nothing and make other digests", otherKeys},
		{"purposes and values out of bounds are refused", bounds},
		{"after a rotation of the data key old and new envelopes open", rotateData},
		{"after a rotation of the digest key the current digest is first and the old one still there", rotateDigest},
		{"RULES A3: digests are stable and differ by purpose and value", digests},
		{"many goroutines at once", concurrent},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func roundTrip(t *testing.T, f Fixture) {
	for _, size := range []int{0, 1, 15, 16, 17, 1000, sealed.MaxPlain} {
		plain := bytes.Repeat([]byte{'7'}, size)
		got := mustOpen(t, f.Keys, purpose, mustSeal(t, f.Keys, purpose, plain))
		if !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: came back as %d other bytes", size, len(got))
		}
	}
	long := strings.Repeat("p", sealed.MaxPurpose)
	mustOpen(t, f.Keys, long, mustSeal(t, f.Keys, long, []byte(secret)))
}

func opaque(t *testing.T, f Fixture) {
	a, b := mustSeal(t, f.Keys, purpose, []byte(secret)), mustSeal(t, f.Keys, purpose, []byte(secret))
	if bytes.Equal(a, b) {
		t.Error("the same data sealed twice gives one envelope")
	}
	for i := 0; i+8 <= len(secret); i++ {
		if bytes.Contains(a, []byte(secret[i:i+8])) {
			t.Fatalf("the envelope shows bytes %d to %d of what was sealed", i, i+8)
		}
	}
	if bytes.Contains(a, []byte(purpose)) {
		t.Error("the envelope shows its purpose")
	}
	d := mustDigests(t, f.Keys, purpose, []byte("11010519491231002X"))
	if strings.Contains(fmt.Sprint(d), "11010519491231002") {
		t.Error("the digest shows the value")
	}
}

func tamper(t *testing.T, f Fixture) {
	good := mustSeal(t, f.Keys, purpose, []byte(secret))
	for i := range good {
		for _, mask := range []byte{0x01, 0x80} {
			bad := bytes.Clone(good)
			bad[i] ^= mask
			mustNotOpen(t, f.Keys, purpose, bad, fmt.Sprintf("byte %d of %d changed by %#x", i, len(good), mask))
		}
	}
	for i := range good {
		mustNotOpen(t, f.Keys, purpose, good[:i], fmt.Sprintf("cut to %d of %d bytes", i, len(good)))
	}
	mustNotOpen(t, f.Keys, purpose, append(bytes.Clone(good), 0), "one byte added")
	mustNotOpen(t, f.Keys, purpose, append(bytes.Clone(good), good...), "doubled")
	mustNotOpen(t, f.Keys, purpose, nil, "nothing")
	if got := mustOpen(t, f.Keys, purpose, good); string(got) != secret {
		t.Error("the untouched envelope no longer opens to what was sealed")
	}
}

func otherPurpose(t *testing.T, f Fixture) {
	envelope := mustSeal(t, f.Keys, purpose, []byte(secret))
	for _, p := range []string{"form:acct_2", "form:acct_", "form:acct_11", "Form:acct_1", "", strings.Repeat("p", sealed.MaxPurpose+1)} {
		mustNotOpen(t, f.Keys, p, envelope, "another purpose")
	}
}

func otherKeys(t *testing.T, f Fixture) {
	if len(f.Others) == 0 {
		t.Fatal("the fixture has no other keys")
	}
	envelope := mustSeal(t, f.Keys, purpose, []byte(secret))
	mine := mustDigests(t, f.Keys, purpose, []byte(secret))
	for i, other := range f.Others {
		mustNotOpen(t, other, purpose, envelope, fmt.Sprintf("other keys %d", i))
		if theirs := mustDigests(t, other, purpose, []byte(secret)); theirs[0] == mine[0] {
			t.Errorf("other keys %d: the same digest", i)
		}
	}
	mustOpen(t, f.Keys, purpose, envelope)
}

func bounds(t *testing.T, f Fixture) {
	ctx := t.Context()
	long := strings.Repeat("p", sealed.MaxPurpose+1)
	for name, call := range map[string]func() error{
		"seal, no purpose":     func() error { _, err := f.Keys.Seal(ctx, "", []byte(secret)); return err },
		"seal, long purpose":   func() error { _, err := f.Keys.Seal(ctx, long, []byte(secret)); return err },
		"seal, too much":       func() error { _, err := f.Keys.Seal(ctx, purpose, make([]byte, sealed.MaxPlain+1)); return err },
		"digest, no purpose":   func() error { _, err := f.Keys.Digests(ctx, "", []byte(secret)); return err },
		"digest, long purpose": func() error { _, err := f.Keys.Digests(ctx, long, []byte(secret)); return err },
		"digest of nothing":    func() error { _, err := f.Keys.Digests(ctx, purpose, nil); return err },
		"digest of a long message": func() error {
			_, err := f.Keys.Digests(ctx, purpose, make([]byte, sealed.MaxDigestMessage))
			return err
		},
	} {
		if err := call(); !errors.Is(err, sealed.ErrArgument) {
			t.Errorf("%s: got %v, want ErrArgument", name, err)
		}
	}
	room := sealed.MaxDigestMessage - (mustMessageLength(t, purpose, 1) - 1)
	mustDigests(t, f.Keys, purpose, bytes.Repeat([]byte{'7'}, room))
}

func mustMessageLength(t *testing.T, purpose string, size int) int {
	t.Helper()
	m, err := sealed.DigestMessage(purpose, make([]byte, size))
	if err != nil {
		t.Fatal(err)
	}
	return len(m)
}

func rotateData(t *testing.T, f Fixture) {
	keys := f.Keys
	var envelopes [][]byte
	for range 3 {
		envelopes = append(envelopes, mustSeal(t, keys, purpose, []byte(secret)))
		before := mustDigests(t, keys, purpose, []byte(secret))
		keys = f.RotateData(t)
		if after := mustDigests(t, keys, purpose, []byte(secret)); fmt.Sprint(after) != fmt.Sprint(before) {
			t.Error("a rotation of the data key changed the digests")
		}
	}
	envelopes = append(envelopes, mustSeal(t, keys, purpose, []byte(secret)))
	seen := map[string]bool{}
	for i, envelope := range envelopes {
		if got := mustOpen(t, keys, purpose, envelope); string(got) != secret {
			t.Errorf("envelope of rotation %d opens to something else", i)
		}
		e, err := sealed.Parse(envelope)
		if err != nil {
			t.Fatal(err)
		}
		if name := fmt.Sprint(e.KeyID, e.Version); seen[name] {
			t.Errorf("rotation %d sealed under a key that was there before", i)
		} else {
			seen[name] = true
		}
	}
}

func rotateDigest(t *testing.T, f Fixture) {
	keys := f.Keys
	envelope := mustSeal(t, keys, purpose, []byte(secret))
	before := mustDigests(t, keys, purpose, []byte(secret))
	for range 2 {
		keys = f.RotateDigest(t)
		after := mustDigests(t, keys, purpose, []byte(secret))
		if len(after) != len(before)+1 {
			t.Fatalf("%d digests after the rotation of %d", len(after), len(before))
		}
		if fmt.Sprint(after[1:]) != fmt.Sprint(before) {
			t.Error("the older digests are not there as they were, newest first")
		}
		for _, old := range before {
			if after[0] == old || mac(after[0]) == mac(old) {
				t.Error("the new digest key makes an old digest")
			}
		}
		before = after
	}
	mustOpen(t, keys, purpose, envelope)
}

func digests(t *testing.T, f Fixture) {
	seen := map[string]string{}
	for _, m := range []struct{ purpose, value string }{
		{"subject", "11010519491231002X"},
		{"subject", "110105194912310021"},
		{"phone", "11010519491231002X"},
		{"a", "bc"}, {"ab", "c"}, // the border between purpose and value is part of the message
		{"a\x00", "bc"}, {"a", "\x00bc"},
	} {
		d := mustDigests(t, f.Keys, m.purpose, []byte(m.value))
		if len(d) != 1 {
			t.Fatalf("%d digests under one key", len(d))
		}
		if !strings.HasPrefix(d[0], "v1:") || len(mac(d[0])) != 52 || strings.ToLower(d[0]) != d[0] {
			t.Errorf("digest %q is not v1: and 52 letters of lower-case base32", d[0])
		}
		name := fmt.Sprintf("%q of %q", m.value, m.purpose)
		if other, there := seen[d[0]]; there {
			t.Errorf("%s has the digest of %s", name, other)
		}
		seen[d[0]] = name
		if again := mustDigests(t, f.Keys, m.purpose, []byte(m.value)); fmt.Sprint(again) != fmt.Sprint(d) {
			t.Errorf("%s: two digests", name)
		}
	}
}

func concurrent(t *testing.T, f Fixture) {
	want := mustDigests(t, f.Keys, purpose, []byte(secret))
	old := mustSeal(t, f.Keys, purpose, []byte(secret))
	var wait sync.WaitGroup
	for worker := range 16 {
		wait.Go(func() {
			for i := range 20 {
				p := fmt.Sprintf("form:acct_%d_%d", worker, i)
				envelope, err := f.Keys.Seal(t.Context(), p, []byte(secret))
				if err != nil {
					t.Errorf("seal: %v", err)
					return
				}
				for _, e := range []struct {
					purpose  string
					envelope []byte
				}{{p, envelope}, {purpose, old}} {
					if got, err := f.Keys.Open(t.Context(), e.purpose, e.envelope); err != nil || string(got) != secret {
						t.Errorf("open: %v", err)
						return
					}
				}
				if got, err := f.Keys.Digests(t.Context(), purpose, []byte(secret)); err != nil || got[0] != want[0] {
					t.Errorf("digests: %v", err)
					return
				}
			}
		})
	}
	f.RotateData(t) // while they work
	wait.Wait()
}

// mac returns a digest without its version.
func mac(digest string) string {
	_, m, _ := strings.Cut(digest, ":")
	return m
}

func mustSeal(t *testing.T, k sealed.Keys, purpose string, plain []byte) []byte {
	t.Helper()
	envelope, err := k.Seal(context.Background(), purpose, plain)
	if err != nil {
		t.Fatalf("seal: %v", err)
	}
	return envelope
}

func mustOpen(t *testing.T, k sealed.Keys, purpose string, envelope []byte) []byte {
	t.Helper()
	plain, err := k.Open(context.Background(), purpose, envelope)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	return plain
}

func mustNotOpen(t *testing.T, k sealed.Keys, purpose string, envelope []byte, why string) {
	t.Helper()
	plain, err := k.Open(context.Background(), purpose, envelope)
	if !errors.Is(err, sealed.ErrSealed) || plain != nil {
		t.Errorf("%s: got %d bytes and error %v, want ErrSealed", why, len(plain), err)
	}
	if err != nil && strings.Contains(err.Error(), "11010519491231002") {
		t.Errorf("%s: the error shows what was sealed", why)
	}
}

func mustDigests(t *testing.T, k sealed.Keys, purpose string, value []byte) []string {
	t.Helper()
	d, err := k.Digests(context.Background(), purpose, value)
	if err != nil {
		t.Fatalf("digests: %v", err)
	}
	if len(d) == 0 {
		t.Fatal("no digest")
	}
	return d
}
