package browser

import (
	"path/filepath"
	"testing"

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

// From nothing to a company that is verified by its bank: what make run promises in two minutes.
func TestRULES_C7_a_corporate_transfer_by_hand(t *testing.T) {
	for _, l := range looks[:1] {
		t.Run(l.String(), func(t *testing.T) {
			p := open(t, serve(t, "tencent"), l)
			p.signIn("acct_demo1")
			p.press(p.say("开始企业认证", "Verify as an enterprise"), "form")
			p.fillCompany()
			js[bool](p, `document.querySelector("#corporate_transfer summary").click()||true`)
			p.press(`#corporate_transfer form button`, "account")
			p.upload("representative_portrait_side", "company.jpg")
			p.upload("representative_emblem_side", "long.jpg")
			p.fill("bank_account.number", "6222021234567890123", "bank_account.bank", "招商银行", "bank_account.place", "上海市", "bank_account.branch", "上海浦东支行",
				"representative.name", "林知远", "representative.document_number", "11010519491231002X")
			p.press(`form[action$="/transfer"] button`, "handler")
			p.fill("name", "周以宁", "document_number", "11010519491231002X")
			p.press(`form[action$="/handler"] button`, "handler-scan")
			p.confirmOnPhone()
			p.sees(p.say("审核中", "Being reviewed"))
			p.examine("review")
			theatre := p.theatre()
			theatre.press(`form[action$="/approve"] button`, "theatre-approved")
			p.sees(p.say("请填写收到的金额", "Which amount arrived?"))
			p.fill("amount", p.arrived())
			p.examine("amount")
			p.press(`form[action$="/amount"] button`, "done")
			p.sees(p.say("认证完成", "Verified"))
		})
	}
}
