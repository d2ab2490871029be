// Package client is for programs of a platform: it hands people over, reads how their cases stand, and takes webhooks. Its types
// are generated from the API's description. It imports nothing of this project, and decides nothing.
package client

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"

	webhook "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// limit is the largest answer or webhook that is read.
const limit = 1 << 20

// Client calls the API as the platform. It is safe for concurrent use.
type Client struct {
	// Base is where the API is, without a slash at its end.
	Base string
	// Token returns a token of the platform (role platform) that is good now.
	Token func(context.Context) (string, error)
	// HTTP makes the calls; nil: http.DefaultClient.
	HTTP *http.Client
}

// MakeLink makes the address to send the person of an account to. The same key with the same wish gives the same address
// again, should an answer be lost. A refusal is a *Problem.
func (c Client) MakeLink(ctx context.Context, account AccountID, key string, want LinkRequest) (Link, error) {
	return call[Link](ctx, c, http.MethodPost, "/v1/accounts/"+url.PathEscape(string(account))+"/links", key, want)
}

// Case reads a case: status says how it stands. A refusal is a *Problem.
func (c Client) Case(ctx context.Context, id CaseID) (Case, error) {
	return call[Case](ctx, c, http.MethodGet, "/v1/cases/"+url.PathEscape(string(id)), "", nil)
}

// Account reads an account: who it belongs to, masked, and what it may do. A refusal is a *Problem.
func (c Client) Account(ctx context.Context, id AccountID) (Account, error) {
	return call[Account](ctx, c, http.MethodGet, "/v1/accounts/"+url.PathEscape(string(id)), "", nil)
}

// Error says in English what was refused.
func (p *Problem) Error() string { return string(p.Code) + ": " + p.Message }

func call[T any](ctx context.Context, c Client, method, path, key string, body any) (answer T, err error) {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return answer, err
		}
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.Base+path, sent)
	if err != nil {
		return answer, err
	}
	token, err := c.Token(ctx)
	if err != nil {
		return answer, err
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Accept", "application/json")
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	client := c.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	got, err := client.Do(r)
	if err != nil {
		return answer, err
	}
	defer got.Body.Close()
	text, err := io.ReadAll(io.LimitReader(got.Body, limit))
	if err != nil {
		return answer, err
	}
	if got.StatusCode >= 400 {
		refused := &Problem{}
		if json.Unmarshal(text, refused) != nil || refused.Code == "" {
			return answer, fmt.Errorf("the API answers with status %d", got.StatusCode)
		}
		return answer, refused
	}
	return answer, json.Unmarshal(text, &answer)
}

// ErrWebhook refuses what nobody has signed for us, or long ago: answer it with status 401.
var ErrWebhook = errors.New("the webhook is not signed by one of the secrets")

// ReadWebhook verifies a webhook by one of the secrets ("whsec_…") and reads it. An event may come twice, and late: its id is
// the same then, and data.version says which one is newer.
func ReadWebhook(r *http.Request, secrets ...string) (event WebhookEvent, err error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, limit))
	if err != nil {
		return event, err
	}
	for _, secret := range secrets {
		hook, err := webhook.NewWebhook(secret)
		if err != nil {
			return event, err
		}
		if hook.Verify(body, r.Header) == nil {
			return event, json.Unmarshal(body, &event)
		}
	}
	return event, ErrWebhook
}
