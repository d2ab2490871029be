package api

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"shiming/shared/realname"
)

// AuditEntry is one line of the audit trail: who tried what on which record, and what became of it. It holds ids and codes,
// never personal data.
type AuditEntry struct {
	At      time.Time     `json:"at"`
	Request string        `json:"request"`
	Role    realname.Role `json:"role,omitempty"`
	Who     string        `json:"who,omitempty"`
	// Address is the keyed digest of where the request came from (AddressDigest), Agent what its program says of itself, Token
	// the id of the token that it carried: its jti, or the session's where the token is of one (THREATS X14).
	Address string             `json:"address,omitempty"`
	Agent   string             `json:"agent,omitempty"`
	Token   string             `json:"token,omitempty"`
	Action  string             `json:"action"`
	Account realname.AccountID `json:"account,omitempty"`
	Case    realname.CaseID    `json:"case,omitempty"`
	// Document is the one that was asked for, inspected or looked at.
	Document realname.DocumentID `json:"document,omitempty"`
	// Reason is why a reviewer saw what is masked otherwise.
	Reason realname.UnmaskReason `json:"reason,omitempty"`
	// Limit is the quota that staff set; 0 is the policy's again.
	Limit *int `json:"limit,omitempty"`
	// Outcome is "done", "refused" or "failed"; Code is why, when it is not "done" or when a callback did not count.
	Outcome string        `json:"outcome"`
	Code    realname.Code `json:"code,omitempty"`
	// Foreign marks a refusal because the record belongs to somebody else, which the caller is not told.
	Foreign bool `json:"foreign,omitempty"`
}

// Audit keeps an entry. When it fails, the call fails: nothing goes unrecorded.
type Audit func(ctx context.Context, e AuditEntry) error

// Gate is the one choke point: every request passes it, is authorised against the table of routes, and leaves an
// entry in the audit trail, refused ones too.
type Gate struct {
	Audit Audit
	Clock func() time.Time
	// Log takes causes of faults, with ids only.
	Log *slog.Logger
	// AddressKey is by what addresses get into the audit trail (AddressDigest); nil, or empty: they do not.
	AddressKey func() []byte
	// Names are the claims that the platform's tokens say it by.
	Names ClaimNames
	// Livemode is false where a sandbox provider stands in for the real ones; every answer says so.
	Livemode bool
}

// Serve makes a handler of an endpoint.
func (g Gate) Serve(e Endpoint) Handler {
	return func(w http.ResponseWriter, r *http.Request, from Edge) {
		entry := AuditEntry{At: g.Clock(), Request: from.ID, Action: e.Route.Name}
		entry.from(g, from)
		answer, err := g.serve(e, r, from, &entry)
		g.record(&entry, err)
		if auditErr := g.Audit(r.Context(), entry); auditErr != nil {
			g.Log.ErrorContext(r.Context(), "audit trail unavailable", "request", from.ID, "cause", auditErr.Error())
			answer = problem(realname.Refuse(realname.CodeUnavailable).Because(auditErr), from.ID)
		} else if err != nil && answer.raw == nil { // an answer beside a fault stands: it is the same whatever happened
			answer = problem(err, from.ID)
		}
		if answer.status == 0 {
			answer.status = e.Route.success()
		}
		answer.write(w)
	}
}

func (g Gate) serve(e Endpoint, r *http.Request, from Edge, entry *AuditEntry) (answer reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %T", p) // the value may hold personal data; its type does not
		}
	}()
	entry.Case, entry.Account = realname.CaseID(wellFormed(r.PathValue("case"))), realname.AccountID(wellFormed(r.PathValue("account")))
	if id := realname.DocumentID(r.PathValue("document")); id.Valid() {
		entry.Document = id
	}
	actor, err := authorise(e.Route, g.Names, from.Claims)
	entry.Role, entry.Who = actor.Role, actor.ID
	if err != nil {
		return reply{}, err
	}
	body := readBody(r)
	if len(body) > maxBody {
		return reply{}, realname.Refuse(realname.CodeBodyTooLarge)
	}
	return e.serve(&call{Edge: from, route: e.Route, http: r, body: body, actor: actor, audit: entry, livemode: g.Livemode})
}

// wellFormed keeps an id of a path out of the audit trail unless it is one: a path can hold anything.
func wellFormed(id string) string {
	if realname.CaseID(id).Valid() || realname.AccountID(id).Valid() {
		return id
	}
	return ""
}

// isSubject reports whether a claim names somebody. Claims come flattened to texts: null, a list or an object is nobody
// (FAULTS E5), and blanks would make one person two (THREATS X17).
func isSubject(sub string) bool {
	other := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune("[]{}<>", r) }
	return sub != "" && len(sub) <= 128 && sub != "null" && !strings.ContainsFunc(sub, other)
}

// authorise reads who asks from the verified claims, and holds it against the table.
func authorise(route Route, names ClaimNames, claims map[string]string) (realname.Actor, error) {
	if len(route.Roles) == 0 {
		return realname.Actor{}, nil
	}
	if len(claims) == 0 {
		return realname.Actor{}, realname.Refuse(realname.CodeUnauthenticated)
	}
	if route.session { // a token of Shiming's own says it by our names
		names = ClaimNames{}
	}
	role, account := names.of(claims)
	actor := realname.Actor{Role: role, ID: claims["sub"]}
	if !isSubject(actor.ID) {
		return realname.Actor{}, realname.Refuse(realname.CodeUnauthenticated)
	}
	if !actor.Role.Valid() {
		return realname.Actor{ID: actor.ID}, realname.Refuse(realname.CodeForbidden)
	}
	// A reviewer's token names the reviewer's own account, so that nobody reviews what is theirs (THREATS R1, X17).
	if actor.Role == realname.Holder || actor.Role == realname.Reviewer {
		actor.Account = account
	}
	switch own := actor.Account.Valid(); {
	case actor.Role == realname.Holder && !own:
		return actor, realname.Refuse(realname.CodeForbidden)
	case actor.Role == realname.Reviewer && !own:
		return actor, realname.Refuse(realname.CodeReviewerAccount)
	}
	if !route.allows(actor.Role) {
		return actor, realname.Refuse(realname.CodeForbidden)
	}
	if route.session { // what a token of the platform says under these names is of its own sessions
		return inSession(route, actor, claims)
	}
	return actor, nil
}

// inSession reads what a token of Shiming's own says: of which session it is, and the one thing that it may be for.
func inSession(route Route, actor realname.Actor, claims map[string]string) (realname.Actor, error) {
	actor.Session = claims["sid"]
	if !isSubject(actor.Session) {
		return realname.Actor{}, realname.Refuse(realname.CodeUnauthenticated)
	}
	said, ok := claims["errand"]
	if !ok {
		return actor, nil
	}
	errand, ok := realname.ErrandOf(said)
	if !ok || !slices.Contains(route.Errands, errand.Task) {
		return actor, realname.Refuse(realname.CodeForbidden)
	}
	actor.Errand = errand
	return actor, nil
}
