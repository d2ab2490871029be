package browser

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/infra/tools/licences/samples"
	"shiming/shared/files/licence"
	"shiming/shared/identity"
	"shiming/shared/realname"
)

// walk is one flow that is done by clicking: it looks at what the page asks for and does that, until the case has ended. So it
// walks any flow of any policy, and stops where a page asks for what nobody has an answer to.
type walk struct {
	*person
	cell
	account string
	subject subject // whom the form is about
	path    []string
	stop    string // what the walk stops at, without doing it; empty: it goes to the end
}

// subject is a made-up person or enterprise.
type subject map[string]string

// The people and enterprises of the walks. The sandbox passes the first ones by itself, where a provider is asked.
var (
	passing = subject{"name": "甄通过", "document_number": "110101190001019019"}
	another = subject{"name": "王小明", "document_number": "11010519491231002X"}
	permit  = subject{"name": "陈大文", "document_kind": "hk_macao_permit", "document_number": "H12345678", "birth_date": "1985-06-15"}
	bound   = subject{"name": "甄绑定", "document_number": "110101190001019318"}
	renamed = subject{"name": "甄通过科技有限公司", "code": "91110101MA0000015M", "new": "甄更名科技有限公司"}
	company = subject{"name": licensed(0).Name, "code": licensed(0).Code.Text(), "new": "海岚新名示例科技（上海）有限公司"}

	stranger = subject{"name": licensed(1).Name, "code": licensed(1).Code.Text()}
)

func licensed(i int) licence.Fields { return samples.All()[i].Fields }

// common is what is typed for everybody.
var common = subject{
	"industry": "I", "address.region": "北京市东城区", "address.detail": "演示路1号",
	"contact.name": "林知远", "contact.document_number": "11010519491231002X", "contact.phone": "13800138000",
	"representative.name": "王小明", "representative.document_number": "11010519491231002X", "holder": "",
	"card.number": "6222000000000009", "card.phone": "13800138000", "group_account": "group-verified", "phone": "13800138000",
	"bank_account.number": "6222021234567890123", "bank_account.bank": "招商银行", "bank_account.place": "上海市", "bank_account.branch": "上海浦东支行",
}

func newWalk(t *testing.T, c cell, l look) *walk {
	t.Helper()
	return &walk{person: open(t, serve(t, c.profile), l), cell: c, account: "acct_demo1"}
}

// through brings the account where the flow begins, and walks it to its end.
func (w *walk) through() {
	w.t.Helper()
	w.prepare()
	w.begin()
	w.subject = w.whom()
	w.toTheEnd()
	w.sees(w.good())
}

// prepare verifies the account as whom the flow begins with.
func (w *walk) prepare() {
	w.t.Helper()
	kind, before := w.flow.Kind, realname.Kind("")
	switch {
	case kind == realname.PersonToEnterprise, kind == realname.PersonToPerson, kind == realname.Release, kind == realname.Appeal, kind == realname.FollowSite,
		kind == realname.Reverification && w.flow.Of == realname.PersonSubject:
		before = realname.PersonalVerification
	case kind == realname.PersonalVerification, kind == realname.EnterpriseVerification:
		w.enter(w.account)
		return
	default:
		before = realname.EnterpriseVerification
	}
	had := *w
	had.cell, had.subject = firstOf(w.t, w.profile, before, kind == realname.FollowSite), passing
	if had.method.Enterprise() {
		had.subject = w.enterprise()
	}
	if kind.Appeals() { // of whom somebody else is verified as
		had.account = "acct_demo2"
		if kind == realname.Appeal {
			had.subject = another
		}
	}
	had.enter(had.account)
	had.begin()
	had.toTheEnd()
	if kind.Appeals() {
		w.enter(w.account)
	}
	if w.flow.CoolDownDays > 0 {
		w.world.later(time.Duration(w.flow.CoolDownDays)*24*time.Hour + time.Minute)
	}
	w.visit("/home", "home")
}

// enterprise is as whom an enterprise's account is verified before it is changed: where a new name is to be found at once, by one
// that the register knows under it.
func (w *walk) enterprise() subject {
	if w.flow.AtOnce && !w.papers {
		return renamed
	}
	return company
}

// whom is whom the flow is about.
func (w *walk) whom() subject {
	switch {
	case w.method == realname.Binding:
		return bound
	case w.flow.Kind == realname.EnterpriseToEnterprise:
		return stranger
	case w.flow.Kind == realname.EnterpriseVerification, w.flow.Kind == realname.PersonToEnterprise,
		w.flow.Kind == realname.Reverification && w.flow.Of == realname.EnterpriseSubject:
		return company
	case w.flow.Kind == realname.EnterpriseAppeal:
		return w.enterprise()
	case w.flow.Kind == realname.EnterpriseName:
		had := w.enterprise()
		return subject{"name": had["new"], "code": had["code"]}
	}
	for _, m := range w.flow.Methods {
		if m.Method == w.method && len(m.Documents) > 0 && !slices.Contains(m.Documents, identity.ResidentID) {
			return permit
		}
	}
	return another
}

// enter signs in with a click.
func (w *walk) enter(account string) {
	w.t.Helper()
	w.visit("/?lang="+w.look.lang, "welcome")
	w.press(account, "home")
}

// begin opens the case from the page of the account: by its card, or where the platform has opened it.
func (w *walk) begin() {
	w.t.Helper()
	if w.flow.Kind == realname.Reverification {
		w.world.asPlatform("/v1/cases", map[string]any{"kind": "reverification", "account": w.account})
		w.visit("/home", "home-asked")
		w.press(w.say("继续", "Continue"), "begun")
		return
	}
	channel := ""
	if w.flow.Channel != "" {
		channel = `:has([name="channel"][value="` + string(w.flow.Channel) + `"])`
	}
	form := `form[action="/cases"]:has([name="kind"][value="` + string(w.flow.Kind) + `"])` + channel
	w.ticks(form)
	w.press(form+" button", "begun")
}

// ticks ticks every box of a form.
func (w *walk) ticks(form string) {
	w.t.Helper()
	for js[bool](w.person, `!!document.querySelector('`+form+` [type="checkbox"]:not(:checked)')`) {
		w.touch(form + ` [type="checkbox"]:not(:checked)`)
	}
}

// asks are what a page can ask for, by what is on it, and what is done then. The first that is there counts.
var asks = []struct {
	name, selector string
	do             func(*walk)
}{
	{"end", `.center .icon.good,.center .icon.bad`, nil},
	{"declare", `form[action$="/declaration"]`, (*walk).declares},
	{"take_over", `form[action$="/form"]`, (*walk).fills},
	{"code", `form[action$="/code"]`, (*walk).codes},
	{"phone", `img.qr`, (*walk).phones},
	{"choose", `.way form[action$="/method"]`, (*walk).chooses},
	{"issue", `form[action$="/deposit"]`, (*walk).issues},
	{"pay", `form[action$="/deposit-send"]`, (*walk).pays},
	{"transfer", `form[action$="/transfer"]`, (*walk).transfers},
	{"handler", `form[action$="/handler"]`, (*walk).names},
	{"papers", `form[action$="/papers"],form[action$="/papers-supply"]`, (*walk).handsIn},
	{"amount", `form[action$="/amount"]`, (*walk).amounts},
	{"start", `form[action$="/check"]`, (*walk).starts},
	{"post", `a[href^="/templates/"]`, (*walk).posts},
	{"review", `.center .icon`, (*walk).reviewed},
}

// inCircle reports whether the walk goes nowhere: the last two steps were taken three times. Two reviewers may be pressed for
// a third time, when a page follows while the second one decides.
func inCircle(path []string) bool {
	n := len(path)
	return n >= 6 && slices.Equal(path[n-2:], path[n-4:n-2]) && slices.Equal(path[n-4:n-2], path[n-6:n-4])
}

// toTheEnd does what each page asks for until the case has ended.
func (w *walk) toTheEnd() {
	w.t.Helper()
	var any []string
	for _, a := range asks {
		any = append(any, a.selector)
	}
	for range 25 {
		if inCircle(w.path) {
			break
		}
		w.until(`document.querySelector('` + strings.Join(any, ",") + `')`)
		for _, a := range asks {
			if js[bool](w.person, `!!document.querySelector('`+a.selector+`')`) {
				w.path = append(w.path, a.name)
				w.examine(string(w.flow.Kind) + "-" + a.name)
				if a.do == nil || a.name == w.stop {
					return
				}
				if w.hand == backward && len(w.path) > 1 {
					w.goesBack()
				}
				switch w.hand {
				case mouse:
					w.turnsLanguage()
				case strangely:
					w.strangely()
					w.visit(js[string](w.person, `location.pathname.match(/^\/cases\/[^/]+/)[0]`), "")
				case keys, twice, noScript, backward:
				}
				a.do(w)
				break
			}
		}
	}
	w.t.Fatalf("no end after %v, at %s:\n%s", w.path, w.where(), w.text())
}

// turnsLanguage presses the link to the other language, and the same page comes in it. What is shown only once has none.
func (w *walk) turnsLanguage() {
	w.t.Helper()
	if js[bool](w.person, `!document.querySelector("nav a[hreflang]")`) {
		return
	}
	w.look.lang = w.say("en", "zh")
	turned := `document.documentElement.lang.startsWith(` + quote(w.look.lang) + `)`
	for range 3 { // a page that follows may come anew just when it is pressed; who sees that presses again
		w.press(`nav a[hreflang]`, "")
		if so, err := w.ask(turned); err == nil && so {
			return
		}
	}
	w.until(turned)
}

// good is what stands on the last page.
func (w *walk) good() string {
	switch w.flow.Kind {
	case realname.Appeal, realname.EnterpriseAppeal:
		return w.say("申诉成立", "upheld")
	case realname.Release:
		return w.say("解除完成", "Released")
	}
	return w.say("认证完成", "Verified")
}

// enters fills in every field of a form that is there and empty, or that is the subject's.
func (w *walk) enters(form string) {
	w.t.Helper()
	w.uploads(form)
	names := js[[]string](w.person, `[...document.querySelectorAll('`+form+` input[type="text"],`+form+` select')].map(e=>e.name).filter(n=>!n.startsWith("_"))`)
	for _, name := range names {
		value, ok := w.subject[name]
		if !ok {
			value, ok = common[name]
		}
		if ok && value != "" {
			w.fill(form+` [name="`+name+`"]`, value)
		}
	}
	w.ticks(form)
}

// uploads picks a file for each paper of a form, and waits until all were looked at.
func (w *walk) uploads(form string) {
	w.t.Helper()
	boxes := js[[]string](w.person, `[...document.querySelectorAll('`+form+` [type="file"]')].map(e=>e.name.slice(6))`)
	pictures := []string{"company.png", "company.jpg", "long.jpg", "business.png", "institution.png"}
	for i, box := range boxes {
		w.upload(box, pictures[i])
	}
}

func (w *walk) declares() {
	w.enters(`form[action$="/declaration"]`)
	w.press(`form[action$="/declaration"] button`, "declared")
}

func (w *walk) fills() {
	if w.method.TakesOver() && w.flow.Kind == realname.PersonalVerification {
		w.chooses()
		return
	}
	w.enters(`form[action$="/form"]`)
	w.press(`form[action$="/form"] button`, "filled")
}

func (w *walk) chooses() {
	way := "#" + string(w.method)
	w.opens(way)
	w.enters(way + " form")
	w.press(way+` form button`, "chosen")
}

func (w *walk) starts() { w.press(`form[action$="/check"] button`, "started") }

// phones confirms on the phone, where the sandbox does not by itself, and waits until the page has followed.
func (w *walk) phones() {
	w.t.Helper()
	before := w.follows()
	if href := w.href("phone"); href != "" {
		phone := w.aside(href, "phone")
		if js[bool](phone, `!!document.querySelector('[name="consent"]')`) {
			if js[bool](phone, `!!document.querySelector('[name="number"]')`) { // whom the app, or its site, says that it belongs to now (FAULT S16)
				phone.fill("name", w.subject["name"], "number", w.subject["document_number"])
			}
			phone.touch(`[name="consent"]`)
			phone.press(`button[value="confirm"]`, "phone-done")
		}
	}
	w.moves(before)
}

// follows is the version that the page shows, moves waits until it shows another one.
func (w *walk) follows() string {
	return js[string](w.person, `document.querySelector("[data-follow]")?.dataset.version||""`)
}

func (w *walk) moves(from string) {
	w.t.Helper()
	for w.hand == noScript && w.follows() == from { // a page that cannot follow by itself has a link that looks again
		w.press(w.say("立即刷新", "Look now"), "")
	}
	w.until(`document.readyState==="complete"&&document.querySelector("main")&&document.querySelector("[data-follow]")?.dataset.version!==` + quote(from))
}

func (w *walk) codes() {
	w.t.Helper()
	code := ""
	for end := time.Now().Add(patience); code == "" && time.Now().Before(end); {
		code = regexp.MustCompile(`\b\d{6}\b`).FindString(w.aside("/sandbox/theatre", "theatre").text())
	}
	w.fill("code", code)
	w.press(`form[action$="/code"] button`, "coded")
}

func (w *walk) issues() { w.press(`form[action$="/deposit"] button`, "issued") }

func (w *walk) pays() {
	w.t.Helper()
	before, amount := w.follows(), yuan.FindString(w.text())
	bank := w.beside("bank")
	name := w.subject["name"]
	bank.fill("payer_name", name, "amount", amount)
	bank.press(`button[value="pay"]`, "bank-paid")
	w.moves(before)
}

func (w *walk) transfers() {
	w.enters(`form[action$="/transfer"]`)
	w.press(`form[action$="/transfer"] button`, "filed")
}

func (w *walk) names() {
	w.fill(`form[action$="/handler"] [name="name"]`, "王小明", `form[action$="/handler"] [name="document_number"]`, "11010519491231002X")
	w.press(`form[action$="/handler"] button`, "handler")
}

func (w *walk) handsIn() {
	w.enters(`form[action$="/papers"]`)
	w.press(`form[action$="/papers"] button`, "handed-in")
}

func (w *walk) amounts() {
	w.t.Helper()
	w.fill("amount", w.arrived())
	w.press(`form[action$="/amount"] button`, "amount")
}

func (w *walk) posts() {
	w.t.Helper()
	before := w.follows()
	w.aside("/sandbox/theatre", "theatre").press(`form[action$="/post"] button`, "theatre")
	w.moves(before)
}

// reviewed approves in the theatre. Whom an appeal is about has days to answer first.
func (w *walk) reviewed() {
	w.t.Helper()
	before := w.follows()
	theatre := w.aside("/sandbox/theatre", "theatre")
	if w.flow.Kind.Appeals() {
		for range 3 {
			theatre.press(w.say("+1 天", "+1 day"), "theatre")
		}
	}
	if js[bool](theatre, `!!document.querySelector('form[action$="/approve"]')`) { // else both reviewers have decided by now
		theatre.press(`form[action$="/approve"] button`, "theatre")
	}
	w.moves(before)
}
