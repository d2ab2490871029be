package engine

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"shiming/infra/server/issuer"
	"shiming/shared/pages"
	"shiming/shared/realname"
)

// DemoPerson is somebody whom the sandbox plays, and how they are introduced.
type DemoPerson struct {
	Name  string
	Actor realname.Actor
}

// Demo are the people whom the sandbox plays: accounts, staff, and the platform that they belong to.
var Demo = []DemoPerson{
	{"account acct_demo1", realname.Actor{Role: realname.Holder, ID: "demo1", Account: "acct_demo1"}},
	{"account acct_demo2", realname.Actor{Role: realname.Holder, ID: "demo2", Account: "acct_demo2"}},
	{"a reviewer 审核员一", realname.Actor{Role: realname.Reviewer, ID: "demo-reviewer1", Account: "acct_staff1"}},
	{"another reviewer 审核员二", realname.Actor{Role: realname.Reviewer, ID: "demo-reviewer2", Account: "acct_staff2"}},
	{"a reviewer at the post desk 收件审核员", realname.Actor{Role: realname.Reviewer, ID: "demo-reviewer3", Account: "acct_staff3"}},
	{"the auditor 审计员", realname.Actor{Role: realname.Auditor, ID: "demo-auditor"}},
	{"the administrator 管理员", realname.Actor{Role: realname.Admin, ID: "demo-admin"}},
	{"the platform 平台", realname.Actor{Role: realname.Platform, ID: "demo-platform"}},
}

// demoPeople sign in with a click: the sandbox plays the identity provider, on this machine only (THREATS X19).
type demoPeople struct {
	issuer *issuer.Issuer
	now    func() time.Time
}

// signedIn is the cookie that holds the token, signedFor how long it is good.
const (
	signedIn  = "shiming-session"
	signedFor = 12 * time.Hour
)

// Of implements pages.Sessions. What stands in the token is the issuer's word once it verifies it, and only then is it read.
func (p *demoPeople) Of(r *http.Request) pages.Visitor {
	c, err := r.Cookie(signedIn)
	if err != nil {
		return pages.Visitor{}
	}
	claims, err := p.issuer.Claims(r.Context(), c.Value, p.now)
	if err != nil {
		return pages.Visitor{}
	}
	if claims["role"] != string(realname.Holder) { // staff have an account that is theirs, and act for none (THREATS R1)
		return pages.Visitor{Token: c.Value}
	}
	return pages.Visitor{Token: c.Value, Account: claims["account"]}
}

// End implements pages.Sessions.
func (p *demoPeople) End(w http.ResponseWriter, _ *http.Request) {
	http.SetCookie(w, &http.Cookie{Name: signedIn, Path: "/", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

// All implements pages.People.
func (p *demoPeople) All() []pages.SandboxPerson {
	all := make([]pages.SandboxPerson, len(Demo))
	for i, d := range Demo {
		all[i] = pages.SandboxPerson{ID: d.Actor.ID, Role: string(d.Actor.Role), Account: string(d.Actor.Account)}
	}
	return all
}

// here reports whether the request names this machine.
func here(r *http.Request) bool {
	host, _, _ := strings.Cut(r.Host, ":")
	return issuer.Loopback(host) || issuer.Loopback(r.Host)
}

// Begin implements pages.People. Whoever does not come from this machine is not signed in.
func (p *demoPeople) Begin(w http.ResponseWriter, r *http.Request, id string) bool {
	if !here(r) {
		return false
	}
	token, err := p.Token(id)
	if err != nil || token == "" {
		return false
	}
	http.SetCookie(w, &http.Cookie{Name: signedIn, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(signedFor.Seconds())})
	return true
}

// Token implements pages.People.
func (p *demoPeople) Token(id string) (string, error) {
	i := slices.IndexFunc(Demo, func(d DemoPerson) bool { return d.Actor.ID == id })
	if i < 0 {
		return "", nil
	}
	return p.issuer.Token(Demo[i].Actor, p.now(), signedFor)
}
