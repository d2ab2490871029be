package sealed_test

import (
	"bytes"
	"path/filepath"
	"testing"
)

// form is as long as the JSON of a filled-in form of personal verification, in bytes.
var form = bytes.Repeat([]byte{'7'}, 400)

func BenchmarkSeal(b *testing.B) {
	k := open(b, filepath.Join(b.TempDir(), "keys.json"))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Seal(b.Context(), "form:acct_1", form); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	k := open(b, filepath.Join(b.TempDir(), "keys.json"))
	envelope, err := k.Seal(b.Context(), "form:acct_1", form)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Open(b.Context(), "form:acct_1", envelope); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDigests(b *testing.B) {
	k := open(b, filepath.Join(b.TempDir(), "keys.json"))
	value := []byte("11010519491231002X")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := k.Digests(b.Context(), "subject", value); err != nil {
			b.Fatal(err)
		}
	}
}
