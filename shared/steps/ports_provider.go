package steps

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"time"

	"shiming/shared/realname"
)

// CheckRequest asks a provider for a check. It is about one of: Person, when the case is personal; Party, who acts for
// Enterprise; Enterprise alone, whose official account is asked (RULES C3).
type CheckRequest struct {
	Check      realname.Check // without its URL
	Person     realname.Person
	Enterprise realname.Enterprise
	Party      realname.Party
	// Account is the account that is asked for, masked; Platform is whose it is, as people know it; PurposeZH and PurposeEN
	// say what follows. Who holds the phone is shown all three, so that nobody proves somebody else's account (THREATS X11).
	Account              string
	Platform             string
	PurposeZH, PurposeEN string
	// BaseURL is where this service is reached from outside, without a trailing slash.
	BaseURL string
	// ReturnURL is where the provider sends the browser when the person is done. Coming there proves nothing: it is only a
	// hint to ask.
	ReturnURL string
}

// Begun is a check that a provider has begun.
type Begun struct {
	// URL is what the phone opens.
	URL string
	// Ref is whatever the provider needs to be asked for the result, at most 1,024 bytes: its own token of the check, and
	// what the answer is to be compared with. It is sealed in the case, and dropped when the check ends. Empty of a provider
	// that only pushes.
	Ref string
}

// Callback is a provider's message as it arrived.
type Callback struct {
	Header http.Header
	// Query is what stood in the address; nil of messages that are authenticated without it.
	Query url.Values
	Body  []byte
}

// Provider proves identities by one or more methods. It says what it found out in one of two shapes: as a Pusher it sends
// a signed callback, as a Puller it is asked. All methods are safe for concurrent use. An implementation is a provider
// when it passes the part of shared/providers/providertest for its shape.
type Provider interface {
	// Begin starts the check and returns the address that the phone opens. The same check id again returns an address
	// of the same check. Faults are ErrUnavailable, or a *realname.Error that the person can act on.
	Begin(ctx context.Context, r CheckRequest) (Begun, error)
}

// Pusher is a provider that sends a signed callback.
type Pusher interface {
	Provider
	// Authenticate verifies the signature and the age of a callback, at the time now, and says what it means.
	// Anything not authentic is a *realname.Error with signature_invalid; a well-signed one that makes no sense is
	// field_invalid.
	Authenticate(c Callback, now time.Time) (realname.Notice, error)
}

// Puller is a provider that is asked for the result of a check: its Begin returns a Ref.
type Puller interface {
	Provider
	// Ask returns what the provider has found out about the check that it began as ref, at the time now, or ErrPending as
	// long as there is nothing. The same answer has the same notice's id however often it is asked for. A ref of another
	// check never makes a notice. Faults are ErrUnavailable, and spend no try.
	Ask(ctx context.Context, check realname.Check, ref string, now time.Time) (realname.Notice, error)
}

// ErrPending is a puller's answer while the person is not done yet.
var ErrPending = errors.New("pending")

// Listener takes what a service tells us of its own accord, about no check in particular (RULES C3). Safe for concurrent use.
type Listener interface {
	// Hear verifies the signature and the age of the message, at the time now, and keeps what it says. The same message again
	// changes nothing. Anything not authentic is a *realname.Error with signature_invalid.
	Hear(ctx context.Context, c Callback, now time.Time) error
}

// Asks hands checks to AskCheck: each at least once, when the pause is over, and again when AskCheck says so. All methods
// are safe for concurrent use.
type Asks interface {
	// Later queues the check, at most 15 minutes ahead, or fails with ErrUnavailable; then it may be queued. Queueing it
	// again is harmless.
	Later(ctx context.Context, check realname.CheckID, pause time.Duration) error
}
