// Package wechatpay calls WeChat Pay's API v3 as a merchant: the signature WECHATPAY2-SHA256-RSA2048 of what is asked, and the
// platform's own of each answer, without which none counts (ADAPTERS B3, from the platform's own Go code). What is asked and what
// an answer means belongs to the adapters.
//
// No error holds what the other side said, but for its codes and the id of the request.
package wechatpay

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"shiming/shared/steps"
	"shiming/shared/wire"
)

// Config says whom to ask, as whom. All but the last two are needed.
type Config struct {
	// Merchant is the merchant's number (mchid), Serial that of its API certificate.
	Merchant, Serial string
	// PlatformKey is the id of the key that signs answers: PUB_KEY_ID_… .
	PlatformKey string
	// Access returns the merchant's private key and the platform's public key, each in PEM.
	Access wire.Access
	Clock  steps.Clock
	// Endpoint is https://api.mch.weixin.qq.com unless it is set.
	Endpoint string
	// Client makes the calls; nil: one that gives up after eight seconds.
	Client *http.Client
}

// Format writes no secret, whatever the verb.
func (Config) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "wechatpay") }

// Client asks as a merchant. It is safe for concurrent use.
type Client struct {
	config Config
	wire   *wire.Client
}

// Format writes no secret, whatever the verb.
func (*Client) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "wechatpay") }

// New returns a client. It calls nothing.
func New(c Config) (*Client, error) {
	if c.Merchant == "" || c.Serial == "" || c.PlatformKey == "" || c.Access == nil || c.Clock == nil {
		return nil, errors.New("wechatpay: a merchant, its certificate's serial, the platform's key and its id, and a clock are needed")
	}
	if c.Endpoint == "" {
		c.Endpoint = "https://api.mch.weixin.qq.com"
	}
	if u, err := url.Parse(c.Endpoint); err != nil || u.Host == "" {
		return nil, errors.New("wechatpay: the endpoint is no address")
	}
	c.Endpoint = strings.TrimSuffix(c.Endpoint, "/")
	return &Client{c, wire.New(c.Client)}, nil
}

// Refusal is an answer that says that the call was not carried out.
type Refusal struct {
	Status int
	// Code is the API's: "FREQUENCY_LIMITED".
	Code string
}

// Error returns status and code.
func (r *Refusal) Error() string { return fmt.Sprintf("refused: %d %s", r.Status, wire.Word(r.Code)) }

// Passes reports whether the refusal may pass by itself.
func (r *Refusal) Passes() bool { return r.Status >= 500 || r.Status == http.StatusTooManyRequests }

// tolerance is how far the platform's clock may be from ours.
const tolerance = 5 * time.Minute

// Get asks for what is at the path and reads the answer into into. Nothing personal may stand in the query. The error is a *Refusal,
// or steps.ErrUnavailable for whatever else comes between, an answer that the platform did not sign among it. One call.
func (c *Client) Get(ctx context.Context, path string, query url.Values, into any) error {
	mine, theirs, err := c.keys(ctx)
	if err != nil {
		return err
	}
	target := path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, c.config.Endpoint+target, nil)
	if err != nil {
		return errors.New("wechatpay: the request cannot be made")
	}
	authorization, err := authorize(mine, c.config, signed{r.Method, target, strconv.FormatInt(c.config.Clock().Unix(), 10), rand.Text(), ""})
	if err != nil {
		return errors.New("wechatpay: the request cannot be signed")
	}
	r.Header.Set("Authorization", authorization)
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "Shiming") // one is needed
	got, err := c.wire.Do(r)
	if err != nil {
		return fmt.Errorf("wechatpay: %w", err)
	}
	if got.Status != http.StatusOK {
		var said struct {
			Code string `json:"code"`
		}
		_ = json.Unmarshal(got.Body, &said) // of a gateway it is no JSON
		return &Refusal{got.Status, said.Code}
	}
	if err := c.authentic(theirs, got); err != nil {
		return fmt.Errorf("wechatpay: %w: %w", steps.ErrUnavailable, err)
	}
	if json.Unmarshal(got.Body, into) != nil {
		return fmt.Errorf("wechatpay: %w: the answer is not one of the API", steps.ErrUnavailable)
	}
	return nil
}

// signed is what a request's signature is about.
type signed struct{ method, target, timestamp, nonce, body string }

func (s signed) text() string {
	return strings.Join([]string{s.method, s.target, s.timestamp, s.nonce, s.body}, "\n") + "\n"
}

func authorize(key *rsa.PrivateKey, c Config, s signed) (string, error) {
	sum := sha256.Sum256([]byte(s.text()))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		return "", err
	}
	return fmt.Sprintf(`WECHATPAY2-SHA256-RSA2048 mchid=%q,nonce_str=%q,timestamp=%q,serial_no=%q,signature=%q`,
		c.Merchant, s.nonce, s.timestamp, c.Serial, base64.StdEncoding.EncodeToString(signature)), nil
}

// authentic holds an answer against the platform's signature.
func (c *Client) authentic(key *rsa.PublicKey, got wire.Response) error {
	timestamp, nonce := got.Header.Get("Wechatpay-Timestamp"), got.Header.Get("Wechatpay-Nonce")
	seconds, err := strconv.ParseInt(timestamp, 10, 64)
	if err != nil || c.config.Clock().Sub(time.Unix(seconds, 0)).Abs() > tolerance {
		return errors.New("the answer is of another time")
	}
	if got.Header.Get("Wechatpay-Serial") != c.config.PlatformKey {
		return errors.New("the answer is signed by another key")
	}
	signature, err := base64.StdEncoding.DecodeString(got.Header.Get("Wechatpay-Signature"))
	sum := sha256.Sum256([]byte(timestamp + "\n" + nonce + "\n" + string(got.Body) + "\n"))
	if err != nil || rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], signature) != nil {
		return errors.New("the answer is not signed by the platform")
	}
	return nil
}

// keys reads the merchant's key and the platform's, which may have been rotated since the last call.
func (c *Client) keys(ctx context.Context) (*rsa.PrivateKey, *rsa.PublicKey, error) {
	secrets, err := c.config.Access(ctx)
	if err != nil || len(secrets) != 2 {
		return nil, nil, errors.Join(errors.New("wechatpay: no keys"), err)
	}
	mine, isPrivate := parsed(secrets[0]).(*rsa.PrivateKey)
	theirs, isPublic := parsed(secrets[1]).(*rsa.PublicKey)
	if !isPrivate || !isPublic {
		return nil, nil, errors.New("wechatpay: a key is no RSA key in PEM")
	}
	return mine, theirs, nil
}

// parsed is the key of a PEM; nil where it is none.
func parsed(text string) any {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil
	}
	if key, err := x509.ParsePKCS8PrivateKey(block.Bytes); err == nil {
		return key
	}
	if key, err := x509.ParsePKIXPublicKey(block.Bytes); err == nil {
		return key
	}
	return nil
}
