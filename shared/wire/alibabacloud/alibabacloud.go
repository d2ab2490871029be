// Package alibabacloud calls Alibaba Cloud's RPC API: the signature ACS3-HMAC-SHA256 and the envelope of its answers
// (ADAPTERS F). What is asked and what an answer means belongs to the adapters.
//
// What is sent can be personal data. It travels as a form in the body, which the API takes as well as a query, over TLS, to
// the host it was signed for. No document says so of every action: the services' own SDK sends a query. No error holds what
// the other side said, but for its codes and the id of the request.
package alibabacloud

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"shiming/shared/steps"
	"shiming/shared/wire"
)

// Config says whom to ask, as whom. Only the first two are needed.
type Config struct {
	// Access returns AccessKeyId and AccessKeySecret.
	Access wire.Access
	Clock  steps.Clock
	// Endpoint is the service's own unless it is set.
	Endpoint string
	// Client makes the calls; nil: one that gives up after eight seconds.
	Client *http.Client
}

// Client calls the actions of one service. It is safe for concurrent use.
type Client struct {
	config        Config
	wire          *wire.Client
	version, host string
}

// New returns a client of the service at a host ("cloudauth.aliyuncs.com") in a version of its API. It calls nothing.
func New(host, version string, c Config) (*Client, error) {
	if c.Access == nil || c.Clock == nil {
		return nil, errors.New("alibabacloud: access key id, secret and a clock are needed")
	}
	if c.Endpoint == "" {
		c.Endpoint = "https://" + host
	}
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" {
		return nil, errors.New("alibabacloud: the endpoint is no address")
	}
	return &Client{c, wire.New(c.Client), version, u.Host}, nil
}

// Refusal is an answer that says that the action was not carried out.
type Refusal struct {
	// Code is the API's: "Throttling.User".
	Code string
	// Status is the HTTP status.
	Status int
	// RequestID is what the other side finds the call by.
	RequestID string
}

// Error returns the code and the id of the request.
func (r *Refusal) Error() string {
	return "refused: " + wire.Word(r.Code) + " (" + wire.Word(r.RequestID) + ")"
}

// Fault says of a call that failed whether it may pass: steps.ErrUnavailable then, as it is of every code named in passing;
// any other refusal (a wrong secret, arrears, no permission) is for the operator, and not the fault of a person.
func Fault(adapter string, err error, passing ...string) error {
	var refused *Refusal
	if errors.As(err, &refused) {
		family, _, _ := strings.Cut(refused.Code, ".")
		general := []string{"Throttling", "ServiceUnavailable", "InternalError", "SystemError"}
		if refused.Status >= 500 || slices.Contains(general, family) || slices.Contains(passing, refused.Code) {
			return fmt.Errorf("%s: %w: %w", adapter, steps.ErrUnavailable, err)
		}
	}
	return fmt.Errorf("%s: %w", adapter, err)
}

// Call asks for an action with the parameters, and reads an answer whose Code is ok into into, a pointer to a struct. The
// error is a *Refusal, or steps.ErrUnavailable for whatever else comes between. One call.
func (c *Client) Call(ctx context.Context, action, ok string, parameters map[string]string, into any) error {
	form := url.Values{}
	for name, value := range parameters {
		form.Set(name, value)
	}
	post, err := c.request(ctx, action, []byte(form.Encode()))
	if err != nil {
		return err
	}
	got, err := c.wire.Do(post)
	if err != nil {
		return err
	}
	var envelope struct {
		Code      string
		RequestID string `json:"RequestId"`
	}
	if json.Unmarshal(got.Body, &envelope) != nil || envelope.Code == "" || envelope.RequestID == "" {
		return fmt.Errorf("%w: status %d, and no answer of the API", steps.ErrUnavailable, got.Status)
	}
	if got.Status != http.StatusOK || envelope.Code != ok {
		return &Refusal{envelope.Code, got.Status, envelope.RequestID}
	}
	if json.Unmarshal(got.Body, into) != nil {
		return fmt.Errorf("%w: the answer is not one of the API", steps.ErrUnavailable)
	}
	return nil
}

const form = "application/x-www-form-urlencoded"

// request makes the signed request.
func (c *Client) request(ctx context.Context, action string, body []byte) (*http.Request, error) {
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.Endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("alibabacloud: the request cannot be made")
	}
	secrets, err := c.config.Access(ctx)
	if err != nil {
		return nil, fmt.Errorf("alibabacloud: no secrets: %w", err)
	}
	if len(secrets) != 2 || secrets[0] == "" || secrets[1] == "" {
		return nil, errors.New("alibabacloud: a secret is empty")
	}
	signed := request{body: body, header: map[string]string{
		"host": c.host, "content-type": form, "x-acs-action": action, "x-acs-version": c.version,
		"x-acs-date": c.config.Clock().UTC().Format("2006-01-02T15:04:05Z"), "x-acs-signature-nonce": rand.Text(),
		"x-acs-content-sha256": hashed(body),
	}}
	for name, value := range signed.header {
		if name != "host" {
			post.Header.Set(name, value)
		}
	}
	post.Header.Set("Authorization", signed.authorization(secrets[0], secrets[1]))
	return post, nil
}
