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

// Secrets returns what reads a secret of AWS Secrets Manager by its ARN: one signed POST, for which the SDK's client would cost a
// function half a megabyte. Errors hold no secret. It is safe for concurrent use.
func Secrets(cfg aws.Config, clock func() time.Time) func(ctx context.Context, arn string) (string, error) {
	return func(ctx context.Context, arn string) (string, error) { return secret(ctx, cfg, clock(), arn) }
}

func secret(ctx context.Context, cfg aws.Config, now time.Time, arn string) (string, error) {
	body, err := json.Marshal(map[string]string{"SecretId": arn})
	if err != nil {
		return "", err
	}
	ask, err := http.NewRequestWithContext(ctx, http.MethodPost, *cfg.BaseEndpoint+"/", bytes.NewReader(body))
	if err != nil {
		return "", errors.New("the request cannot be made")
	}
	ask.Header.Set("Content-Type", "application/x-amz-json-1.1")
	ask.Header.Set("X-Amz-Target", "secretsmanager.GetSecretValue")
	who, err := cfg.Credentials.Retrieve(ctx)
	if err != nil {
		return "", errors.New("there are no credentials")
	}
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(ctx, who, ask, hex.EncodeToString(sum[:]), "secretsmanager", cfg.Region, now); err != nil {
		return "", errors.New("the request cannot be signed")
	}
	got, err := cfg.HTTPClient.Do(ask)
	if err != nil {
		return "", errors.New("no answer")
	}
	defer got.Body.Close()
	var answer struct{ SecretString string }
	said, err := io.ReadAll(io.LimitReader(got.Body, 64<<10))
	if err != nil || got.StatusCode != http.StatusOK || json.Unmarshal(said, &answer) != nil || answer.SecretString == "" {
		return "", fmt.Errorf("status %d", got.StatusCode)
	}
	return answer.SecretString, nil
}
