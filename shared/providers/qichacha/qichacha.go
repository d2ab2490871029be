// Package qichacha tells the names of enterprises by their codes, by GetBasicDetailsByName of 企查查 (ADAPTERS E, from other
// people's code: its own pages could not be read). The code of an enterprise and our key stand in the address, for it takes
// them nowhere else; nothing of a person goes there, and nothing but the name is read of what comes back.
//
// No document could be read for the codes besides 200 and 201: every other one is the operator's.
package qichacha

import (
	"context"
	"crypto/md5" //nolint:gosec // the service's own token
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/steps"
	"shiming/shared/wire"
)

// Config says whom to ask, as whom. Only the first two are needed.
type Config struct {
	// Access returns the key and the secret.
	Access wire.Access
	Clock  steps.Clock
	// Endpoint is https://api.qichacha.com unless it is set.
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
		return nil, errors.New("qichacha: key, secret and a clock are needed")
	}
	if c.Endpoint == "" {
		c.Endpoint = "https://api.qichacha.com"
	}
	return &Names{c, wire.New(c.Client)}, nil
}

// The values of Status.
const (
	found   = "200"
	nothing = "201"
)

// NameOf implements steps.RegisterNames. One call, which is billed.
func (n *Names) NameOf(ctx context.Context, code identity.OrganisationCode) (identity.EnterpriseName, error) {
	if code.Kind() != identity.UnifiedCode {
		return identity.EnterpriseName{}, fmt.Errorf("qichacha: %w", steps.ErrNotFound)
	}
	ask, err := n.request(ctx, code.Text())
	if err != nil {
		return identity.EnterpriseName{}, err
	}
	got, err := n.wire.Do(ask)
	if err != nil {
		return identity.EnterpriseName{}, fmt.Errorf("qichacha: %w", err)
	}
	var a struct {
		Status string
		Result *struct{ Name, CreditCode string }
	}
	switch {
	case got.Status != http.StatusOK || json.Unmarshal(got.Body, &a) != nil || a.Status == "":
		return identity.EnterpriseName{}, fmt.Errorf("qichacha: %w: status %d", steps.ErrUnavailable, got.Status)
	case a.Status == nothing, a.Status == found && a.Result == nil:
		return identity.EnterpriseName{}, fmt.Errorf("qichacha: %w", steps.ErrNotFound)
	case a.Status != found:
		return identity.EnterpriseName{}, fmt.Errorf("qichacha: code %s", wire.Word(a.Status))
	case a.Result.CreditCode != code.Text():
		return identity.EnterpriseName{}, errors.New("qichacha: the answer is about another enterprise")
	}
	name, err := identity.ParseEnterpriseName(a.Result.Name)
	if err != nil {
		return identity.EnterpriseName{}, errors.New("qichacha: the name is none")
	}
	return name, nil
}

func (n *Names) request(ctx context.Context, code string) (*http.Request, error) {
	secrets, err := n.config.Access(ctx)
	if err != nil || len(secrets) != 2 {
		return nil, errors.Join(errors.New("qichacha: no secrets"), err)
	}
	query := url.Values{"key": {secrets[0]}, "keyword": {code}}
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, n.config.Endpoint+"/ECIV4/GetBasicDetailsByName?"+query.Encode(), nil)
	if err != nil {
		return nil, errors.New("qichacha: the request cannot be made")
	}
	at := strconv.FormatInt(n.config.Clock().Unix(), 10)
	ask.Header.Set("Token", token(secrets[0], at, secrets[1]))
	ask.Header.Set("Timespan", at)
	return ask, nil
}

// token is what the service takes for a signature.
func token(key, at, secret string) string {
	sum := md5.Sum([]byte(key + at + secret)) //nolint:gosec // see above
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}
