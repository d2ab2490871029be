package pages

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"shiming/shared/pages/frame"
	"shiming/shared/realname"
)

// What a browser keeps of us. The session of an errand has a cookie of its own, so that who opens both links in one browser
// loses neither; the browser's key makes opening a link twice in it the same request.
const (
	deskCookie   = "shiming-link"
	errandCookie = "shiming-errand"
	browserKey   = "shiming-browser"
)

// keptFor is how long a cookie is kept: as long as a session lasts at most. When it is over, it still says where to go back to.
const keptFor = realname.SessionMost

// spare is how long before its end a token is refreshed, so that the call it is for is not too late.
const spare = time.Minute

// begun is the session that a link began, as the API answers and as the browser keeps it. Without a secret it is over.
type begun struct {
	Account        string    `json:"account"`
	Kind           string    `json:"kind,omitempty"`
	Case           string    `json:"case,omitempty"`
	Errand         *errand   `json:"errand,omitempty"`
	ReturnURL      string    `json:"return_url,omitempty"`
	Language       string    `json:"language,omitempty"`
	Token          string    `json:"token,omitempty"`
	TokenExpiresAt time.Time `json:"token_expires_at,omitzero"`
	Secret         string    `json:"session_secret,omitempty"`
}

// cookie is where the session is kept.
func (b begun) cookie() string {
	if b.Errand != nil {
		return errandCookie
	}
	return deskCookie
}

// recall reads who the browser is signed in as by a link, and refreshes a token that is about to end. A session that is over
// leaves behind where to go back to; one that could not be refreshed leaves down, for nobody knows whether it is over.
func (v *visit) recall() {
	in, ok := v.kept(deskCookie)
	if v.onErrand() {
		in, ok = v.kept(errandCookie)
	}
	if !ok || (in.Errand != nil) != v.onErrand() {
		return
	}
	if in.Secret != "" && v.site.Wall().Add(spare).After(in.TokenExpiresAt) {
		var fresh begun
		switch p := v.askAs("", http.MethodPost, "/v1/sessions/refresh", map[string]string{"session_secret": in.Secret}, "", &fresh); {
		case p == nil:
			in = fresh
			v.keep(in)
		case p.Status == http.StatusUnauthorized:
			in.Token, in.Secret = "", ""
			v.keep(in)
		case !v.site.Wall().Before(in.TokenExpiresAt):
			v.down = p
		}
	}
	v.session = Visitor{Token: in.Token, Account: in.Account, Lang: frame.Lang(in.Language), Linked: true, Errand: in.Errand}
	if v.site.Returns.Allow(in.ReturnURL) {
		v.session.Return = in.ReturnURL
	}
	v.secret = in.Secret
}

// onErrand reports whether the page is one of those for who is not at the desk.
func (v *visit) onErrand() bool {
	return v.r.URL.Path == errandPath || strings.HasPrefix(v.r.URL.Path, errandPath+"/")
}

// kept reads a session from its cookie. The browser may have written anything there: the API verifies the token, and the
// address to go back to is looked at before it is shown.
func (v *visit) kept(name string) (b begun, ok bool) {
	c, err := v.r.Cookie(v.cookieName(name))
	if err != nil {
		return b, false
	}
	text, err := base64.RawURLEncoding.DecodeString(c.Value)
	return b, err == nil && json.Unmarshal(text, &b) == nil
}

// keep puts a session into its cookie.
func (v *visit) keep(b begun) {
	text, err := json.Marshal(b)
	if err != nil {
		return
	}
	v.setCookie(b.cookie(), base64.RawURLEncoding.EncodeToString(text), int(keptFor.Seconds()))
}

// forget takes a cookie away.
func (v *visit) forget(name string) { v.setCookie(name, "", -1) }

func (v *visit) setCookie(name, value string, age int) {
	http.SetCookie(v.w, &http.Cookie{
		Name: v.cookieName(name), Value: value, Path: "/", MaxAge: age, HttpOnly: true, Secure: v.secure(), SameSite: http.SameSiteLaxMode,
	})
}

// cookieName has the prefix with which browsers take the cookie from nobody but this host, where they know it as secure.
func (v *visit) cookieName(name string) string {
	if v.secure() {
		return "__Host-" + name
	}
	return name
}

// secure reports whether the browser reaches us by https.
func (v *visit) secure() bool { return v.site.Secure || v.r.TLS != nil }
