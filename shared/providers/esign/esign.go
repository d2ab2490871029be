// Package esign tells the names of enterprises by their codes, by meta/enterprise/detail of e签宝 (ADAPTERS E). The code of an
// enterprise goes there in the body, and nothing of a person; nothing but the name is read of what comes back.
//
// ADAPTERS names the headers of the signature; the text that is signed is from memory, and is to be checked with the first
// call: method, Accept, Content-MD5, Content-Type and Date, each with a line end, then the path.
package esign

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/md5" //nolint:gosec // Content-MD5
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"shiming/shared/identity"
	"shiming/shared/steps"
	"shiming/shared/wire"
)

// Config says whom to ask, as whom. Only the first two are needed.
type Config struct {
	// Access returns the id of the app and its secret.
	Access wire.Access
	Clock  steps.Clock
	// Endpoint is https://openapi.esign.cn unless it is set.
	Endpoint string
	// Client makes the calls; nil: one that gives up after eight seconds.
	Client *http.Client
}

// Names is a steps.RegisterNames. It is safe for concurrent use.
type Names struct {
	config Config
	wire   *wire.Client
}

var _ steps.RegisterNames = (*Names)(nil)

// New returns the half of a register that tells names. It calls nothing.
func New(c Config) (*Names, error) {
	if c.Access == nil || c.Clock == nil {
		return nil, errors.New("esign: app id, secret and a clock are needed")
	}
	if c.Endpoint == "" {
		c.Endpoint = "https://openapi.esign.cn"
	}
	return &Names{c, wire.New(c.Client)}, nil
}

const (
	path        = "/v2/identity/auth/api/meta/enterprise/detail"
	accept      = "*/*"
	contentType = "application/json; charset=UTF-8"
)

// The values of code: what was found, and the families of what went wrong. FIELD-NOTES 1.7: judge by the code only.
const (
	found   = 0
	busy    = 30500000
	nothing = 30500004
)

// NameOf implements steps.RegisterNames. One call, which is billed.
func (n *Names) NameOf(ctx context.Context, code identity.OrganisationCode) (identity.EnterpriseName, error) {
	if code.Kind() != identity.UnifiedCode {
		return identity.EnterpriseName{}, fmt.Errorf("esign: %w", steps.ErrNotFound)
	}
	ask, err := n.request(ctx, code.Text())
	if err != nil {
		return identity.EnterpriseName{}, err
	}
	got, err := n.wire.Do(ask)
	if err != nil {
		return identity.EnterpriseName{}, fmt.Errorf("esign: %w", err)
	}
	var a struct {
		Code *int `json:"code"`
		Data *struct {
			Name string `json:"name"`
			Code string `json:"codeUSC"`
		} `json:"data"`
	}
	switch {
	case got.Status != http.StatusOK || json.Unmarshal(got.Body, &a) != nil || a.Code == nil || *a.Code == busy:
		return identity.EnterpriseName{}, fmt.Errorf("esign: %w: status %d", steps.ErrUnavailable, got.Status)
	case *a.Code == nothing, *a.Code == found && a.Data == nil:
		return identity.EnterpriseName{}, fmt.Errorf("esign: %w", steps.ErrNotFound)
	case *a.Code != found:
		return identity.EnterpriseName{}, fmt.Errorf("esign: code %d", *a.Code)
	case a.Data.Code != code.Text():
		return identity.EnterpriseName{}, errors.New("esign: the answer is about another enterprise")
	}
	name, err := identity.ParseEnterpriseName(a.Data.Name)
	if err != nil {
		return identity.EnterpriseName{}, errors.New("esign: the name is none")
	}
	return name, nil
}

func (n *Names) request(ctx context.Context, code string) (*http.Request, error) {
	secrets, err := n.config.Access(ctx)
	if err != nil || len(secrets) != 2 {
		return nil, errors.Join(errors.New("esign: no secrets"), err)
	}
	body, err := json.Marshal(map[string]string{"keyword": code})
	if err != nil {
		return nil, err
	}
	ask, err := http.NewRequestWithContext(ctx, http.MethodPost, n.config.Endpoint+path, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("esign: the request cannot be made")
	}
	sum := md5.Sum(body) //nolint:gosec // see above
	digest := base64.StdEncoding.EncodeToString(sum[:])
	for name, value := range map[string]string{
		"Accept": accept, "Content-Type": contentType, "Content-MD5": digest,
		"X-Tsign-Open-App-Id": secrets[0], "X-Tsign-Open-Auth-Mode": "Signature",
		"X-Tsign-Open-Ca-Timestamp": strconv.FormatInt(n.config.Clock().UnixMilli(), 10),
		"X-Tsign-Open-Ca-Signature": signature(secrets[1], digest),
	} {
		ask.Header.Set(name, value)
	}
	return ask, nil
}

func signature(secret, digest string) string {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte("POST\n" + accept + "\n" + digest + "\n" + contentType + "\n\n" + path))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
