package browser

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"shiming/shared/realname"
)

// waiting walks a flow of the kind until it waits for a reviewer, and returns the case's id.
func waiting(t *testing.T, w *walk) string {
	t.Helper()
	w.stop = "review"
	w.prepare()
	w.begin()
	w.subject = w.whom()
	w.toTheEnd()
	return js[string](w.person, `location.pathname.split("/")[2]`)
}

// transfer is an enterprise that is verified by a corporate transfer.
func transfer(t *testing.T) cell {
	t.Helper()
	c := first(t, "tencent", realname.EnterpriseVerification)
	c.method = realname.CorporateTransfer
	return c
}

// staff opens a window of a member of staff, who signs in with two clicks.
func staff(t *testing.T, w *world, who string, l look) *person {
	t.Helper()
	p := open(t, w, l)
	p.visit("/?lang="+l.lang, "welcome")
	p.press(`a[href="/staff/sign-in"]`, "staff-sign-in")
	p.press(who, "staff-queue")
	return p
}

// queued waits until the queue has the case, and looks at it.
func (p *person) queued(id string) {
	p.t.Helper()
	p.until(`(fetch("/staff/reviews?find=` + id + `").then(r=>r.text()).then(x=>window.had=x.includes("/staff/reviews/` + id + `")),window.had)`)
	p.visit("/staff/reviews", "staff-queue")
}

// hits presses a key of the keyboard and counts it.
func (p *person) hits(n *int, key string) {
	p.t.Helper()
	*n++
	p.do(chromedp.KeyEvent(key))
}

// A review is decided from the queue by six keys at most, every document seen; and nothing is approved unseen.
func TestRULES_C7_THREATS_X9_a_review_by_six_keys(t *testing.T) {
	w := newWalk(t, transfer(t), looks[0])
	id := waiting(t, w)
	p := staff(t, w.world, "demo-reviewer1", looks[0])
	p.queued(id)
	n := 0
	arrives := func() {
		t.Helper()
		p.until(`!document.body.dataset.old&&document.readyState==="complete"`)
	}
	leaves := func(key string) {
		t.Helper()
		js[bool](p, `(document.body.dataset.old="1",true)`)
		p.hits(&n, key)
		arrives()
	}
	leaves("n")
	p.sees(id)
	p.until(`[...document.images].every(i=>i.complete&&i.naturalWidth>0)`)
	t.Run("unseen", func(t *testing.T) {
		p.press(`#approve button`, "staff-unseen")
		p.sees(p.say("请先查看全部材料", "Open every document first"))
	})
	p.visit("/staff/reviews/"+id, "staff-review")
	leaves("0")
	p.until(`document.querySelectorAll("figure img").length>=3&&[...document.images].every(i=>i.complete&&i.naturalWidth>0)`)
	p.examine("staff-review-all")
	p.hits(&n, "a")
	p.until(`document.activeElement.matches("#approve button")`)
	leaves(kb.Enter)
	p.sees(p.say("已作出决定", "Decided"))
	p.examine("staff-decided")
	if n > 6 {
		t.Errorf("%d keys from the queue to a decided case", n)
	}
	var c struct{ Turn string }
	w.world.asHolder(w.account, "/v1/cases/"+id, &c)
	if c.Turn == string(realname.TurnReviewer) {
		t.Error("it still waits for a reviewer")
	}
}

// What staff see, in both languages: the queue by its filters, a case masked and in plaintext, what the person would read, what
// changed meanwhile, what is their own; an auditor sees no picture and can do nothing.
func TestRULES_C7_the_pages_of_staff(t *testing.T) {
	for _, l := range looks {
		t.Run(l.String(), func(t *testing.T) {
			t.Parallel()
			w := newWalk(t, transfer(t), looks[0])
			id := waiting(t, w)
			p := staff(t, w.world, "demo-reviewer1", l)
			p.queued(id)
			p.fill("due", "overdue")
			p.press(`form[role=search] button`, "staff-queue-none")
			p.sees(p.say("暂无待审核任务", "Nothing waits here"))
			p.visit("/staff/reviews?find=nobody", "staff-queue-wrong")
			p.visit("/staff/reviews?kind=enterprise_verification", "staff-queue")
			p.press(`table a`, "staff-review-free")
			p.press(p.say("领取", "Take it"), "staff-review")
			p.fill("text", "已电话联系")
			p.press(`form[action$="/note"] button`, "staff-noted")
			p.sees("已电话联系")
			p.press(`form[action$="/unmask"] button`, "staff-plain")
			p.sees(w.subject["name"])
			p.sees(p.say("一致", "same"))
			if at := p.where(); strings.Contains(at, "?") || !strings.HasSuffix(at, "/unmask") {
				t.Errorf("it is shown at %s", at)
			}
			p.visit("/staff/reviews/"+id, "staff-review")
			if strings.Contains(p.text(), w.subject["name"]) {
				t.Error("it is still in plaintext")
			}
			p.opens("#ask")
			p.touch(`#ask [name="asked"]`)
			p.fill("#ask-reason", "papers_unclear", "#ask-comment", "照片反光")
			p.press(`#ask [name="_preview"]`, "staff-preview")
			p.until(`document.querySelectorAll("#ask .note[lang]").length===2`)
			p.sees("照片反光")
			t.Run("conflict", func(t *testing.T) {
				w.asReviewer(http.MethodPost, "/v1/reviews/"+id+"/release")
				w.world.ask(realname.Actor{Role: realname.Reviewer, ID: "demo-reviewer2", Account: "acct_staff2"}, http.MethodPost, "/v1/reviews/"+id+"/claim", nil, nil)
				p.touch(`#ask form>button:last-child`)
				p.sees(p.say("页面打开期间情况发生了变化", "Something changed while you had this page open"))
				p.examine("staff-conflict")
			})
			auditor := staff(t, w.world, "demo-auditor", l)
			auditor.visit("/staff/reviews/"+id, "staff-auditor")
			if js[bool](auditor, `!!document.querySelector("main img,main form[method=post]")`) {
				t.Error("an auditor sees a picture, or can do something")
			}
			auditor.press(`header a[href="/staff/audit"]`, "staff-audit")
			auditor.fill("actor", "demo-reviewer1", "action", "unmask-review")
			auditor.press(`form[role=search] button`, "staff-audit-found")
			auditor.sees("unmask-review")
			auditor.visit("/staff/audit?account=nobody", "staff-audit-wrong")
			auditor.visit("/staff/audit?actor=nobody", "staff-audit-none")
			auditor.press(`form[action="/staff/audit/check"] button`, "staff-audit-checked")
			auditor.sees(auditor.say("日志完整", "Nothing was taken out"))
			auditor.press(`form[action="/staff/sign-out"] button`, "staff-sign-in")
			auditor.visit("/staff/reviews", "staff-sign-in")
			auditor.sees(auditor.say("工作人员登录", "Sign in as staff"))
		})
	}
}

// Without script a review is decided, too.
func TestRULES_H1_a_review_without_script(t *testing.T) {
	w := newWalk(t, transfer(t), looks[0])
	id := waiting(t, w)
	p := staff(t, w.world, "demo-reviewer1", looks[0])
	p.queued(id)
	p.using(noScript)
	p.press(p.say("领取下一个", "Take the next"), "")
	p.press(`a[href$="doc=all"]`, "")
	p.press(`figure a[href*="turn=90"]`, "")
	p.opens("#refuse")
	p.fill("#refuse-reason", "forgery", "#refuse-comment", "材料与登记信息不符")
	p.press(`#refuse form>button:last-child`, "")
	p.sees(p.say("已作出决定", "Decided"))
}

// Two pairs of eyes: the second is not told what the first one said.
func TestRULES_C7_the_second_reviewer_is_not_told(t *testing.T) {
	c := first(t, "aliyun", realname.Release)
	w := newWalk(t, c, looks[0])
	id := waiting(t, w)
	for i, who := range []string{"demo-reviewer1", "demo-reviewer2"} {
		p := staff(t, w.world, who, looks[0])
		p.queued(id)
		p.press(p.say("领取下一个", "Take the next"), "staff-review")
		p.press(`a[href$="doc=all"]`, "")
		p.until(`[...document.images].every(i=>i.complete&&i.naturalWidth>0)`)
		if second := strings.Contains(p.text(), p.say("请独立作出决定", "You decide on your own")); second != (i == 1) || strings.Contains(p.text(), "demo-reviewer1 · ") {
			t.Errorf("%s: second %t:\n%s", who, second, p.text())
		}
		p.press(`#approve button`, "staff-decided")
		p.sees(p.say("已作出决定", "Decided"))
	}
	w.sees(w.good())
}

// asReviewer asks the API as the first reviewer of the sandbox.
func (w *walk) asReviewer(method, path string) {
	w.t.Helper()
	w.world.ask(realname.Actor{Role: realname.Reviewer, ID: "demo-reviewer1", Account: "acct_staff1"}, method, path, nil, nil)
}
