// Package tencentcloud calls Tencent Cloud's API 3.0: the signature TC3-HMAC-SHA256 and the envelope that every answer
// comes in (FIELD-NOTES §4.1). What is asked and what an answer means belongs to the adapters.
//
// What is sent can be personal data. It travels in the body, over TLS, to the host it was signed for and no other: no
// redirect is followed. No error holds what the other side said, but for its codes and the id of the request.
package tencentcloud

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"shiming/shared/steps"
	"shiming/shared/wire"
)

const contentType = "application/json; charset=utf-8"

// Config says whom to ask, as whom. Only the first two are needed.
type Config struct {
	// Access returns SecretId and SecretKey.
	Access wire.Access
	Clock  steps.Clock
	// Region is sent when it is set.
	Region string
	// Endpoint is https://{service}.tencentcloudapi.com unless it is set.
	Endpoint string
	// Client makes the calls; nil: one that gives up after eight seconds.
	Client *http.Client
}

// Format writes no secret, whatever the verb.
func (Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "tencentcloud") }

// Client calls the actions of one service. It is safe for concurrent use.
type Client struct {
	config                 Config
	wire                   *wire.Client
	service, version, host string
}

// New returns a client of a service ("ocr") in a version of its API ("2018-11-19"). It calls nothing.
func New(service, version string, c Config) (*Client, error) {
	if c.Access == nil || c.Clock == nil {
		return nil, errors.New("tencentcloud: secret id, secret key and a clock are needed")
	}
	if c.Endpoint == "" {
		c.Endpoint = "https://" + service + ".tencentcloudapi.com"
	}
	u, err := url.Parse(c.Endpoint)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("tencentcloud: the endpoint is no address")
	}
	return &Client{c, wire.New(c.Client), service, version, u.Host}, nil
}

// Format writes no secret, whatever the verb.
func (*Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "tencentcloud") }

// Refusal is an answer that says that the action was not carried out.
type Refusal struct {
	// Code is the API's: "RequestLimitExceeded.UinLimitExceeded".
	Code string
	// RequestID is what the other side finds the call by.
	RequestID string
}

// Error returns the code and the id of the request.
func (r *Refusal) Error() string {
	return "refused: " + wire.Word(r.Code) + " (" + wire.Word(r.RequestID) + ")"
}

// Passes reports whether the refusal may pass by itself, as far as the codes of all services say so.
func (r *Refusal) Passes() bool {
	family, _, _ := strings.Cut(r.Code, ".")
	switch family {
	case "InternalError", "RequestLimitExceeded", "LimitExceeded", "ServiceUnavailable":
		return true
	}
	return false
}

// Fault says of a call that failed whether it may pass: steps.ErrUnavailable then, as it is of every code named in passing;
// any other refusal (a wrong secret, arrears, a service that was not opened) is for the operator, and neither that nor the
// fault of a person.
func Fault(adapter string, err error, passing ...string) error {
	var refused *Refusal
	if errors.As(err, &refused) && (refused.Passes() || slices.Contains(passing, refused.Code)) {
		return fmt.Errorf("%s: %w: %w", adapter, steps.ErrUnavailable, err)
	}
	return fmt.Errorf("%s: %w", adapter, err)
}

// Call asks for an action with what JSON makes of ask, and reads the answer into into, a pointer to a struct. It returns
// the id of the request. The error is a *Refusal, or steps.ErrUnavailable for whatever else comes between. One call.
func (c *Client) Call(ctx context.Context, action string, ask, into any) (string, error) {
	body, err := json.Marshal(ask)
	if err != nil {
		return "", errors.New("tencentcloud: the request cannot be written")
	}
	post, err := c.request(ctx, action, body)
	if err != nil {
		return "", err
	}
	got, err := c.wire.Do(post)
	if err != nil {
		return "", err
	}
	if got.Status != http.StatusOK { // its own refusals come with 200: this is of something on the way
		return "", fmt.Errorf("%w: status %d", steps.ErrUnavailable, got.Status)
	}
	return open(got.Body, into)
}

// request makes the signed request.
func (c *Client) request(ctx context.Context, action string, body []byte) (*http.Request, error) {
	post, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.Endpoint+"/", bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("tencentcloud: the request cannot be made")
	}
	secrets, err := c.config.Access(ctx)
	if err != nil {
		return nil, fmt.Errorf("tencentcloud: no secrets: %w", err)
	}
	if len(secrets) != 2 || secrets[0] == "" || secrets[1] == "" {
		return nil, errors.New("tencentcloud: a secret is empty")
	}
	now := c.config.Clock()
	signed := request{service: c.service, host: c.host, contentType: contentType, body: body, at: now}
	for name, value := range map[string]string{
		"Content-Type": contentType, "X-TC-Action": action, "X-TC-Version": c.version,
		"X-TC-Timestamp": strconv.FormatInt(now.Unix(), 10), "X-TC-Region": c.config.Region,
		"Authorization": signed.authorization(secrets[0], secrets[1]),
	} {
		if value != "" {
			post.Header.Set(name, value)
		}
	}
	return post, nil
}

// open takes the answer out of its envelope.
func open(data []byte, into any) (string, error) {
	foreign := fmt.Errorf("%w: the answer is not one of the API", steps.ErrUnavailable)
	var envelope struct{ Response json.RawMessage }
	var meta struct {
		RequestID string `json:"RequestId"`
		Error     *struct{ Code string }
	}
	if json.Unmarshal(data, &envelope) != nil || json.Unmarshal(envelope.Response, &meta) != nil || meta.RequestID == "" {
		return "", foreign
	}
	if meta.Error != nil {
		return meta.RequestID, &Refusal{Code: meta.Error.Code, RequestID: meta.RequestID}
	}
	if json.Unmarshal(envelope.Response, into) != nil {
		return "", foreign
	}
	return wire.Word(meta.RequestID), nil
}
