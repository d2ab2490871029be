package services

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// Secrets returns what reads a secret of AWS Secrets Manager by its ARN. Errors hold no secret. It is safe for concurrent use.
func Secrets(cfg aws.Config, clock func() time.Time) func(ctx context.Context, arn string) (string, error) {
	call := Caller(cfg, clock, "secretsmanager", "secretsmanager", 64<<10)
	return func(ctx context.Context, arn string) (string, error) {
		var answer struct{ SecretString string }
		if err := call(ctx, "GetSecretValue", map[string]string{"SecretId": arn}, &answer); err != nil {
			return "", err
		}
		if answer.SecretString == "" {
			return "", errors.New("the secret is no text")
		}
		return answer.SecretString, nil
	}
}

// Caller returns what calls operations of a service that speaks AWS JSON 1.1: one signed POST, for which the SDK's client would
// cost a function half a megabyte. name is the service's in signatures, target the first part of its operations' names, limit how
// long an answer may be, in bytes. Errors hold the status and the kind of fault, and nothing that was said. It is safe for
// concurrent use.
func Caller(cfg aws.Config, clock func() time.Time, name, target string, limit int64) func(ctx context.Context, operation string, in, out any) error {
	return caller(cfg, clock, "1.1", name, target, limit)
}

// CloudWatch returns what calls operations of CloudWatch's metrics, which speak AWS JSON 1.0; otherwise it is a Caller.
func CloudWatch(cfg aws.Config, clock func() time.Time) func(ctx context.Context, operation string, in, out any) error {
	return caller(cfg, clock, "1.0", "monitoring", "GraniteServiceVersion20100801", 8<<20)
}

func caller(cfg aws.Config, clock func() time.Time, version, name, target string, limit int64) func(ctx context.Context, operation string, in, out any) error {
	return func(ctx context.Context, operation string, in, out any) error {
		body, err := json.Marshal(in)
		if err != nil {
			return err
		}
		ask, err := http.NewRequestWithContext(ctx, http.MethodPost, *cfg.BaseEndpoint+"/", bytes.NewReader(body))
		if err != nil {
			return errors.New("the request cannot be made")
		}
		ask.Header.Set("Content-Type", "application/x-amz-json-"+version)
		ask.Header.Set("X-Amz-Target", target+"."+operation)
		who, err := cfg.Credentials.Retrieve(ctx)
		if err != nil {
			return errors.New("there are no credentials")
		}
		sum := sha256.Sum256(body)
		if err := v4.NewSigner().SignHTTP(ctx, who, ask, hex.EncodeToString(sum[:]), name, cfg.Region, clock()); err != nil {
			return errors.New("the request cannot be signed")
		}
		got, err := cfg.HTTPClient.Do(ask)
		if err != nil {
			return errors.New("no answer")
		}
		defer got.Body.Close()
		said, err := io.ReadAll(io.LimitReader(got.Body, limit))
		if err != nil || got.StatusCode != http.StatusOK {
			var fault struct {
				Type string `json:"__type"`
			}
			_ = json.Unmarshal(said, &fault) // a status alone says something, too
			return fmt.Errorf("status %d %s", got.StatusCode, fault.Type)
		}
		if err := json.Unmarshal(said, out); err != nil {
			return errors.New("the answer is not understood")
		}
		return nil
	}
}
