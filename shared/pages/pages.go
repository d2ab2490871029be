// Package pages is what people see: pages on which they verify, change, release and appeal by clicking (RULES H1, H2). It is a
// client of the public API and asks it as the signed-in person does, over an http.RoundTripper: it knows no step, no store and
// no key, and what it can do a platform can do by the API. It draws what the API answers, whatever the flow: step bar,
// next_action, ways out. What must not live here: a rule, and what the API does not say.
package pages

import (
	"log/slog"
	"net/http"
	"time"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
)

// Site serves the pages.
type Site struct {
	// API carries requests to the API: in the process, or over HTTPS. Base is where it is reached, without a slash at its end;
	// empty: by https, at the host that the page was asked at.
	API  http.RoundTripper
	Base string
	// Sessions say who a browser is signed in as that opened no link; nil: nobody.
	Sessions SignIns
	// People are whom the sandbox signs in with a click; nil in live mode, and then nothing of the sandbox is served.
	People People
	// Staff signs staff in; nil: the pages of staff are not served.
	Staff Desk
	// Profile is what the operator calls its policy, as people read it.
	Profile string
	// Support is how people reach who can help them.
	Support string
	// Uploads is the origin, beside our own, that uploads go to; empty: our own.
	Uploads string
	// Returns are the origins that people are sent back to.
	Returns realname.Origins
	// Secure says that people reach the pages by https only, whatever stands between.
	Secure bool
	// Now is the clock of the cases, Wall the real time, by which sessions last.
	Now, Wall func() time.Time
	Log       *slog.Logger
}

// Handler serves every page. Posts from other sites are turned away.
func (s *Site) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET "+frame.AssetsPath, frame.Assets())
	page := func(pattern string, serve func(*visit)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { serve(s.visit(w, r)) })
	}
	signed := func(pattern string, serve func(*visit)) { page(pattern, s.signed(serve)) }
	page("GET "+linkPath+"{link}", (*visit).link)
	page("POST "+linkPath+"{link}", (*visit).openLink)
	page("GET /{$}", (*visit).welcome)
	signed("GET /home", (*visit).home)
	signed("POST /cases", (*visit).open)
	signed("GET /cases/{case}", (*visit).show)
	signed("GET /cases/{case}/state", (*visit).state)
	signed("GET /cases/{case}/qr.svg", (*visit).qr)
	signed("POST /cases/{case}/documents", (*visit).askUpload)
	signed("GET /cases/{case}/documents/{document}", (*visit).uploaded)
	signed("POST /cases/{case}/send", (*visit).send)
	signed("POST /cases/{case}/resume", (*visit).resume)
	signed("POST /cases/{case}/{command}", (*visit).act)
	signed("GET "+errandPath, (*visit).errand)
	signed("GET "+errandPath+"/state", (*visit).state)
	signed("GET "+errandPath+"/qr.svg", (*visit).qr)
	signed("POST "+errandPath+"/check", (*visit).check)
	signed("POST "+errandPath+"/pictures", (*visit).pictures)
	signed("POST "+errandPath+"/documents", (*visit).askUpload)
	signed("GET "+errandPath+"/documents/{document}", (*visit).uploaded)
	signed("GET /messages", (*visit).messages)
	signed("POST /messages/{message}", (*visit).readMessage)
	signed("POST /messages/{case}/answer", (*visit).answerAppeal)
	signed("GET /accesses", (*visit).accesses)
	signed("GET /contact", (*visit).contact)
	signed("POST /contact", (*visit).keepContact)
	signed("POST /contact/code", (*visit).proveContact)
	page("GET /appeals", (*visit).appeals)
	page("POST /appeals", (*visit).track)
	page("GET /agreements/{agreement}", (*visit).agreement)
	page("GET /privacy", (*visit).privacy)
	page("GET /templates/{paper}", (*visit).template)
	page("POST /sign-out", (*visit).signOut)
	if s.People != nil {
		page("POST /sandbox/sign-in", (*visit).enter)
		signed("GET /sandbox/theatre", (*visit).theatre)
		signed("POST /sandbox/theatre/{act}", (*visit).play)
	}
	s.staffPages(func(pattern string, serve func(*visit)) {
		mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { serve(s.plainVisit(w, r)) })
	})
	page("/", (*visit).nothing)
	guard := http.NewCrossOriginProtection()
	guard.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.visit(w, r).foreign() }))
	return guard.Handler(mux)
}

// signed serves whoever is signed in, and says so to everybody else.
func (s *Site) signed(serve func(*visit)) func(*visit) {
	return func(v *visit) {
		switch {
		case v.down != nil:
			v.fail(v.down)
		case v.session.Token == "":
			v.signIn()
		default:
			serve(v)
		}
	}
}

// Paths are the patterns under which the pages are served, for whoever mounts them beside the API.
func Paths() []string {
	return []string{"/{$}", frame.AssetsPath, linkPath, errandPath, errandPath + "/", "/home", "/cases", "/cases/", "/messages", "/messages/", "/accesses", "/contact", "/contact/code", "/appeals", "/agreements/", "/privacy",
		"/templates/", "/sign-out", "/sandbox/sign-in", "/sandbox/theatre", "/sandbox/theatre/"}
}
