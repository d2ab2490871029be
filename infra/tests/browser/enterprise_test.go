package browser

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// sample is the path of a made-up licence.
func sample(t *testing.T, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("..", "..", "tools", "licences", "samples", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// upload picks a file and waits until it was looked at.
func (p *person) upload(box, file string) {
	p.t.Helper()
	p.diary.picked(file)
	selector := `[name="_file.` + box + `"]`
	p.do(chromedp.SetUploadFiles(chromedp.CSS(selector), []string{sample(p.t, file)}))
	if p.hand == noScript { // it goes with the form
		return
	}
	p.until(`document.querySelector('` + selector + `').closest(".drop").querySelector("[data-id]").value`)
}

// theatre is the page beside, on which everybody outside is played.
func (p *person) theatre() *person {
	p.t.Helper()
	return p.beside("theatre")
}

// fillCompany uploads a licence, which is read into the form, and fills in the rest.
func (p *person) fillCompany() {
	p.t.Helper()
	p.upload("licence", "company.png")
	p.until(`document.querySelector('[name="name"]').value.includes("海岚")`)
	p.until(`document.querySelector('[name="code"]').value.length===18`)
	p.fill("address.region", "上海市", "contact.name", "林知远", "contact.document_number", "11010519491231002X", "contact.phone", "13800138000")
	p.press(`form[action$="/form"] button`, "methods")
	p.sees("海岚示例科技")
}

// From nothing to a company that is verified by its bank, as somebody does it who has just started the sandbox and read nothing: each
// step is written down with what the hand did, and all of them take two minutes at most (PAGES §6). A hand's time is counted and not
// measured, so that a busy machine changes nothing: what the machine took is written beside it.
func TestRULES_C7_a_corporate_transfer_by_hand(t *testing.T) {
	l := looks[0]
	p := open(t, serve(t, "tencent"), l)
	p.visit("/?lang="+l.lang, "welcome")
	d := &diary{}
	p.diary = d
	sample := func(name string) { p.t.Helper(); p.press(p.say("填入示例数据", "fill in sample data"), name) }
	p.press("acct_demo1", "home")
	p.press(p.say("开始企业认证", "Verify as an enterprise"), "form")
	sample("form-filled")
	p.upload("licence", "company.png")
	p.until(`document.querySelector('[name="address.detail"]').value.includes("示例路")`)
	p.until(`document.querySelector("[data-say]").innerText.includes("识别")`)
	p.press(`form[action$="/form"] button`, "methods")
	p.touch("#corporate_transfer>summary")
	p.press(`#corporate_transfer form button`, "account")
	sample("account-filled")
	p.upload("representative_portrait_side", "company.jpg")
	p.upload("representative_emblem_side", "long.jpg")
	p.press(`form[action$="/transfer"] button`, "handler")
	sample("handler-filled")
	p.press(`form[action$="/handler"] button`, "handler-scan")
	p.confirmOnPhone()
	p.sees(p.say("审核中", "Being reviewed"))
	p.examine("review")
	p.theatre().press(`form[action$="/approve"] button`, "theatre-approved")
	p.sees(p.say("请填写收到的金额", "Which amount arrived?"))
	p.fill("amount", p.arrived())
	p.press(`form[action$="/amount"] button`, "done")
	p.sees(p.say("认证完成", "Verified"))
	d.keep(t, "corporate-transfer.txt", 2*time.Minute)
}
