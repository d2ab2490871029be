package sandbox

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/texts"
)

// expected is what each method's picker offers and what the case is told: RULES B3 to B6.
var expected = []struct {
	rule, key string
	method    realname.Method
	permit    bool
	fault     realname.Code // empty: verified
}{
	{"RULES_B3", "passed", realname.WeChatScan, false, ""},
	{"RULES_B3", "consent_declined", realname.WeChatScan, false, "consent_declined"},
	{"RULES_B3", "name_id_mismatch", realname.WeChatScan, false, "name_id_mismatch"},
	{"RULES_B3", "bank_card_required", realname.WeChatScan, false, "bank_card_required"},
	{"RULES_B3", "id_not_found", realname.WeChatScan, false, "id_not_found"},
	{"RULES_B3", "source_unavailable", realname.WeChatScan, false, "source_unavailable"},
	{"RULES_B4", "passed", realname.QQScan, false, ""},
	{"RULES_B4", "consent_declined", realname.QQScan, false, "consent_declined"},
	{"RULES_B4", "name_id_mismatch", realname.QQScan, false, "name_id_mismatch"},
	{"RULES_B4", "id_not_found", realname.QQScan, false, "id_not_found"},
	{"RULES_B4", "source_unavailable", realname.QQScan, false, "source_unavailable"},
	{"RULES_B5", "passed", realname.Face, false, ""},
	{"RULES_B5", "face_covered", realname.Face, false, "face_covered"},
	{"RULES_B5", "face_mismatch", realname.Face, false, "face_mismatch"},
	{"RULES_B5", "name_id_mismatch", realname.Face, false, "name_id_mismatch"},
	{"RULES_B5", "face_not_in_view", realname.Face, false, "face_not_in_view"},
	{"RULES_B5", "consent_declined", realname.Face, false, "consent_declined"},
	{"RULES_B5", "id_not_found", realname.Face, false, "id_not_found"},
	{"RULES_B5", "source_unavailable", realname.Face, false, "source_unavailable"},
	{"RULES_B6", "passed", realname.WeChatScan, true, ""},
	{"RULES_B6", "bank_card_required", realname.WeChatScan, true, "bank_card_required"},
	{"RULES_B6", "wechat_document_mismatch", realname.WeChatScan, true, "wechat_document_mismatch"},
}

func TestEveryOutcomeOnThePhoneReachesTheCase(t *testing.T) {
	for _, x := range expected {
		document, person := "resident", resident(t)
		if x.permit {
			document, person = "permit", permit(t)
		}
		t.Run(x.rule+"_"+string(x.method)+"_"+document+"_"+x.key, func(t *testing.T) {
			w := newWorld(t)
			c := w.begin("acct_1", x.method, person)
			b := w.scan(c)
			b.must(200, "演示平台 <Demo & Co> 申请核验您的实名信息", c.Account.Masked(), "实名认证", "verification", person.Name.Masked(), person.Document.Masked(), "我已阅读并同意")
			b.press("confirm", x.key)
			if x.fault == "" {
				b.told(x.method, "核验通过", "Verified")
				w.must(c, realname.Verified, "")
				account, err := w.desk.Store.Account(t.Context(), "acct_1")
				if err != nil || account.Identity == nil || account.Identity.Method != x.method {
					t.Errorf("the account is not verified by %s: %v", x.method, err)
				}
			} else {
				m := texts.Refusal(x.fault)
				b.told(x.method, "核验未通过", "Not verified", m.ZH, m.EN)
				w.must(c, realname.Ready, x.fault)
			}
			b.open(c.Check().URL)
			b.must(410, "二维码已使用", "The QR code has been used")
			if x.fault != "" { // it can be tried again, with a new code
				c = w.start(c)
				b = w.scan(c)
				b.press("confirm", "passed")
				b.told(x.method, "核验通过")
				w.must(c, realname.Verified, "")
			}
		})
	}
}

func TestThePickerOffersWhatTheMethodAndTheDocumentCanHave(t *testing.T) {
	w := newWorld(t)
	for name, x := range map[string]struct {
		method realname.Method
		person realname.Person
		not    []string
	}{
		"RULES_B3_no_faces":                   {realname.WeChatScan, resident(t), []string{"face_covered", "bank_card_bind"}},
		"RULES_B6_only_permits_can_be_others": {realname.WeChatScan, resident(t), []string{"wechat_document_mismatch"}},
		"RULES_B4_no_faces":                   {realname.QQScan, resident(t), []string{"face_covered", "bank_card_required", "wechat_document_mismatch", "bank_card_bound"}},
		"RULES_B5_no_cards":                   {realname.Face, resident(t), []string{"bank_card_required", "bank_card_bind", "wechat_document_mismatch"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := w.begin(realname.AccountID("acct_"+strings.ReplaceAll(name, ".", "")), x.method, x.person)
			before := w.load(c)
			b := w.scan(c)
			for _, key := range x.not {
				if slices.Contains(firsts(radios, b.page), key) {
					t.Errorf("the picker offers %q", key)
				}
				b.post(url.Values{"action": {"confirm"}, "consent": {"yes"}, "outcome": {key}})
				b.must(422, "请选择列出的结果")
			}
			if !reflect.DeepEqual(w.load(c), before) {
				t.Error("the case has changed")
			}
		})
	}
}

func TestRULES_B4_QQWithoutABankCardIsLedToBindOneThenGoesOn(t *testing.T) {
	w := newWorld(t)
	c := w.begin("acct_1", realname.QQScan, resident(t))
	b := w.scan(c)
	b.press("confirm", "bank_card_bind")
	b.must(200, "您尚未绑定银行卡", "立即绑定银行卡")
	w.must(c, realname.Checking, realname.CodeBankCardRequired)
	if w.load(c).Check() == nil {
		t.Fatal("the check is over; it should go on")
	}
	b.open(c.Check().URL) // scanned again: still to be bound
	b.must(200, "立即绑定银行卡")
	b.post(url.Values{"action": {"confirm"}, "consent": {"yes"}, "outcome": {"passed"}}) // past the binding
	b.must(200, "立即绑定银行卡")
	w.must(c, realname.Checking, realname.CodeBankCardRequired)
	b.press("bind", "")
	b.must(200, "银行卡已绑定，请继续确认")
	if slices.Contains(firsts(radios, b.page), "bank_card_bind") {
		t.Error("a card that is bound can be missing again")
	}
	b.press("confirm", "passed")
	b.must(200, "核验通过")
	w.must(c, realname.Verified, "")
	if got := w.load(c).Version(); got != 6 {
		t.Errorf("%d events, want 6: opened, form, method, check, noted, passed", got)
	}
}

func TestThePhoneCanRefuse(t *testing.T) {
	for _, method := range []realname.Method{realname.WeChatScan, realname.QQScan, realname.Face} {
		t.Run(string(method), func(t *testing.T) {
			w := newWorld(t)
			c := w.begin("acct_1", method, resident(t))
			b := w.scan(c)
			b.press("refuse", "")
			b.told(method, "核验未通过", "您在手机上未同意授权")
			w.must(c, realname.Ready, realname.CodeConsentDeclined)
		})
	}
}

func TestWithoutConsentNothingHappens(t *testing.T) {
	w := newWorld(t)
	c := w.begin("acct_1", realname.Face, resident(t))
	before := w.load(c)
	b := w.scan(c)
	for name, x := range map[string]struct {
		form url.Values
		says string
	}{
		"RULES_B5_no consent": {url.Values{"action": {"confirm"}, "outcome": {"passed"}}, "请先阅读并勾选同意协议"},
		"no outcome":          {url.Values{"action": {"confirm"}, "consent": {"yes"}}, "请选择列出的结果"},
		"no button":           {url.Values{"consent": {"yes"}, "outcome": {"passed"}}, "请选择“确认”或“拒绝”"},
		"unknown button":      {url.Values{"action": {"<script>"}, "outcome": {"<script>"}}, "请选择“确认”或“拒绝”"},
	} {
		t.Run(name, func(t *testing.T) {
			b.post(x.form)
			b.must(422, x.says)
			if strings.Count(b.page, "<script") != 1 {
				t.Error("what was sent stands on the page")
			}
		})
	}
	if !reflect.DeepEqual(w.load(c), before) || w.sent.Load() != 0 {
		t.Error("something was delivered")
	}
	b.post(url.Values{"action": {"bind"}}) // no card is missing: the same page, and nothing more
	b.must(200, "我已阅读并同意")
	if strings.Contains(b.page, "银行卡已绑定") {
		t.Error("says that a card was bound")
	}
}

func TestLinksThatAreOverSaySo(t *testing.T) {
	confirm := url.Values{"action": {"confirm"}, "consent": {"yes"}, "outcome": {"passed"}}
	for name, x := range map[string]struct {
		then   func(w *world, c realname.Case)
		status int
		says   string
	}{
		"expired":                  {func(w *world, _ realname.Case) { w.wait(10 * time.Minute) }, 410, "二维码已过期"},
		"expired a day ago":        {func(w *world, _ realname.Case) { w.wait(24 * time.Hour) }, 410, "二维码已过期"},
		"used":                     {func(w *world, c realname.Case) { w.scan(c).press("confirm", "passed") }, 410, "二维码已使用"},
		"used and failed":          {func(w *world, c realname.Case) { w.scan(c).press("refuse", "") }, 410, "二维码已使用"},
		"replaced by a newer code": {func(w *world, c realname.Case) { w.start(c) }, 410, "二维码已失效"},
		"went back": {func(w *world, c realname.Case) {
			if _, err := (steps.GoBack{Base: w.desk}).Do(w.t.Context(), w.holder(c), c.ID); err != nil {
				w.t.Error(err)
			}
		}, 410, "二维码已失效"},
		"canceled": {func(w *world, c realname.Case) {
			if _, err := (steps.CancelCase{Base: w.desk}).Do(w.t.Context(), w.holder(c), c.ID); err != nil {
				w.t.Error(err)
			}
		}, 410, "二维码已失效"},
	} {
		t.Run("RULES_B3_"+name, func(t *testing.T) {
			w := newWorld(t)
			person := resident(t)
			c := w.begin("acct_1", realname.WeChatScan, person)
			x.then(w, c)
			before, sent := w.load(c), w.sent.Load()
			b := &browser{t: t}
			b.open(c.Check().URL)
			b.must(x.status, x.says)
			b.post(confirm)
			b.must(x.status, x.says)
			if !reflect.DeepEqual(w.load(c), before) || w.sent.Load() != sent {
				t.Error("a link that is over has changed something")
			}
			if strings.Contains(b.page, person.Name.Masked()) || strings.Contains(b.page, person.Document.Masked()) {
				t.Error("a link that is over shows whose it was")
			}
		})
	}
	t.Run("the last moment still counts", func(t *testing.T) {
		w := newWorld(t)
		c := w.begin("acct_1", realname.WeChatScan, resident(t))
		w.wait(10*time.Minute - 1)
		b := w.scan(c)
		b.press("confirm", "passed")
		w.must(c, realname.Verified, "")
	})
}

func TestTHREATS_W1_ALinkCannotBeMade(t *testing.T) {
	w := newWorld(t)
	c := w.begin("acct_1", realname.WeChatScan, resident(t))
	address := c.Check().URL
	at := strings.LastIndexByte(address, '/') + 1
	token := address[at:]
	tries := []string{"", "-", "---", token[:len(token)-1], token + "a", strings.ToUpper(token), strings.Repeat("a", 4096),
		strings.TrimPrefix(mustLink(t, foreign, *c.Check()), "/sandbox/phone/")}
	for i := range token { // every character changed
		changed := []byte(token)
		changed[i] ^= 1
		tries = append(tries, string(changed))
	}
	b := &browser{t: t}
	for _, try := range tries {
		b.open(address[:at] + url.PathEscape(try))
		b.must(404, "二维码无效")
		b.post(url.Values{"action": {"confirm"}, "consent": {"yes"}, "outcome": {"passed"}})
		b.must(404)
	}
	other := *c.Check() // genuine, of a check that never was
	other.ID = realname.CheckID(strings.Replace(string(realname.NewCaseID()), "case_", "chk_", 1) + "_4")
	later := *c.Check() // genuine, of this case, begun and never put out
	later.ID = c.Check().ID[:len(c.Check().ID)-1] + "9"
	for _, check := range []realname.Check{other, later} {
		b.open(w.web.URL + "/stage" + mustLink(t, secret, check))
		b.must(404, "二维码无效")
	}
	w.must(c, realname.Checking, "")
}

// mustLink returns the path of a link that the secret's owner makes.
func mustLink(t *testing.T, secret []byte, check realname.Check) string {
	t.Helper()
	begun, err := mustNew(t, Options{Secret: secret, Clock: time.Now}).Begin(t.Context(), steps.CheckRequest{Check: check})
	if err != nil {
		t.Fatal(err)
	}
	return begun.URL
}

func TestThePagesAreGuarded(t *testing.T) {
	w := newWorld(t)
	c := w.begin("acct_1", realname.QQScan, resident(t))
	for name, address := range map[string]string{"a page": c.Check().URL, "an error": c.Check().URL + "x"} {
		r, err := http.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		for header, want := range map[string]string{
			"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
			"X-Frame-Options": "DENY", "Content-Type": "text/html; charset=utf-8",
		} {
			if got := r.Header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		csp := r.Header.Get("Content-Security-Policy")
		if !strings.HasPrefix(csp, "default-src 'none'; style-src 'self'; script-src 'self'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: Content-Security-Policy %q", name, csp)
		}
	}
	b := w.scan(c)
	if strings.Count(b.page, "<script") != 1 || !strings.Contains(b.page, `<script src="/assets/script-`) || strings.Contains(b.page, " style=") || strings.Contains(b.page, "://") {
		t.Error("the page has a script of its own, an inline style or something from elsewhere")
	}
	if strings.Contains(b.page, "<Demo") {
		t.Error("the platform's name stands unescaped on the page")
	}
}

func TestOtherMethodsAndFaults(t *testing.T) {
	w := newWorld(t)
	token := w.begin("acct_1", realname.WeChatScan, resident(t)).Check().URL
	token = token[strings.LastIndexByte(token, '/')+1:]
	phone := NewPhone(w.sandbox, w.desk.Store, "p")
	serve := func(p *TestPhone, method string, form url.Values) PhoneResponse {
		return p.Serve(t.Context(), PhoneRequest{Method: method, Token: token, Form: form})
	}
	if got := serve(phone, http.MethodDelete, nil); got.Status != 405 || got.Header.Get("Allow") == "" {
		t.Errorf("DELETE: %d, Allow %q", got.Status, got.Header.Get("Allow"))
	}
	if got := serve(phone, http.MethodHead, nil); got.Status != 200 || len(got.Body) != 0 {
		t.Errorf("HEAD: %d with %d bytes", got.Status, len(got.Body))
	}
	down := NewPhone(w.sandbox, downStore{w.desk.Store}, "p")
	if got := serve(down, http.MethodGet, nil); got.Status != 503 || !errors.Is(got.Err, steps.ErrUnavailable) || got.Header.Get("Retry-After") == "" {
		t.Errorf("store down: %d, %v", got.Status, got.Err)
	}
	deaf := NewPhone(mustNew(t, Options{Secret: secret, Clock: w.now, Deliver: func(context.Context, steps.Callback) error {
		return steps.ErrUnavailable
	}}), w.desk.Store, "p")
	if got := serve(deaf, http.MethodPost, url.Values{"action": {"refuse"}}); got.Status != 503 || got.Err == nil {
		t.Errorf("delivery down: %d, %v", got.Status, got.Err)
	}
	unset := NewPhone(mustNew(t, Options{Secret: secret, Clock: w.now}), w.desk.Store, "p")
	if got := serve(unset, http.MethodPost, url.Values{"action": {"refuse"}}); got.Status != 503 || got.Err == nil {
		t.Errorf("no delivery: %d, %v", got.Status, got.Err)
	}
}

// downStore is a store that does not answer.
type downStore struct{ steps.Store }

func (downStore) Case(context.Context, realname.CaseID) (realname.Case, error) {
	return realname.Case{}, steps.ErrUnavailable
}
