package pages

import (
	"net/http"

	"shiming/shared/pages/frame"
)

// Visitor is who a browser is signed in as. The zero session is nobody.
type Visitor struct {
	// Token speaks to the API, which verifies it and decides what it may do. It is never shown, logged, or put into an address.
	Token string
	// Account is the account that the token is of, for the addresses of the API.
	Account string
	// Lang is the language that the session was begun in; empty: the browser's. Return is where the browser goes at the end.
	Lang   frame.Lang
	Return string
	// Linked says that the session was begun by a link, and asks the routes of the API under /me.
	Linked bool
	// Errand is the one thing that somebody does who is not at the desk; nil: everything that the holder may do.
	Errand *errand
}

// errand is one thing for one case: a check, or the upload of the named pictures.
type errand struct {
	Task     string   `json:"task"`
	Case     string   `json:"case"`
	Purposes []string `json:"purposes,omitempty"`
}

// SignIns say who a browser is signed in as that opened no link: by the platform's identity provider, or by a click in the
// sandbox. They are safe for concurrent use.
type SignIns interface {
	// Of returns the session of the request; the zero session where there is none, or it has ended.
	Of(r *http.Request) Visitor
	// End signs out.
	End(w http.ResponseWriter, r *http.Request)
}

// SandboxPerson is somebody whom the sandbox plays.
type SandboxPerson struct {
	ID, Role, Account string
}

// People sign in with a click, in the sandbox and on this machine only.
type People interface {
	// All lists them, in the order in which they are shown.
	All() []SandboxPerson
	// Begin signs somebody in; false: there is no such person.
	Begin(w http.ResponseWriter, r *http.Request, id string) bool
	// Token returns a token of somebody, with which the theatre plays staff.
	Token(id string) (string, error)
}
