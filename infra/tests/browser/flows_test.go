package browser

import (
	"regexp"
	"testing"
)

// passes fills in the form of the person whom the sandbox passes by itself, and verifies them by WeChat.
func (p *person) passes() {
	p.t.Helper()
	p.press(p.say("开始个人认证", "Verify as a person"), "")
	p.fill("name", "甄通过", "document_number", "110101190001019019", "industry", "I", "address.region", "北京市东城区", "address.detail", "演示路1号")
	p.press(`form[action$="/form"] button`, "")
	p.press(`#wechat_scan form button`, "")
	p.sees(p.say("认证完成", "Verified"))
	p.sees(p.say("您可以使用", "You can use"))
}

func TestRULES_C6_a_top_up(t *testing.T) {
	p := open(t, serve(t, "tencent"), looks[0])
	p.signIn("acct_demo1")
	p.press(p.say("开始企业认证", "Verify as an enterprise"), "")
	p.fillCompany()
	js[bool](p, `document.querySelector("#top_up summary").click()||true`)
	p.press(`#top_up form button`, "issue")
	p.press(`form[action$="/deposit"] button`, "pay")
	amount := regexp.MustCompile(`0\.\d\d`).FindString(p.text())
	bank := p.beside("bank")
	bank.fill("payer_name", "海岚示例科技（上海）有限公司", "amount", amount)
	bank.press(`button[value="pay"]`, "bank-paid")
	p.sees(p.say("认证完成", "Verified"))
	p.examine("done")
}

func TestRULES_B7_a_bank_card_with_a_code(t *testing.T) {
	p := open(t, serve(t, "jdcloud"), looks[0])
	p.signIn("acct_demo1")
	p.press(p.say("开始个人认证", "Verify as a person"), "form")
	p.fill("name", "王小明", "document_number", "11010519491231002X", "industry", "I", "address.region", "北京市东城区", "address.detail", "演示路1号")
	p.press(`form[action$="/form"] button`, "method")
	js[bool](p, `document.querySelector("#bank_card summary").click()||true`)
	p.fill("#bank_card [name='card.number']", "6222000000000009", "#bank_card [name='card.phone']", "13800138000")
	p.press(`#bank_card form button`, "code")
	theatre := p.theatre()
	code := regexp.MustCompile(`\d{6}`).FindString(theatre.text())
	p.fill("code", code)
	p.press(`form[action$="/code"] button`, "done")
	p.sees(p.say("认证完成", "Verified"))
}

func TestRULES_D5_a_person_gives_the_account_to_an_enterprise(t *testing.T) {
	p := open(t, serve(t, "tencent"), looks[0])
	p.signIn("acct_demo1")
	p.passes()
	p.visit("/home", "home-verified")
	js[bool](p, `document.querySelector('[value="person_to_enterprise"]').form.querySelector("[type=checkbox]").checked=true`)
	js[bool](p, `document.body.dataset.old="1";document.querySelector('[value="person_to_enterprise"]').form.requestSubmit();true`)
	p.until(`!document.body.dataset.old&&document.readyState==="complete"`)
	p.examine("identify")
	p.press(`form[action$="/check"] button`, "")
	p.until(`document.querySelector('[name="_file.licence"]')`)
	p.examine("form")
}

func TestRULES_F1_an_appeal_and_its_tracking(t *testing.T) {
	p := open(t, serve(t, "tencent"), looks[0])
	p.signIn("acct_demo2")
	p.press(p.say("发起申诉", "Start an appeal"), "declaration")
	p.fill("name", "王小明", "document_number", "11010519491231002X", "phone", "13800138000")
	p.press(`form[action$="/declaration"] button`, "papers")
	code := js[string](p, `document.querySelector(".note.good [data-copy]").dataset.copy`)
	p.visit("/appeals", "track")
	p.fill("query_code", code, "phone", "13800138000")
	p.press(`form[action="/appeals"] button`, "tracked")
	p.sees(p.say("提交证明材料", "Hand in papers"))
}
