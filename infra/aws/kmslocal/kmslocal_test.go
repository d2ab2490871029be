package kmslocal_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/smithy-go"

	"shiming/infra/aws/kmslocal"
)

const (
	dataKey  = "arn:aws:kms:us-east-1:111122223333:key/data"
	otherKey = "arn:aws:kms:us-east-1:111122223333:key/other"
	macKey   = "arn:aws:kms:us-east-1:111122223333:key/mac"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func options() kmslocal.Options {
	return kmslocal.Options{
		Seed: []byte("the seed of these tests"), Region: "us-east-1", AccessKeyID: "AKIDLOCAL", SecretAccessKey: "secret",
		Now:      time.Now,
		DataKeys: []string{dataKey, otherKey}, MacKeys: []string{macKey},
	}
}

func start(t *testing.T, o kmslocal.Options) (*kmslocal.KMS, *kms.Client) {
	t.Helper()
	s, err := kmslocal.Start(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, kms.NewFromConfig(aws.Config{
		Region:       o.Region,
		Credentials:  credentials.NewStaticCredentialsProvider(o.AccessKeyID, o.SecretAccessKey, ""),
		BaseEndpoint: aws.String(s.URL()),
		Retryer:      func() aws.Retryer { return aws.NopRetryer{} },
	})
}

func code(err error) string {
	var answer smithy.APIError
	if errors.As(err, &answer) {
		return answer.ErrorCode()
	}
	return ""
}

func appContext(app string) map[string]string { return map[string]string{"app": app, "b": "2"} }

func generate(t *testing.T, c *kms.Client) *kms.GenerateDataKeyOutput {
	t.Helper()
	out, err := c.GenerateDataKey(t.Context(), &kms.GenerateDataKeyInput{
		KeyId: aws.String(dataKey), KeySpec: types.DataKeySpecAes256, EncryptionContext: appContext("shiming"),
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestDataKeys(t *testing.T) {
	_, c := start(t, options())
	out := generate(t, c)
	if len(out.Plaintext) != 32 || aws.ToString(out.KeyId) != dataKey || bytes.Contains(out.CiphertextBlob, out.Plaintext) {
		t.Errorf("a data key of %d bytes from %s", len(out.Plaintext), aws.ToString(out.KeyId))
	}
	if again := generate(t, c); bytes.Equal(again.Plaintext, out.Plaintext) {
		t.Error("the same data key twice")
	}
	changed := bytes.Clone(out.CiphertextBlob)
	changed[len(changed)-1] ^= 1
	for _, test := range []struct {
		name, want string
		in         kms.DecryptInput
	}{
		{"as wrapped", "", kms.DecryptInput{KeyId: aws.String(dataKey), CiphertextBlob: out.CiphertextBlob, EncryptionContext: appContext("shiming")}},
		{"without naming the key", "", kms.DecryptInput{CiphertextBlob: out.CiphertextBlob, EncryptionContext: appContext("shiming")}},
		{"another context", "InvalidCiphertextException", kms.DecryptInput{CiphertextBlob: out.CiphertextBlob, EncryptionContext: appContext("other")}},
		{"no context", "InvalidCiphertextException", kms.DecryptInput{CiphertextBlob: out.CiphertextBlob}},
		{"changed", "InvalidCiphertextException", kms.DecryptInput{CiphertextBlob: changed, EncryptionContext: appContext("shiming")}},
		{"garbage", "InvalidCiphertextException", kms.DecryptInput{CiphertextBlob: []byte{1, 200, 3}}},
		{"another key", "IncorrectKeyException", kms.DecryptInput{KeyId: aws.String(otherKey), CiphertextBlob: out.CiphertextBlob, EncryptionContext: appContext("shiming")}},
		{"a missing key", "NotFoundException", kms.DecryptInput{KeyId: aws.String(dataKey + "x"), CiphertextBlob: out.CiphertextBlob}},
		{"a key for MACs", "InvalidKeyUsageException", kms.DecryptInput{KeyId: aws.String(macKey), CiphertextBlob: out.CiphertextBlob}},
		{"another algorithm", "ValidationException", kms.DecryptInput{CiphertextBlob: out.CiphertextBlob, EncryptionAlgorithm: types.EncryptionAlgorithmSpecRsaesOaepSha1}},
		{"nothing", "ValidationException", kms.DecryptInput{CiphertextBlob: []byte{}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := c.Decrypt(t.Context(), &test.in)
			if code(err) != test.want || (test.want == "") != (err == nil) {
				t.Fatalf("got %v, want %q", err, test.want)
			}
			if err == nil && !bytes.Equal(got.Plaintext, out.Plaintext) {
				t.Error("another data key came back")
			}
		})
	}
	for name, in := range map[string]kms.GenerateDataKeyInput{
		"NotFoundException":        {KeyId: aws.String("data"), KeySpec: types.DataKeySpecAes256},
		"InvalidKeyUsageException": {KeyId: aws.String(macKey), KeySpec: types.DataKeySpecAes256},
		"ValidationException":      {KeyId: aws.String(dataKey)},
	} {
		if _, err := c.GenerateDataKey(t.Context(), &in); code(err) != name {
			t.Errorf("GenerateDataKey: got %v, want %s", err, name)
		}
	}
	for size, in := range map[int]kms.GenerateDataKeyInput{
		16: {KeyId: aws.String(dataKey), KeySpec: types.DataKeySpecAes128},
		64: {KeyId: aws.String(dataKey), NumberOfBytes: aws.Int32(64)},
	} {
		if out, err := c.GenerateDataKey(t.Context(), &in); err != nil || len(out.Plaintext) != size {
			t.Errorf("a data key of %d bytes: %v", size, err)
		}
	}
}

func TestMacs(t *testing.T) {
	_, c := start(t, options())
	in := func(key string, size int) *kms.GenerateMacInput {
		return &kms.GenerateMacInput{KeyId: aws.String(key), MacAlgorithm: types.MacAlgorithmSpecHmacSha256, Message: make([]byte, size)}
	}
	a, err := c.GenerateMac(t.Context(), in(macKey, 4096))
	if err != nil || len(a.Mac) != 32 {
		t.Fatalf("a MAC: %v", err)
	}
	b, err := c.GenerateMac(t.Context(), in(macKey, 4095))
	if err != nil || bytes.Equal(a.Mac, b.Mac) {
		t.Errorf("two messages with one MAC, error %v", err)
	}
	sha512 := in(macKey, 1)
	sha512.MacAlgorithm = types.MacAlgorithmSpecHmacSha512
	for want, bad := range map[string]*kms.GenerateMacInput{
		"NotFoundException":        in("missing", 1),
		"InvalidKeyUsageException": in(dataKey, 1),
		"ValidationException":      in(macKey, 4097),
	} {
		if _, err := c.GenerateMac(t.Context(), bad); code(err) != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
	if _, err := c.GenerateMac(t.Context(), sha512); code(err) != "InvalidKeyUsageException" {
		t.Errorf("another algorithm: %v", err)
	}
}

// TestRestart: the keys are those of the seed, in whatever process.
func TestRestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "seed")
	var blob, plain, mac []byte
	for round := range 3 {
		seed, err := kmslocal.SeedFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if round == 2 {
			seed = []byte("the seed of another server")
		}
		o := options()
		o.Seed = seed
		s, c := start(t, o)
		m, err := c.GenerateMac(t.Context(), &kms.GenerateMacInput{KeyId: aws.String(macKey), MacAlgorithm: types.MacAlgorithmSpecHmacSha256, Message: []byte("7")})
		if err != nil {
			t.Fatal(err)
		}
		switch round {
		case 0:
			out := generate(t, c)
			blob, plain, mac = out.CiphertextBlob, out.Plaintext, m.Mac
		case 1:
			out, err := c.Decrypt(t.Context(), &kms.DecryptInput{CiphertextBlob: blob, EncryptionContext: appContext("shiming")})
			if err != nil || !bytes.Equal(out.Plaintext, plain) || !bytes.Equal(m.Mac, mac) {
				t.Errorf("after a restart: %v", err)
			}
		case 2:
			_, err := c.Decrypt(t.Context(), &kms.DecryptInput{CiphertextBlob: blob, EncryptionContext: appContext("shiming")})
			if code(err) != "InvalidCiphertextException" || bytes.Equal(m.Mac, mac) {
				t.Errorf("with another seed: %v", err)
			}
		}
		s.Close()
	}
}

func TestFaultsAndCalls(t *testing.T) {
	o := options()
	o.Fault = func(op string) error {
		if op == kmslocal.GenerateMac {
			return &kmslocal.KeyFault{Status: 400, Code: "ThrottlingException", Message: "Rate exceeded"}
		}
		return nil
	}
	s, c := start(t, o)
	generate(t, c)
	_, err := c.GenerateMac(t.Context(), &kms.GenerateMacInput{KeyId: aws.String(macKey), MacAlgorithm: types.MacAlgorithmSpecHmacSha256, Message: []byte("7")})
	if code(err) != "ThrottlingException" {
		t.Errorf("got %v", err)
	}
	if _, err := c.ListKeys(t.Context(), &kms.ListKeysInput{}); code(err) != "UnknownOperationException" {
		t.Errorf("an operation that is not here: %v", err)
	}
	if s.Calls(kmslocal.GenerateDataKey) != 1 || s.Calls(kmslocal.GenerateMac) != 1 || s.Calls(kmslocal.Decrypt) != 0 {
		t.Error("the calls are not counted")
	}
}

// TestSignatures sends requests by hand, each signed as it should be but for one thing.
func TestSignatures(t *testing.T) {
	o := options()
	o.Now = func() time.Time { return noon }
	s, _ := start(t, o)
	type signing struct {
		id, secret, token, region, service string
		at                                 time.Time
	}
	good := signing{"AKIDLOCAL", "secret", "", "us-east-1", "kms", noon}
	const body = `{"KeyId":"` + macKey + `","MacAlgorithm":"HMAC_SHA_256","Message":"Nw=="}`
	for _, test := range []struct {
		name   string
		sign   func(*signing)
		tamper func(*http.Request)
		status int
		want   string
	}{
		{name: "good", status: 200, want: "Mac"},
		{name: "with a session token", sign: func(s *signing) { s.token = "session" }, status: 200, want: "Mac"},
		{name: "4 minutes old", sign: func(s *signing) { s.at = noon.Add(-4 * time.Minute) }, status: 200, want: "Mac"},
		{name: "6 minutes old", sign: func(s *signing) { s.at = noon.Add(-6 * time.Minute) }, status: 403, want: "InvalidSignatureException"},
		{name: "6 minutes ahead", sign: func(s *signing) { s.at = noon.Add(6 * time.Minute) }, status: 403, want: "InvalidSignatureException"},
		{name: "wrong secret", sign: func(s *signing) { s.secret = "Secret" }, status: 403, want: "InvalidSignatureException"},
		{name: "unknown caller", sign: func(s *signing) { s.id = "AKIDOTHER" }, status: 403, want: "UnrecognizedClientException"},
		{name: "another region", sign: func(s *signing) { s.region = "eu-west-1" }, status: 403, want: "InvalidSignatureException"},
		{name: "another service", sign: func(s *signing) { s.service = "s3" }, status: 403, want: "InvalidSignatureException"},
		{name: "not signed", tamper: func(r *http.Request) { r.Header.Del("Authorization") }, status: 403, want: "MissingAuthenticationTokenException"},
		{name: "signed in another way", tamper: func(r *http.Request) { r.Header.Set("Authorization", "Bearer x") }, status: 403, want: "IncompleteSignatureException"},
		{name: "without a time", tamper: func(r *http.Request) { r.Header.Del("X-Amz-Date") }, status: 403, want: "IncompleteSignatureException"},
		{name: "another body", tamper: func(r *http.Request) {
			r.Body = io.NopCloser(strings.NewReader(strings.Replace(body, "Nw", "Nx", 1)))
		}, status: 403, want: "InvalidSignatureException"},
		{name: "another target", tamper: func(r *http.Request) { r.Header.Set("X-Amz-Target", "TrentService.Decrypt") }, status: 403, want: "InvalidSignatureException"},
		{name: "another token", sign: func(s *signing) { s.token = "session" }, tamper: func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", "other") }, status: 403, want: "InvalidSignatureException"},
		{name: "a token put in afterwards", tamper: func(r *http.Request) { r.Header.Set("X-Amz-Security-Token", "other") }, status: 403, want: "InvalidSignatureException"},
		{name: "a header put in afterwards", tamper: func(r *http.Request) { r.Header.Set("X-Amz-Extra", "1") }, status: 403, want: "InvalidSignatureException"},
		{name: "another host", tamper: func(r *http.Request) { r.Host = "example.com" }, status: 403, want: "InvalidSignatureException"},
		{name: "another service's target", tamper: func(r *http.Request) { r.Header.Set("X-Amz-Target", "DynamoDB.GetItem") }, status: 400, want: "UnknownOperationException"},
		{name: "a huge body", tamper: func(r *http.Request) {
			r.Body, r.ContentLength = io.NopCloser(strings.NewReader(strings.Repeat("7", 1<<20))), 1<<20
		}, status: 413, want: "RequestEntityTooLargeException"},
	} {
		t.Run(test.name, func(t *testing.T) {
			with := good
			if test.sign != nil {
				test.sign(&with)
			}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, s.URL()+"/", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Content-Type", "application/x-amz-json-1.1")
			r.Header.Set("X-Amz-Target", "TrentService.GenerateMac")
			hash := sha256.Sum256([]byte(body))
			who := aws.Credentials{AccessKeyID: with.id, SecretAccessKey: with.secret, SessionToken: with.token}
			if err := v4.NewSigner().SignHTTP(context.Background(), who, r, hex.EncodeToString(hash[:]), with.service, with.region, with.at); err != nil {
				t.Fatal(err)
			}
			if test.tamper != nil {
				test.tamper(r)
			}
			before := s.Calls(kmslocal.GenerateMac)
			response, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer response.Body.Close()
			answer, err := io.ReadAll(response.Body)
			if err != nil {
				t.Fatal(err)
			}
			if response.StatusCode != test.status || !strings.Contains(string(answer), test.want) {
				t.Errorf("%d %s, want %d %s", response.StatusCode, answer, test.status, test.want)
			}
			if counted := s.Calls(kmslocal.GenerateMac) - before; (counted == 1) != (test.status == 200) {
				t.Errorf("%d calls counted", counted)
			}
		})
	}
}

func TestOptionsRefused(t *testing.T) {
	for want, change := range map[string]func(*kmslocal.Options){
		"seed":             func(o *kmslocal.Options) { o.Seed = o.Seed[:15] },
		"region":           func(o *kmslocal.Options) { o.Region = "" },
		"access key id":    func(o *kmslocal.Options) { o.AccessKeyID = "" },
		"secret":           func(o *kmslocal.Options) { o.SecretAccessKey = "" },
		"clock":            func(o *kmslocal.Options) { o.Now = nil },
		"listed twice":     func(o *kmslocal.Options) { o.MacKeys = append(o.MacKeys, dataKey) },
		"1 to 255 bytes":   func(o *kmslocal.Options) { o.DataKeys = []string{""} },
		"not on the loop":  func(o *kmslocal.Options) { o.Address = "0.0.0.0:0" },
		`address "nowhere`: func(o *kmslocal.Options) { o.Address = "nowhere" },
	} {
		o := options()
		change(&o)
		s, err := kmslocal.Start(o)
		if err == nil {
			s.Close()
		}
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}
