package kmskeys

import (
	"errors"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"shiming/infra/aws/kmslocal"
	"shiming/shared/vault/sealed"
)

// older returns an envelope as versions without classes sealed it.
func older(t *testing.T, s *setup) []byte {
	t.Helper()
	out, err := s.client("secret").GenerateDataKey(t.Context(), &kms.GenerateDataKeyInput{
		KeyId: aws.String(arn + "data-1"), KeySpec: types.DataKeySpecAes256, EncryptionContext: map[string]string{"app": "shiming"},
	})
	if err != nil {
		t.Fatal(err)
	}
	sealer, err := sealed.NewSealer(sealed.Header{KeyID: arn + "data-1", Version: 1, Wrapped: out.CiphertextBlob}, out.Plaintext)
	if err != nil {
		t.Fatal(err)
	}
	envelope, err := sealer.Seal(purpose, []byte(number))
	if err != nil {
		t.Fatal(err)
	}
	return envelope
}

func TestTHREATS_X18_each_kind_of_sealed_thing_has_data_keys_of_its_own(t *testing.T) {
	s := start(t, "the seed of these tests")
	k := s.container(t)
	var envelopes [][]byte
	for _, p := range []string{"form:acct_1", "form:acct_2", "contact:acct_1", "contact:acct_2", "form:acct_3"} {
		e, err := k.Seal(t.Context(), p, []byte(number))
		if err != nil {
			t.Fatal(err)
		}
		envelopes = append(envelopes, e)
	}
	s.wantCalls(t, 2, 0, 0) // one for each kind, not for each thing
	form, err := sealed.Parse(envelopes[0])
	if err != nil {
		t.Fatal(err)
	}
	unwrap := func(context map[string]string) error {
		_, err := s.client("secret").Decrypt(t.Context(), &kms.DecryptInput{KeyId: aws.String(form.KeyID), CiphertextBlob: form.Wrapped, EncryptionContext: context})
		return err
	}
	ours := map[string]string{"app": "shiming", "purpose": "form"}
	if err := unwrap(ours); err != nil {
		t.Errorf("with its purpose: %v", err)
	}
	for _, context := range []map[string]string{nil, {"app": "shiming"}, {"purpose": "form"}, {"app": "shiming", "purpose": "contact"}} {
		if err := unwrap(context); err == nil {
			t.Errorf("it is unwrapped with %v", context)
		}
	}
	reader := s.container(t)
	if _, err := reader.Open(t.Context(), "contact:acct_1", envelopes[0]); !errors.Is(err, sealed.ErrSealed) {
		t.Errorf("a form opens as a contact: %v", err)
	}
}

func TestTHREATS_X18_what_was_sealed_without_a_purpose_opens_on(t *testing.T) {
	s := start(t, "the seed of these tests")
	envelope := older(t, s)
	reader := s.container(t)
	for range 3 {
		if got := reopen(t, reader, envelope); got != number {
			t.Fatal("opens to something else")
		}
	}
	s.wantCalls(t, 1, 2, 0) // one more than for what has a purpose, once for a container
	if _, err := reader.Open(t.Context(), "contact:acct_1", envelope); !errors.Is(err, sealed.ErrSealed) {
		t.Errorf("it opens for another purpose: %v", err)
	}
	// The key's policy can end that; then nothing but what has a purpose opens.
	strict, asked := s.container(t), 0
	s.failWith(func(op string) error {
		if asked++; op == kmslocal.Decrypt && asked == 2 {
			return &kmslocal.KeyFault{Status: 400, Code: "AccessDeniedException"}
		}
		return nil
	})
	if _, err := strict.Open(t.Context(), purpose, envelope); !errors.Is(err, sealed.ErrSealed) || asked != 2 {
		t.Errorf("after %d calls: %v", asked, err)
	}
}
