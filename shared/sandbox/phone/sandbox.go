// Package sandbox is a provider that proves nobody: it plays WeChat, QQ and the face check (RULES B3 to B6), the app of a
// group of sites (RULES B8), official accounts and legal representatives (RULES C3 to C5) and the enterprise accounts of a
// group (RULES E5), so that everything can be tried without them. Checks begin at a page that plays the phone (Phone),
// magic names and numbers answer without one (Auto), and every answer goes the way a real provider's does: as a signed
// callback; or, of the face check, by being asked for, once the browser has come back or by itself.
//
// Here live the sandbox's link, its callbacks, its outcomes and its page. What must not live here: any rule about what
// an outcome does to a case (shared/realname), and HTTP servers. No template packages: functions link this.
package sandbox

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"slices"

	"shiming/shared/providers/standardhook"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Name is the sandbox's name in the address of its callbacks: POST /v1/callbacks/sandbox.
const Name = "sandbox"

// Options say how a sandbox signs and where it sends. They print without the secrets.
type Options struct {
	// Secret signs callbacks and links: at least 24 random bytes.
	Secret []byte
	// Older are secrets that are still accepted while a rotation is under way; nothing new is signed with them.
	Older [][]byte
	// Clock stamps what is signed.
	Clock steps.Clock
	// Deliver takes a signed callback the whole way in, as the callback's address would. Only Auto and Phone need it.
	Deliver func(context.Context, steps.Callback) error
	// Results keep what was found out by the face check until it is asked for. Only Ask, Auto and Phone need them.
	Results steps.Records
	// Return comes back from a check, as a browser would that opens its address of return. Only Auto needs it; nil: nobody
	// comes back.
	Return func(context.Context, realname.CheckID) error
	// Site is where the accounts of the app were verified (RULES B8): one of the policy's sites; empty where it has none.
	Site string
}

// Format writes no secrets, whatever the verb.
func (Options) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "sandbox options") }

// Sandbox is the sandbox provider. Get one from New; it is safe for concurrent use and holds no state besides its keys.
type Sandbox struct {
	clock   steps.Clock
	deliver func(context.Context, steps.Callback) error
	results steps.Records
	back    func(context.Context, realname.CheckID) error
	site    string
	// signer signs and verifies callbacks, links are the keys of the tokens of links; the current secret's first.
	signer *standardhook.Signer
	links  [][]byte
}

var (
	_ steps.Pusher = (*Sandbox)(nil)
	_ steps.Puller = (*Sandbox)(nil)
)

// New returns a sandbox provider, or an error that says which option is wrong.
func New(o Options) (*Sandbox, error) {
	if o.Clock == nil {
		return nil, errors.New("sandbox: no clock")
	}
	s := &Sandbox{clock: o.Clock, deliver: o.Deliver, results: o.Results, back: o.Return, site: o.Site}
	secrets := append([][]byte{o.Secret}, o.Older...)
	var err error
	if s.signer, err = standardhook.New(secrets...); err != nil {
		return nil, fmt.Errorf("sandbox: %w", err)
	}
	for _, secret := range secrets {
		s.links = append(s.links, linkKey(secret))
	}
	return s, nil
}

// linkKey derives the key of links, so that nothing signed as one thing passes as the other.
func linkKey(secret []byte) []byte {
	mac := hmac.New(sha256.New, secret)
	_, _ = io.WriteString(mac, "shiming sandbox link")
	return mac.Sum(nil)
}

// Format writes the name, and no secrets, whatever the verb.
func (*Sandbox) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "sandbox provider") }

// Methods lists the methods that the sandbox plays.
func (*Sandbox) Methods() []realname.Method {
	return slices.DeleteFunc(realname.Methods(), func(m realname.Method) bool { _, plays := apps[m]; return !plays })
}

// Begin implements steps.Provider: {BaseURL}/sandbox/phone/{token}. It keeps nothing and calls nobody, so beginning
// again is the same; of whom it is about it looks at nothing. Refused: method_not_offered, and a check without a
// well-formed id or end.
func (s *Sandbox) Begin(_ context.Context, r steps.CheckRequest) (steps.Begun, error) {
	if _, ok := apps[r.Check.Method]; !ok {
		return steps.Begun{}, realname.RefuseField(realname.CodeMethodNotOffered, "method")
	}
	if _, ok := r.Check.ID.Case(); !ok || r.Check.ExpiresAt.IsZero() {
		return steps.Begun{}, errors.New("sandbox: a check needs an id and an end")
	}
	begun := steps.Begun{URL: r.BaseURL + "/sandbox/phone/" + s.token(r.Check.ID, r.Check.ExpiresAt)}
	if pulled(r.Check.Method) {
		begun.Ref = reference(s.links[0], r.Check.ID)
	}
	return begun, nil
}
