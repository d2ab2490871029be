package realname

import "strings"

// Role says in whose name somebody acts. Which role may call what is the table in shared/api/routes.go.
type Role string

const (
	// Holder is the person behind one account; it reaches that account and its cases, nothing else.
	Holder Role = "holder"
	// Platform is the service that the accounts belong to; it reaches every account, and never decides a review.
	Platform Role = "platform"
	// Reviewer decides reviews; it reads cases and opens none.
	Reviewer Role = "reviewer"
	// Admin sets quotas and reads everything; it does not act for an account.
	Admin Role = "admin"
	// Auditor reads what was done and by whom: no picture, and nothing in plaintext. It changes nothing.
	Auditor Role = "auditor"
	// Provider is an outside service whose signed callback was verified; it settles checks and reads nothing.
	Provider Role = "provider"
	// System is a state machine or a timer of this service; it does what time asks for.
	System Role = "system"
)

// Valid reports whether r is one of the roles that a token can carry. Provider and System are not: one has a
// signature, the other nobody to carry a token.
func (r Role) Valid() bool {
	switch r {
	case Holder, Platform, Reviewer, Admin, Auditor:
		return true
	case Provider, System:
		return false
	}
	return false
}

// Actor is who asks. It is an argument of everything that touches data, never ambient.
type Actor struct {
	Role Role
	// ID is the token's subject: stable, and no personal data.
	ID string
	// Account is the own account of a holder, and of a reviewer, who never decides about it (THREATS X17); empty for every other
	// role.
	Account AccountID
	// Session is the session that Shiming's own token is of; empty: a token of the platform's. Errand is the one thing that
	// the session is for; nil: everything that the role may do.
	Session string
	Errand  *Errand
}

// Is reports whether the actor is who is named: subjects are compared in one form, so that nobody is two by writing theirs
// otherwise (THREATS X17).
func (a Actor) Is(who string) bool { return strings.EqualFold(a.ID, who) }

// Reaches reports whether the actor may know that the account exists. A refusal is told as "not found" (THREATS I1).
func (a Actor) Reaches(account AccountID) bool {
	return a.Role != Holder || a.Account == account
}
