package kmskeys

import (
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"shiming/infra/aws/kmslocal"
	"shiming/shared/vault/sealed"
	"shiming/shared/vault/sealed/signing"
	"shiming/shared/vault/sealed/signing/signingtest"
)

// signers returns a local KMS with two signing keys, and how to open a signer on it.
func signers(t *testing.T, fault func(op string) error) (*kmslocal.KMS, func(t *testing.T, keys string) *KMSSigner) {
	t.Helper()
	server, err := kmslocal.Start(kmslocal.Options{
		Seed: []byte("a seed of 16 bytes"), Region: "us-east-1", AccessKeyID: "AKIDLOCAL", SecretAccessKey: "secret", Now: time.Now,
		SignKeys: []string{arn + "sign-1", arn + "sign-2"}, MacKeys: []string{arn + "mac-1"}, Fault: fault,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	return server, func(t *testing.T, keys string) *KMSSigner {
		t.Helper()
		client := kms.New(kms.Options{
			Region: "us-east-1", BaseEndpoint: aws.String(server.URL()), Retryer: retry.AddWithMaxAttempts(retry.NewStandard(), 1),
			Credentials: credentials.NewStaticCredentialsProvider("AKIDLOCAL", "secret", ""),
		})
		s, err := NewSigner(client, keys)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
}

func TestSigner(t *testing.T) {
	_, open := signers(t, nil)
	signingtest.Run(t, func(t *testing.T) signing.TokenSigner { return open(t, "2="+arn+"sign-2,1="+arn+"sign-1") })
}

func TestSignerRotates(t *testing.T) {
	_, open := signers(t, nil)
	before, after := open(t, "1="+arn+"sign-1"), open(t, "2="+arn+"sign-2,1="+arn+"sign-1")
	was, _ := before.KeyID(t.Context())
	is, _ := after.KeyID(t.Context())
	keys, err := after.PublicKeys(t.Context())
	if err != nil || len(keys) != 2 || keys[0].ID != is || keys[1].ID != was || was == is {
		t.Errorf("%s before, %s after, %v published: %v", was, is, keys, err)
	}
}

func TestSignerCallsAndFaults(t *testing.T) {
	var broken error
	server, open := signers(t, func(string) error { return broken })
	s := open(t, "1="+arn+"sign-1")
	for range 3 {
		if _, err := s.Sign(t.Context(), []byte("m")); err != nil {
			t.Fatal(err)
		}
		if _, err := s.PublicKeys(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if signed, asked := server.Calls(kmslocal.Sign), server.Calls(kmslocal.GetPublicKey); signed != 3 || asked != 1 {
		t.Errorf("%d signatures for 3 tokens, %d questions for one key", signed, asked)
	}
	broken = &kmslocal.KeyFault{Status: 500, Code: "KMSInternalException", Message: "m"}
	if _, err := s.Sign(t.Context(), []byte("m")); !errors.Is(err, sealed.ErrUnavailable) {
		t.Errorf("KMS is down: %v", err)
	}
	broken = &kmslocal.KeyFault{Status: 400, Code: "AccessDeniedException", Message: "m"}
	if _, err := s.Sign(t.Context(), []byte("m")); err == nil || errors.Is(err, sealed.ErrUnavailable) {
		t.Errorf("a missing grant: %v", err)
	}
	broken = nil
	if _, err := open(t, "1="+arn+"mac-1").PublicKeys(t.Context()); err == nil {
		t.Error("a key that signs nothing is published")
	}
	if _, err := NewSigner(nil, ""); err == nil {
		t.Error("a signer without a key")
	}
}
