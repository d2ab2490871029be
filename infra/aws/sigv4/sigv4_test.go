package sigv4_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"shiming/infra/aws/sigv4"
)

// TestCheck holds the check to each part of a signature; package kmslocal does so over the wire.
func TestCheck(t *testing.T) {
	noon := time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)
	good := sigv4.SignatureVerifier{
		Region: "us-east-1", Service: "states", AccessKeyID: "AKID", SecretAccessKey: "secret", Now: func() time.Time { return noon },
	}
	const body = `{"x":1}`
	for _, test := range []struct {
		name   string
		change func(*sigv4.SignatureVerifier)
		body   string
		want   string
	}{
		{name: "good"},
		{name: "5 minutes later", change: func(v *sigv4.SignatureVerifier) { v.Now = func() time.Time { return noon.Add(5 * time.Minute) } }},
		{name: "later than that", change: func(v *sigv4.SignatureVerifier) { v.Now = func() time.Time { return noon.Add(5*time.Minute + 1) } }, want: "InvalidSignatureException"},
		{name: "another service", change: func(v *sigv4.SignatureVerifier) { v.Service = "kms" }, want: "InvalidSignatureException"},
		{name: "another region", change: func(v *sigv4.SignatureVerifier) { v.Region = "cn-north-1" }, want: "InvalidSignatureException"},
		{name: "another secret", change: func(v *sigv4.SignatureVerifier) { v.SecretAccessKey = "Secret" }, want: "InvalidSignatureException"},
		{name: "another caller", change: func(v *sigv4.SignatureVerifier) { v.AccessKeyID = "AKIE" }, want: "UnrecognizedClientException"},
		{name: "another body", body: `{"x":2}`, want: "InvalidSignatureException"},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequest("POST", "http://127.0.0.1/", strings.NewReader(body))
			hash := sha256.Sum256([]byte(body))
			who := aws.Credentials{AccessKeyID: "AKID", SecretAccessKey: "secret"}
			if err := v4.NewSigner().SignHTTP(t.Context(), who, r, hex.EncodeToString(hash[:]), "states", "us-east-1", noon); err != nil {
				t.Fatal(err)
			}
			v, read := good, body
			if test.change != nil {
				test.change(&v)
			}
			if test.body != "" {
				read = test.body
			}
			err := v.Check(r, []byte(read))
			var refusal *sigv4.Rejection
			if (test.want == "") != (err == nil) || err != nil && (!errors.As(err, &refusal) || refusal.Code != test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}
