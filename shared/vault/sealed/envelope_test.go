package sealed

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"testing"
)

// golden is testdata/golden_v1.json, written by another implementation (Python's cryptography) from the descriptions in
// envelope.go and DigestMessage.
type golden struct {
	Envelopes []struct {
		Name, Key, Wrapped, Nonce, Purpose, Plain, Envelope string

		KeyID   string `json:"key_id"`
		Version uint32
	}
	Digests []struct {
		Version                     uint32
		Key, Purpose, Value, Digest string
	}
}

func readGolden(t testing.TB) golden {
	t.Helper()
	content, err := os.ReadFile("testdata/golden_v1.json")
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if err := json.Unmarshal(content, &g); err != nil {
		t.Fatal(err)
	}
	return g
}

func unhex(t testing.TB, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestGoldenEnvelopes(t *testing.T) {
	for _, v := range readGolden(t).Envelopes {
		t.Run(v.Name, func(t *testing.T) {
			key, want := unhex(t, v.Key), unhex(t, v.Envelope)
			s, err := NewSealer(Header{KeyID: v.KeyID, Version: v.Version, Wrapped: unhex(t, v.Wrapped)}, key)
			if err != nil {
				t.Fatal(err)
			}
			e, err := Parse(want)
			if err != nil {
				t.Fatal(err)
			}
			if e.KeyID != v.KeyID || e.Version != v.Version || hex.EncodeToString(e.Wrapped) != v.Wrapped {
				t.Errorf("header %q %d %x", e.KeyID, e.Version, e.Wrapped)
			}
			got, err := s.Open(v.Purpose, e)
			if err != nil || string(got) != v.Plain {
				t.Errorf("opens to %q, error %v; want %q", got, err, v.Plain)
			}
			// The other way round, with the nonce of the vector.
			block, err := aes.NewCipher(key)
			if err != nil {
				t.Fatal(err)
			}
			gcm, err := cipher.NewGCM(block)
			if err != nil {
				t.Fatal(err)
			}
			nonce := unhex(t, v.Nonce)
			written := gcm.Seal(append(bytes.Clone(s.header), nonce...), nonce, []byte(v.Plain), additional(s.header, v.Purpose))
			if !bytes.Equal(written, want) {
				t.Errorf("written as\n%x, want\n%x", written, want)
			}
		})
	}
}

func TestGoldenDigests(t *testing.T) {
	for _, v := range readGolden(t).Digests {
		message, err := DigestMessage(v.Purpose, []byte(v.Value))
		if err != nil {
			t.Fatal(err)
		}
		mac := hmac.New(sha256.New, unhex(t, v.Key))
		mac.Write(message)
		if got := FormatDigest(v.Version, mac.Sum(nil)); got != v.Digest {
			t.Errorf("digest of %s: %s, want %s", v.Purpose, got, v.Digest)
		}
	}
}

func TestSealerRefusesWhatItCannotWrite(t *testing.T) {
	good := Header{KeyID: "k", Version: 1}
	for name, c := range map[string]struct {
		h   Header
		key int
	}{
		"short key":        {good, KeySize - 1},
		"long key":         {good, KeySize + 1},
		"AES-128 key":      {good, 16},
		"no key id":        {Header{Version: 1}, KeySize},
		"long key id":      {Header{KeyID: string(make([]byte, 256)), Version: 1}, KeySize},
		"no version":       {Header{KeyID: "k"}, KeySize},
		"long wrapped key": {Header{KeyID: "k", Version: 1, Wrapped: make([]byte, maxWrapped+1)}, KeySize},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := NewSealer(c.h, make([]byte, c.key)); !errors.Is(err, ErrArgument) {
				t.Errorf("got %v, want ErrArgument", err)
			}
		})
	}
	longest := Header{KeyID: string(bytes.Repeat([]byte{'k'}, maxKeyID)), Version: 1<<32 - 1, Wrapped: make([]byte, maxWrapped)}
	s, err := NewSealer(longest, make([]byte, KeySize))
	if err != nil {
		t.Fatal(err)
	}
	envelope, err := s.Seal("p", make([]byte, MaxPlain))
	if err != nil || len(envelope) != maxEnvelope {
		t.Fatalf("the longest envelope has %d bytes, error %v; want %d", len(envelope), err, maxEnvelope)
	}
	if _, err := Parse(envelope); err != nil {
		t.Errorf("the longest envelope: %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	good := unhex(t, readGolden(t).Envelopes[1].Envelope) // 9 bytes, 75 of key id, 2 of W, 184 of wrapped key, 28
	change := func(at int, with ...byte) []byte {
		return append(append(bytes.Clone(good[:at]), with...), good[at+len(with):]...)
	}
	for name, envelope := range map[string][]byte{
		"another magic":                  change(0, 'X'),
		"another format":                 change(3, 2),
		"key version 0":                  change(4, 0, 0, 0, 0),
		"no key id":                      append(append(bytes.Clone(good[:8]), 0), good[84:]...),
		"a key id longer than all":       append(bytes.Clone(good[:8]), 255, 'k'),
		"a wrapped key longer than all":  change(84, 0xff, 0xff),
		"a wrapped key beyond KMS":       append(change(84, 0x18, 0x01), make([]byte, maxWrapped)...),
		"no room for the tag":            good[:len(good)-1],
		"more than can be sealed":        append(bytes.Clone(good), make([]byte, MaxPlain+1)...),
		"more than the longest envelope": make([]byte, maxEnvelope+1),
		"the fixed part, cut":            good[:8],
		"nothing":                        nil,
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Parse(envelope); !errors.Is(err, ErrSealed) {
				t.Errorf("got %v, want ErrSealed", err)
			}
		})
	}
	if _, err := Parse(append(bytes.Clone(good), make([]byte, MaxPlain)...)); err != nil {
		t.Errorf("as much as can be sealed: %v", err)
	}
}

// FuzzParse: whatever arrives, Parse neither panics nor accepts a header that would be written otherwise.
func FuzzParse(f *testing.F) {
	for _, v := range readGolden(f).Envelopes {
		f.Add(unhex(f, v.Envelope))
	}
	f.Add([]byte("SMS\x01"))
	f.Add([]byte("SMS\x01\x00\x00\x00\x01\xffk\xff\xff"))
	s, err := NewSealer(Header{KeyID: "k", Version: 1}, make([]byte, KeySize))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, envelope []byte) {
		e, err := Parse(envelope)
		if err != nil {
			if !errors.Is(err, ErrSealed) {
				t.Fatalf("error %v is not ErrSealed", err)
			}
			return
		}
		again, err := e.encode()
		if err != nil {
			t.Fatalf("accepted a header that cannot be written: %v", err)
		}
		if !bytes.Equal(again, e.RawHeader()) || !bytes.Equal(append(again, e.body...), envelope) {
			t.Fatal("accepted a second way to write a header")
		}
		if _, err := s.Open("p", e); !errors.Is(err, ErrSealed) {
			t.Fatalf("opened: %v", err)
		}
	})
}
