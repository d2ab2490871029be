package browser

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"

	"shiming/shared/realname"
)

// conditions are those of the network; Chromium takes this command in every version, cdproto has only the newest one.
type conditions struct {
	Offline  bool    `json:"offline"`
	Latency  float64 `json:"latency"`
	Download float64 `json:"downloadThroughput"`
	Upload   float64 `json:"uploadThroughput"`
}

var slow = cdp.Command[conditions, cdp.Empty]{Method: "Network.emulateNetworkConditions"}

// offline cuts the browser off, or connects it again.
func (p *person) offline(off bool) {
	p.t.Helper()
	call(p, slow, conditions{Offline: off, Download: -1, Upload: -1})
}

// breaksOff begins to upload a licence over a slow network, and cuts it off when a part has gone.
func (p *person) breaksOff(picture []byte) {
	p.t.Helper()
	call(p, slow, conditions{Latency: 5, Download: -1, Upload: 20_000})
	p.pick("licence", "company.png", append(picture, make([]byte, 4<<20)...))
	p.until(`document.querySelector("progress").value>0&&document.querySelector("progress").value<1`)
	p.offline(true)
}

// ignore forgets what the browser complained of, where the test has made it complain.
func (p *person) ignore() {
	p.mu.Lock()
	p.complains = nil
	p.mu.Unlock()
}

// pick picks a file, whatever becomes of it.
func (p *person) pick(box, name string, content []byte) {
	p.t.Helper()
	path := filepath.Join(p.t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.do(chromedp.SetUploadFiles(chromedp.CSS(`[name="_file.`+box+`"]`), []string{path}))
}

// says waits for what the page says at a paper.
func (p *person) says(box, words string) {
	p.t.Helper()
	p.until(`document.querySelector('[name="_file.` + box + `"]').closest(".drop").querySelector("[data-say]").innerText.includes(` + quote(words) + `)`)
}

// An upload that is too large, of the wrong kind, or breaks off is told at its place, what was typed stays, and the next one does it.
func TestFAULT_S4_uploads_that_fail(t *testing.T) {
	p := open(t, serve(t, "tencent"), looks[0])
	p.signIn("acct_demo1")
	p.press("开始企业认证", "")
	p.fill("contact.name", "林知远")
	p.pick("licence", "large.png", make([]byte, 5<<20+1))
	p.says("licence", "5 MB")
	p.pick("licence", "licence.txt", []byte("no picture"))
	p.says("licence", "图片请使用 JPG 或 PNG")
	p.pick("licence", "licence.png", []byte("\x89PNG\r\n\x1a\nno picture either"))
	p.until(`document.querySelector("[data-say]").classList.contains("wrong")`)
	picture, err := os.ReadFile(sample(t, "company.png"))
	if err != nil {
		t.Fatal(err)
	}
	p.breaksOff(picture)
	p.says("licence", "网络")
	p.ignore()
	p.offline(false)
	p.upload("licence", "company.png")
	if name := js[string](p, `document.querySelector('[name="contact.name"]').value`); name != "林知远" {
		t.Errorf("what was typed is %q", name)
	}
	p.examine("uploads")
}

// A form that is sent without a network says so, keeps what was typed, and is sent once when the network is back.
func TestFAULT_S4_no_network(t *testing.T) {
	p := open(t, serve(t, "tencent"), looks[0])
	p.signIn("acct_demo1")
	p.press("开始个人认证", "")
	p.fill("name", "王小明", "document_number", "11010519491231002X", "industry", "I", "address.region", "北京市东城区", "address.detail", "演示路1号")
	p.offline(true)
	p.touch(`form[action$="/form"] button`)
	p.until(`!document.querySelector("[data-net]").hidden`)
	p.sees("网络连接中断")
	p.ignore()
	p.examine("no-network")
	p.offline(false)
	p.until(`!document.body.dataset.old&&document.querySelector("#wechat_scan")`)
	p.sees("王小明")
}

// strange is what nobody is called: markup, text that turns round, and 2,000 characters.
var strange = []string{`"><img src=x onerror=alert(1)><script>document.title="taken"</script>`, "\u202e\u0645\u0631\u062d\u0628\u0627\u202c 王\u200f小明", strings.Repeat("长", 2000)}

// strangely sends every form of the page with strange things in every field that is typed. Each time they come back as text, at a
// page that says what is wrong.
func (p *person) strangely() {
	p.t.Helper()
	const typed = `:is(input[type="text"],input:not([type]),textarea)`
	forms := js[[]string](p, `[...document.querySelectorAll("form[action]:has(`+strings.ReplaceAll(typed, `"`, `\"`)+`)")].map(f=>f.getAttribute("action"))`)
	for _, action := range forms {
		form := `form[action="` + action + `"]:has(` + typed + `)`
		for _, value := range strange {
			p.diary.pressed(action)
			js[bool](p, `(()=>{document.body.dataset.old="1";const f=document.querySelector('`+form+`');for(const e of f.querySelectorAll('`+typed+`')){e.removeAttribute("maxlength");e.value=`+quote(value)+`}
				f.requestSubmit([...f.querySelectorAll("button")].find(b=>b.type!=="button"&&!b.formAction.endsWith("/send")));return true})()`)
			p.until(`!document.body.dataset.old&&document.readyState==="complete"`)
			p.examine("")
			p.until(`document.querySelector("[role=alert]")`)
			back := js[[]string](p, `[...document.querySelector('`+form+`').querySelectorAll('`+typed+`')].map(e=>e.value)`)
			if len(back) == 0 || slices.ContainsFunc(back, func(s string) bool { return s != value }) {
				p.t.Errorf("%s: %.20q came back as %.60q", action, value, back)
			}
			if title := js[string](p, `document.title`); strings.Contains(title, "taken") {
				p.t.Errorf("markup was run: %s", title)
			}
		}
	}
}

// Whatever is typed into every field of a flow comes back as text at a page that says what is wrong, and the case goes on to its good
// end. Two more flows are walked so beside those of the other hands, where what happened is compared, and the pages beside a case.
func TestFAULT_S4_strange_input_in_every_field(t *testing.T) {
	for _, c := range []cell{
		{profile: "jdcloud", flow: first(t, "jdcloud", realname.PersonalVerification).flow, method: realname.BankCard},
		first(t, "tencent", realname.Appeal),
	} {
		t.Run(string(c.flow.Kind), func(t *testing.T) {
			t.Parallel()
			w := newWalk(t, c, looks[1])
			w.using(strangely)
			w.through()
		})
	}
	t.Run("beside_a_case", func(t *testing.T) {
		t.Parallel()
		p := open(t, serve(t, "tencent"), looks[0])
		p.signIn("acct_demo1")
		for _, path := range []string{"/contact", "/appeals"} {
			p.visit(path, "")
			p.strangely()
		}
	})
}

// Somebody else's case, a case that is none and a command that is none are pages that say so and lead back.
func TestFAULT_S4_THREATS_I1_somebody_elses_case(t *testing.T) {
	w := newWalk(t, first(t, "tencent", realname.PersonalVerification), looks[0])
	w.enter("acct_demo2")
	w.begin()
	theirs := js[string](w.person, `location.pathname`)
	w.press("退出", "")
	w.enter("acct_demo1")
	for _, path := range []string{theirs, "/cases/case_aaaaaaaaaaaaaaaaaaaaaaaaaa", theirs + "/qr.svg", theirs + "/state", "/nothing", "/cases/%3Cscript%3E"} {
		w.do(chromedp.Navigate(w.base + path))
		w.until(`document.readyState==="complete"`)
		if text := w.text(); strings.Contains(text, "王") || !strings.Contains(text, "不存在") {
			t.Errorf("%s: %s", path, text)
		}
	}
	w.visit(theirs, "not-yours")
	w.press("返回账号", "")
	w.sees("开始个人认证")
	if got := js[int](w.person, `fetch("`+theirs+`/cancel",{method:"POST"}).then(r=>r.status)`); got != 404 {
		t.Errorf("somebody else's case can be withdrawn: %d", got)
	}
}
