package engine

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"shiming/shared/pages"
	"shiming/shared/realname"
)

// demoDesk signs the sandbox's staff in with a click, on this machine only (THREATS X19). Their cookie is not the holder's: one
// browser can be both.
type demoDesk struct{ *demoPeople }

// staffIn is the cookie that holds the token of staff.
const staffIn = "shiming-staff"

var errNobody = errors.New("the sandbox plays nobody like that")

// Of implements pages.Desk.
func (d *demoDesk) Of(r *http.Request) pages.StaffMember {
	c, err := r.Cookie(staffIn)
	if err != nil {
		return pages.StaffMember{}
	}
	claims, err := d.issuer.Claims(r.Context(), c.Value, d.now)
	if err != nil {
		return pages.StaffMember{}
	}
	return pages.StaffMember{Token: c.Value, ID: claims["sub"], Role: realname.Role(claims["role"])}
}

// Start implements pages.Desk: the click has said who it is.
func (d *demoDesk) Start(w http.ResponseWriter, r *http.Request, back string) error {
	who := r.PostFormValue("who")
	staff := slices.ContainsFunc(Demo, func(p DemoPerson) bool {
		return p.Actor.ID == who && p.Actor.Role != realname.Holder && p.Actor.Role != realname.Platform
	})
	if !staff || !here(r) {
		return errNobody
	}
	token, err := d.Token(who)
	if err != nil {
		return err
	}
	http.SetCookie(w, &http.Cookie{Name: staffIn, Value: token, Path: "/staff", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(signedFor.Seconds())})
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

// Finish implements pages.Desk: nobody comes back from anywhere.
func (d *demoDesk) Finish(http.ResponseWriter, *http.Request) (string, func(pages.StaffMember) error, string, error) {
	return "", nil, "", errNobody
}

// Origins implements pages.Desk.
func (d *demoDesk) Origins(context.Context) []string { return nil }

// End implements pages.Desk.
func (d *demoDesk) End(w http.ResponseWriter, _ *http.Request) string {
	http.SetCookie(w, &http.Cookie{Name: staffIn, Path: "/staff", MaxAge: -1, HttpOnly: true, SameSite: http.SameSiteLaxMode})
	return "/staff/sign-in"
}
