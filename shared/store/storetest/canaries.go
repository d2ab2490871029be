package storetest

import (
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"shiming/shared/store/canary"
	keyfile "shiming/shared/vault/sealed"
)

// canaries prove that a store tells keys which are not its own (THREATS X13), and the mode that is not its own (THREATS X5).
var canaries = []test{
	{"THREATS_X13_keys_of_another_store", func(t *testing.T, h Harness) {
		dir := t.TempDir()
		open := func(name string) *keyfile.FileKeys {
			k, err := keyfile.OpenFile(filepath.Join(dir, name))
			if err != nil {
				t.Fatal(err)
			}
			return k
		}
		right := open("right.json")
		var many sync.WaitGroup
		for range 8 {
			many.Go(func() {
				if err := canary.Check(t.Context(), h.Store, right); err != nil {
					t.Errorf("one of several that begin: %v", err)
				}
			})
		}
		many.Wait()
		if err := canary.Check(t.Context(), h.Store, open("wrong.json")); !errors.Is(err, canary.ErrForeign) {
			t.Errorf("the keys of another store: %v, want ErrForeign", err)
		}
		if err := errors.Join(right.RotateData(), right.RotateDigest()); err != nil {
			t.Fatal(err)
		}
		if err := canary.Check(t.Context(), h.Reopen(t), open("right.json")); err != nil {
			t.Errorf("after a restart and a rotation: %v", err)
		}
	}},
	{"THREATS_X5_the_other_mode", func(t *testing.T, h Harness) {
		var many sync.WaitGroup
		var addressKeys sync.Map // each process has the same (THREATS X14)
		one := 0
		for range 8 {
			many.Go(func() {
				m, err := canary.CheckMode(t.Context(), h.Store, true, false)
				if err != nil {
					t.Errorf("one of several that begin: %v", err)
				}
				addressKeys.Store(string(m.AddressKey), true)
			})
		}
		many.Wait()
		addressKeys.Range(func(key, _ any) bool {
			if one++; len(key.(string)) != 32 || one > 1 {
				t.Errorf("%d keys of addresses, the last one of %d bytes", one, len(key.(string)))
			}
			return true
		})
		reopened := h.Reopen(t)
		if _, err := canary.CheckMode(t.Context(), reopened, false, true); !errors.Is(err, canary.ErrOtherMode) {
			t.Errorf("the sandbox on live records: %v, want ErrOtherMode", err)
		}
		if _, err := canary.CheckMode(t.Context(), reopened, true, true); err != nil {
			t.Errorf("the mode that it was begun in: %v", err)
		}
	}},
	{"THREATS_X5_used_before_modes_were_kept", func(t *testing.T, h Harness) {
		for range 2 { // and it stays so
			if _, err := canary.CheckMode(t.Context(), h.Store, true, true); !errors.Is(err, canary.ErrOtherMode) {
				t.Errorf("live mode on an old sandbox's records: %v, want ErrOtherMode", err)
			}
		}
		if _, err := canary.CheckMode(t.Context(), h.Store, false, true); err != nil {
			t.Errorf("the sandbox on its own records: %v", err)
		}
	}},
}
