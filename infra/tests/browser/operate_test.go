package browser

import (
	"net/http"
	"strings"
	"testing"

	"shiming/shared/realname"
)

// Who runs the service finds a case, an account, and who holds a number; an auditor sees the same and sets nothing. The number is in
// no address and on no page.
func TestRULES_H1_THREATS_Q3_the_pages_of_the_operator(t *testing.T) {
	for _, l := range []look{looks[0], {lang: "en", wide: 360, dark: true}} {
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			c := first(t, "tencent", realname.PersonalVerification)
			c.method = realname.Face
			w := newWalk(t, c, looks[0])
			w.prepare()
			w.world.ask(realname.Actor{Role: realname.Platform, ID: "demo-platform"}, http.MethodPut, "/v1/accounts/"+w.account+"/contact", map[string]string{"phone": "13900000000"}, nil) // takes no messages
			w.begin()
			w.subject = w.whom()
			w.toTheEnd()
			id, number := js[string](w.person, `location.pathname.split("/")[2]`), w.subject["document_number"]
			p := staff(t, w.world, "demo-admin", l)
			p.press(`a[href="/staff/cases"]`, "staff-cases")
			p.until(`(fetch("/staff/cases").then(r=>r.text()).then(x=>window.had=x.includes("/staff/cases/` + id + `")),window.had)`)
			p.fill("status", "verified", "kind", "personal_verification")
			p.press(`form[role=search] button`, "staff-cases-filtered")
			p.sees(w.account)
			p.fill("number", number)
			p.press(`form[action="/staff/subjects"] button`, "staff-subject")
			p.sees(w.account)
			if at := p.where(); strings.Contains(at+p.text(), number) {
				t.Errorf("the number is at %s, or on the page", at)
			}
			p.fill("number", number+"0")
			p.press(`form[action="/staff/subjects"] button`, "staff-subject-wrong")
			if strings.Contains(p.text(), number) {
				t.Error("the number is on the page")
			}
			p.visit("/staff/accounts/"+w.account, "staff-account")
			p.fill("limit", "7")
			p.press(`form[action$="/quota"] button`, "staff-account-saved")
			p.sees("7")
			p.press(`a[href="/staff/cases/`+id+`"]`, "staff-case")
			p.sees(id)
			p.until(`(fetch("/staff/messages").then(r=>r.text()).then(x=>window.told=x.includes("` + w.account + `")),window.told)`)
			p.visit("/staff/messages", "staff-messages")
			p.press(`form[action="/staff/messages"] button`, "staff-messages-again")
			p.sees(p.say("已重新投递", "It is on its way again"))
			p.visit("/staff/webhooks", "staff-webhooks")
			p.press(`header a[href="/staff/measures"]`, "staff-measures")
			p.fill("step", "hour", "kind", "personal_verification")
			p.press(`form[role=search] button`, "staff-measures-by-hour")
			p.sees(p.say("各方式通过数", "Ended well, by method"))
			p.visit("/staff/measures?from=yesterday", "staff-measures-wrong")
			p.visit("/staff/measures?from=2021-01-01&until=2021-01-02", "staff-measures-none")
			auditor := staff(t, w.world, "demo-auditor", l)
			auditor.visit("/staff/accounts/"+w.account, "staff-account-audited")
			if js[bool](auditor, `!!document.querySelector("main form[method=post],main img")`) {
				t.Error("an auditor can do something")
			}
		})
	}
}
