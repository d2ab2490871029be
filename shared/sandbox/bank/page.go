package sandboxbank

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"html"
	"net/http"
	"strings"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// page is what a browser gets.
type page struct {
	status   int
	location string // of a 303
	body     []byte
	cause    error // of a 503, for the log; it holds no personal data
}

// screen is what stands on a statement page.
type screen struct {
	status    int
	id        realname.CaseID
	entries   []Booking
	reference string // the form's, as it was sent
	payer     string
	amount    string
	alertZH   string
	alertEN   string
}

// writer collects HTML: raw takes fixed markup, text takes anything and escapes it.
type writer struct{ strings.Builder }

func (w *writer) raw(markup string) { w.WriteString(markup) }
func (w *writer) text(s string)     { w.WriteString(html.EscapeString(s)) }
func (w *writer) both(zh, en string) {
	w.text(zh)
	w.raw("<small>")
	w.text(en)
	w.raw("</small>")
}

// china is Asia/Shanghai, eight hours ahead of UTC all year since 1991.
var china = time.FixedZone("CST", 8*3600)

var states = map[BookingState][2]string{
	Unanswered: {"未受理", "not taken"}, Pending: {"在途", "on its way"}, Arrived: {"已到账", "arrived"}, Returned: {"已退回", "came back"},
	Received: {"已受理", "taken"}, Refunded: {"已原路退回", "refunded"}, Credited: {"已充入账户余额", "credited"},
}

// frame renders a whole document.
func frame(status int, zh, en string, write func(*writer)) page {
	var w writer
	w.Grow(8 << 10)
	w.raw(`<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">` +
		`<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">` +
		`<meta name="color-scheme" content="light dark"><title>`)
	w.text(zh + " " + en)
	w.raw(` · 沙箱银行 Sandbox bank</title><style>` + style + `</style></head><body><header><h1>`)
	w.both(zh, en)
	w.raw(`</h1><em>沙箱银行 Sandbox bank</em></header><main>`)
	write(&w)
	w.raw(`</main><footer>`)
	w.both("这是沙箱中的模拟银行，不会发生真实的资金往来。", "This page plays a bank. No money moves.")
	w.raw(`</footer></body></html>`)
	return page{status: status, body: []byte(w.String())}
}

func unknown() page {
	return frame(http.StatusNotFound, "没有此账户", "No such account", func(w *writer) {
		w.raw(`<p class="alert">`)
		w.both("链接不正确。", "This link is not one of this bank.")
		w.raw(`</p>`)
	})
}

func unavailable(cause error) page {
	p := frame(http.StatusServiceUnavailable, "暂时不可用", "Not available", func(w *writer) {
		w.raw(`<p class="alert">`)
		w.both("请稍后再试。", "Try again shortly.")
		w.raw(`</p>`)
	})
	p.cause = cause
	return p
}

// statement renders the statement of an account, with what can be done there.
func (b *Bank) statement(ctx context.Context, s screen) page {
	var err error
	if s.entries, err = b.Statement(ctx, s.id); err != nil {
		return unavailable(err)
	}
	return frame(s.status, "企业对公账户流水", "Statement of the enterprise's account", func(w *writer) {
		if s.alertZH != "" {
			w.raw(`<p class="alert" role="alert">`)
			w.both(s.alertZH, s.alertEN)
			w.raw(`</p>`)
		}
		s.table(w)
		s.form(w)
	})
}

func (s screen) table(w *writer) {
	w.raw(`<section class="card" tabindex="0">`)
	if len(s.entries) == 0 {
		w.raw(`<p>`)
		w.both("暂无流水。", "Nothing has come or gone.")
		w.raw(`</p></section>`)
		return
	}
	w.raw(`<table><thead><tr>`)
	for _, head := range [][2]string{{"时间", "Time"}, {"金额（元，如 0.37）", "Amount in yuan, such as 0.37"}, {"户名", "Name"}, {"附言", "Reference"}, {"状态", "State"}} {
		w.raw(`<th>`)
		w.both(head[0], head[1])
		w.raw(`</th>`)
	}
	w.raw(`</tr></thead><tbody>`)
	for _, e := range s.entries {
		s.row(w, e)
	}
	w.raw(`</tbody></table></section>`)
}

func (s screen) row(w *writer, e Booking) {
	w.raw(`<tr><td>`)
	w.text(e.At.In(china).Format("2006-01-02 15:04"))
	w.raw(`</td><td class="amount">`)
	// The statement is the enterprise's: what the platform sends comes in, what it pays goes out.
	if sign := map[bool]string{true: "+", false: "−"}[e.Out]; e.State != Pending && e.State != Unanswered {
		w.text(sign + realname.Yuan(e.Fen))
	} else {
		w.text("—")
	}
	w.raw(`</td><td>`)
	w.text(e.Who)
	if e.Account != "" {
		w.raw(`<small>`)
		w.text("****" + e.Account[max(0, len(e.Account)-4):])
		w.raw(`</small>`)
	}
	w.raw(`</td><td class="ref">`)
	w.text(e.Reference)
	w.raw(`</td><td>`)
	w.both(states[e.State][0], states[e.State][1])
	if e.Out && e.State == Pending {
		for _, choice := range []struct{ action, zh, en string }{
			{string(steps.PayoutDone), "到账", "Let it arrive"}, {string(steps.PayoutRefused), "退回", "Send it back"},
		} {
			w.raw(`<form method="post"><input type="hidden" name="payout" value="`)
			w.text(e.ID)
			w.raw(`"><button class="plain" name="action" value="`)
			w.text(choice.action)
			w.raw(`">`)
			w.both(choice.zh, choice.en)
			w.raw(`</button></form>`)
		}
	}
	w.raw(`</td></tr>`)
}

func (s screen) form(w *writer) {
	w.raw(`<form method="post" class="card"><h2>`)
	w.both("向平台充值", "Pay a top-up")
	w.raw(`</h2>`)
	for _, field := range []struct{ name, zh, en, value, more string }{
		{"reference", "附言（充值识别码）", "Reference", s.reference, `maxlength="64"`},
		{"payer_name", "付款户名", "Name of the paying account", s.payer, `maxlength="100"`},
		{"amount", "金额（元，如 0.37）", "Amount in yuan, such as 0.37", s.amount, `maxlength="10" inputmode="decimal"`},
	} {
		w.raw(`<label><span>`)
		w.both(field.zh, field.en)
		w.raw(`</span><input required autocomplete="off" name="` + field.name + `" ` + field.more + ` value="`)
		w.text(field.value)
		w.raw(`"></label>`)
	}
	w.raw(`<button name="action" value="pay">`)
	w.both("付款", "Pay")
	w.raw(`</button></form>`)
}

// guards are the headers of every page: nothing of it may be cached, framed or referred from, and nothing but our one
// style sheet is loaded.
func guards() http.Header {
	sum := sha256.Sum256([]byte(style))
	return http.Header{
		"Content-Security-Policy": {"default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) +
			"'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
		"Cache-Control": {"no-store"}, "Referrer-Policy": {"no-referrer"}, "X-Content-Type-Options": {"nosniff"},
		"X-Frame-Options": {"DENY"}, "X-Robots-Tag": {"noindex"},
	}
}

// style is the one style sheet; the Content-Security-Policy names its hash.
const style = `:root{--app:#8a5a00;--ink:#1a1d21;--dim:#5b6472;--card:#fff;--back:#f2f3f5;--edge:#e5e7eb}
*{box-sizing:border-box}
body{margin:0 auto;max-width:56rem;min-height:100vh;display:flex;flex-direction:column;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
small{display:block;font-size:.75rem;line-height:1.35;font-weight:400;color:var(--dim)}
header{display:flex;align-items:center;justify-content:space-between;padding:.75rem 1rem;background:var(--app);color:#fff}
header small,button small{color:inherit}
header h1{margin:0;font-size:1rem}header em{font-style:normal;font-size:.75rem;padding:.15rem .6rem;border:1px solid;border-radius:1rem}
main{flex:1;padding:1rem}
.card{margin:0 0 1rem;padding:1.25rem 1rem;border-radius:.75rem;background:var(--card);box-shadow:0 1px 2px #0001;overflow-x:auto}
table{width:100%;border-collapse:collapse}
th,td{padding:.6rem .5rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--edge)}
.amount{font-weight:600;font-variant-numeric:tabular-nums;white-space:nowrap}
.ref{font-size:.8rem;overflow-wrap:anywhere}
h2{margin:0 0 .5rem;font-size:1.05rem}
label{display:flex;gap:1rem;align-items:center;justify-content:space-between;padding:.5rem 0}
input{flex:0 1 26rem;min-width:0;min-height:2.75rem;padding:.5rem;border:1px solid var(--edge);border-radius:.4rem;background:var(--back);color:var(--ink);font:inherit}
button{display:block;width:100%;margin-top:.75rem;padding:.7rem;border:1px solid var(--app);border-radius:.6rem;background:var(--app);color:#fff;font:inherit;font-weight:600;cursor:pointer}
button.plain{padding:.3rem .6rem;background:none;color:var(--ink);border-color:var(--edge)}
button:focus-visible,input:focus-visible{outline:3px solid var(--app);outline-offset:2px}
.alert{margin:0 0 1rem;padding:.75rem 1rem;border-radius:.6rem;background:#fee2e2;color:#7f1d1d}.alert small{color:inherit}
footer{padding:1rem;text-align:center;font-size:.8rem;color:var(--dim)}
@media(prefers-color-scheme:dark){:root{--app:#a36b00;--ink:#f3f4f6;--dim:#a1a8b3;--card:#1f2329;--back:#121417;--edge:#363c45}}`
