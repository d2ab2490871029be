package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"shiming/shared/realname"
)

// Entry is one line of the audit trail: who tried what on which record, and what became of it. It holds ids and codes,
// never personal data.
type Entry struct {
	At      time.Time          `json:"at"`
	Request string             `json:"request"`
	Role    realname.Role      `json:"role,omitempty"`
	Who     string             `json:"who,omitempty"`
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
type Audit func(ctx context.Context, e Entry) error

// Gate is the one choke point: every request passes it, is authorised against the table of routes, and leaves an
// entry in the audit trail, refused ones too.
type Gate struct {
	Audit Audit
	Clock func() time.Time
	// Log takes causes of faults, with ids only.
	Log *slog.Logger
}

// Serve makes a handler of an endpoint.
func (g Gate) Serve(e Endpoint) Handler {
	return func(ctx context.Context, r Request) (response Response) {
		entry := Entry{At: g.Clock(), Request: r.ID, Action: e.Route.Name}
		reply, err := g.serve(ctx, e, r, &entry)
		g.record(&entry, err)
		if auditErr := g.Audit(ctx, entry); auditErr != nil {
			g.Log.ErrorContext(ctx, "audit trail unavailable", "request", r.ID, "cause", auditErr.Error())
			return problem(realname.Refuse(realname.CodeUnavailable).Because(auditErr), r.ID)
		}
		if err != nil && reply.raw == nil { // an answer beside a fault stands: it is the same whatever happened
			return problem(err, r.ID)
		}
		return reply.response()
	}
}

func (g Gate) serve(ctx context.Context, e Endpoint, r Request, entry *Entry) (rep reply, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %T", p) // the value may hold personal data; its type does not
		}
	}()
	entry.Case, entry.Account = realname.CaseID(wellFormed(r.Params["case"])), realname.AccountID(wellFormed(r.Params["account"]))
	if id := realname.DocumentID(r.Params["document"]); id.Valid() {
		entry.Document = id
	}
	actor, err := authorise(e.Route, r.Claims)
	entry.Role, entry.Who = actor.Role, actor.ID
	if err != nil {
		return reply{}, err
	}
	if len(r.Body) > maxBody {
		return reply{}, realname.Refuse(realname.CodeBodyTooLarge)
	}
	return e.serve(ctx, call{Request: r, actor: actor, audit: entry})
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
func authorise(route Route, claims map[string]string) (realname.Actor, error) {
	if len(route.Roles) == 0 {
		return realname.Actor{}, nil
	}
	if len(claims) == 0 {
		return realname.Actor{}, realname.Refuse(realname.CodeUnauthenticated)
	}
	actor := realname.Actor{Role: realname.Role(claims["role"]), ID: claims["sub"]}
	if !isSubject(actor.ID) {
		return realname.Actor{}, realname.Refuse(realname.CodeUnauthenticated)
	}
	if !actor.Role.Valid() {
		return realname.Actor{ID: actor.ID}, realname.Refuse(realname.CodeForbidden)
	}
	// A reviewer's token names the reviewer's own account, so that nobody reviews what is theirs (THREATS R1, X17).
	if actor.Role == realname.Holder || actor.Role == realname.Reviewer {
		actor.Account = realname.AccountID(claims["account"])
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
	return actor, nil
}

// response renders a reply.
func (r reply) response() Response {
	h := map[string]string{"cache-control": "no-store", "x-content-type-options": "nosniff"}
	if r.etag != "" {
		h["etag"] = r.etag
	}
	status := r.status
	if status == 0 {
		status = 200
	}
	if r.raw != nil || r.header != nil {
		if r.rawType != "" {
			h["content-type"] = r.rawType
		}
		for name, value := range r.header {
			h[name] = value
		}
		return Response{Status: status, Header: h, Body: r.raw}
	}
	body, err := json.Marshal(r.body)
	if err != nil {
		return problem(err, "")
	}
	h["content-type"] = "application/json; charset=utf-8"
	return Response{Status: status, Header: h, Body: append(body, '\n')}
}

func etag(version int) string { return `"` + strconv.Itoa(version) + `"` }
