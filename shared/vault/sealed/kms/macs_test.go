package kmskeys

import (
	"bytes"
	"errors"
	"testing"

	"shiming/infra/aws/kmslocal"
	"shiming/shared/vault/sealed"
)

func TestTHREATS_X14_MACs_of_identities(t *testing.T) {
	s := start(t, "a seed of the tests")
	macs := func(keys string) *MACs {
		m, err := NewMACs(s.client("secret"), keys)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	ctx, message := t.Context(), bytes.Repeat([]byte{7}, 32)
	m := macs("1=" + arn + "mac-1")
	mac, err := m.Make(ctx, message)
	if err != nil {
		t.Fatal(err)
	}
	fits := func(m *MACs, message []byte, mac string, want bool) {
		t.Helper()
		if got, err := m.Fits(ctx, message, mac); got != want || err != nil {
			t.Errorf("%q fits: %t, %v", mac, got, err)
		}
	}
	for range 3 {
		fits(m, message, mac, true)
	}
	if calls := s.kms.Calls(kmslocal.VerifyMac); calls != 1 {
		t.Errorf("%d calls for one identity that is read again and again, want 1", calls)
	}
	fits(m, bytes.Repeat([]byte{8}, 32), mac, false)
	for _, made := range []string{"", "v1", "v1:", "v1:!", "v2:" + mac[3:], "v01:" + mac[3:], mac + "a", "v1:mfrggzdf"} {
		fits(m, message, made, false)
	}
	rotated := macs("2=" + arn + "mac-2,1=" + arn + "mac-1")
	fits(rotated, message, mac, true)
	newer, err := rotated.Make(ctx, message)
	if err != nil {
		t.Fatal(err)
	}
	fits(rotated, message, newer, true)
	fits(m, message, newer, false)                    // nothing is asked of a key that is not in use
	fits(macs("1="+arn+"mac-3"), message, mac, false) // another key under the version
	s.failWith(func(string) error { return errors.New("away") })
	if _, err := macs("1="+arn+"mac-1").Fits(ctx, message, mac); !errors.Is(err, sealed.ErrUnavailable) {
		t.Errorf("while KMS is away: %v", err)
	}
	if _, err := m.Make(ctx, message); !errors.Is(err, sealed.ErrUnavailable) {
		t.Errorf("while KMS is away: %v", err)
	}
	fits(m, message, mac, true) // known already
	for _, keys := range []string{"", "1=alias/x"} {
		if _, err := NewMACs(s.client("secret"), keys); err == nil {
			t.Errorf("%q is taken", keys)
		}
	}
}
