package browser

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"shiming/shared/realname"
)

// An account that the platform asked about and that was not verified again says that it is restricted, since when, why, and what to
// do; and is as before when that was done (RULES A2).
func TestRULES_A2_a_restricted_account(t *testing.T) {
	w := newWalk(t, first(t, "tencent", realname.PersonalVerification), looks[1])
	w.enter(w.account)
	w.passes()
	w.world.asPlatform("/v1/cases", map[string]any{"kind": "reverification", "account": w.account})
	w.visit("/home", "home-asked")
	w.sees(w.say("请重新认证该账号", "Please verify this account again"))
	w.sees(w.say("逾期未完成", "the account is restricted"))
	w.world.later(16 * 24 * time.Hour)
	w.visit("/home", "restricted")
	w.sees(w.say("该账号已被限制", "This account is restricted"))
	w.sees(w.say("您的平台要求", "Your platform asked"))
	w.sees(w.say("限制时间", "Since"))
	w.sees(w.say("申诉", "appeal"))
	w.press(`form[action="/cases"]:has([value="reverification"]) button:not(.plain)`, "verify-again")
	w.subject, w.flow.Kind = passing, realname.Reverification
	w.toTheEnd()
	w.visit("/home", "free-again")
	w.sees(w.say("已认证", "Verified"))
	if js[bool](w.person, `!!document.querySelector(".note.bad")`) {
		t.Errorf("the account is still restricted: %s", w.text())
	}
}

// The legal representative who is on record may be of elsewhere: a passport is declared and handed in instead of a resident ID (RULES D7).
func TestRULES_D7_a_representative_with_a_passport(t *testing.T) {
	c := first(t, "tencent", realname.EnterpriseToEnterprise)
	w := newWalk(t, c, looks[0])
	w.prepare()
	w.begin()
	w.subject = subject{"representative.document_kind": "passport", "representative.name": "Maria Example", "representative.document_number": "E12345678"}
	for name, value := range w.whom() {
		w.subject[name] = value
	}
	w.sees(w.say("护照或驾驶证", "passport or driving licence"))
	w.toTheEnd()
	w.sees(w.good())
}

// On a phone the camera is opened, its front for who holds a document before them; a code that only another phone could scan is
// folded away.
func TestFAULT_S8_the_camera_of_a_phone(t *testing.T) {
	for _, l := range looks {
		t.Run(l.String(), func(t *testing.T) {
			p := open(t, serve(t, "tencent"), l)
			p.signIn("acct_demo1")
			p.press(p.say("发起申诉", "Start an appeal"), "")
			p.fill("name", "王小明", "document_number", "11010519491231002X", "phone", "13800138000")
			p.press(`form[action$="/declaration"] button`, "")
			for box, facing := range map[string]string{"0": "user", "2": "environment"} {
				asked := js[string](p, `(()=>{const f=document.querySelector('[name="_file.`+box+`"]'),b=f.closest("fieldset").querySelector("[data-camera]");if(!b.checkVisibility())return "hidden";
					let asked="";f.addEventListener("click",e=>{asked=f.getAttribute("capture");e.preventDefault()},{once:true});b.click();return asked+(f.hasAttribute("capture")?" for ever":"")})()`)
				want := facing
				if l.wide > phone {
					want = "hidden"
				}
				if asked != want {
					t.Errorf("the camera of paper %s is %q, want %q", box, asked, want)
				}
			}
		})
	}
}

// Every page that no flow leads through is looked at as those are: messages, contact, agreements, papers to print, what is not there,
// and the reference of the API.
func TestRULES_H1_the_other_pages(t *testing.T) {
	for _, l := range looks {
		t.Run(l.String(), func(t *testing.T) {
			p := open(t, serve(t, "tencent"), l)
			p.signIn("acct_demo1")
			p.visit("/messages", "no-messages")
			p.visit("/accesses", "accesses")
			p.visit("/contact", "contact")
			p.fill("phone", "12")
			p.press(`form[action="/contact"] button`, "contact-wrong")
			p.visit("/home", "home")
			p.passes()
			p.visit("/messages", "messages")
			p.visit("/home?lang="+l.lang, "verified")
			p.visit(js[string](p, `document.querySelector('a[href^="/agreements/"]').getAttribute("href")`), "agreement")
			p.visit("/privacy", "privacy")
			p.visit("/templates/application_form", "paper")
			p.until(`document.querySelector("[data-print]").checkVisibility()`)
			p.visit("/sandbox/theatre", "theatre")
			p.visit("/cases/nothing", "nothing")
			p.press(p.say("退出", "Sign out"), "signed-out")
			p.visit("/home", "not-signed-in")
			p.do(chromedp.Navigate(p.base + "/docs"))
			p.until(`document.readyState==="complete"&&document.querySelector("main")`)
			p.axe("docs", l, true)
		})
	}
}
