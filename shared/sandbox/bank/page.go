package sandboxbank

import (
	"context"
	"net/http"
	"time"

	g "maragu.dev/gomponents"
	h "maragu.dev/gomponents/html"

	"shiming/shared/pages/frame"
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

// china is Asia/Shanghai, eight hours ahead of UTC all year since 1991.
var china = time.FixedZone("CST", 8*3600)

var states = map[BookingState][2]string{
	Unanswered: {"未受理", "not taken"}, Pending: {"在途", "on its way"}, Arrived: {"已到账", "arrived"}, Returned: {"已退回", "came back"},
	Received: {"已受理", "taken"}, Refunded: {"已原路退回", "refunded"}, Credited: {"已充入账户余额", "credited"},
}

// both says something in both languages: whoever plays the bank reads one of them.
func both(zh, en string) g.Node { return g.Text(zh + " " + en) }

// document renders a whole page, in the frame of all pages.
func document(status int, zh, en string, body ...g.Node) page {
	p := frame.Page{Lang: frame.ZH, Title: zh + " " + en, Sandbox: true, Body: append([]g.Node{h.H1(both(zh, en))}, body...)}
	p.Body = append(p.Body, h.P(h.Class("dim"), both("这是沙箱中的模拟银行，不会发生真实的资金往来。", "This page plays a bank. No money moves.")))
	return page{status: status, body: p.Render()}
}

func unknown() page {
	return document(http.StatusNotFound, "没有此账户", "No such account", frame.Note("bad", "", h.P(both("链接不正确。", "This link is not one of this bank."))))
}

func unavailable(cause error) page {
	p := document(http.StatusServiceUnavailable, "暂时不可用", "Not available", frame.Note("bad", "", h.P(both("请稍后再试。", "Try again shortly."))))
	p.cause = cause
	return p
}

// statement renders the statement of an account, with what can be done there.
func (b *Bank) statement(ctx context.Context, s screen) page {
	var err error
	if s.entries, err = b.Statement(ctx, s.id); err != nil {
		return unavailable(err)
	}
	return document(s.status, "企业对公账户流水", "Statement of the enterprise's account",
		g.If(s.alertZH != "", frame.Note("bad", "", h.P(both(s.alertZH, s.alertEN)))), s.list(), s.form())
}

// list are the entries, the newest last.
func (s screen) list() g.Node {
	if len(s.entries) == 0 {
		return frame.Card(h.P(h.Class("dim"), both("暂无流水。", "Nothing has come or gone.")))
	}
	return frame.Card(h.Ul(h.Class("time"), g.Map(s.entries, s.entry)))
}

func (s screen) entry(e Booking) g.Node {
	// The statement is the enterprise's: what the platform sends comes in, what it pays goes out.
	amount := "—"
	if sign := map[bool]string{true: "+", false: "−"}[e.Out]; e.State != Pending && e.State != Unanswered {
		amount = sign + realname.Yuan(e.Fen)
	}
	who := e.Who
	if e.Account != "" {
		who += " ****" + e.Account[max(0, len(e.Account)-4):]
	}
	more := g.Node(nil)
	if e.Out && e.State == Pending {
		more = h.Form(h.Method("post"), h.Class("row"), frame.Hidden("payout", e.ID),
			h.Button(h.Class("plain"), h.Name("action"), h.Value(string(steps.PayoutDone)), both("到账", "Let it arrive")),
			h.Button(h.Class("plain"), h.Name("action"), h.Value(string(steps.PayoutRefused)), both("退回", "Send it back")))
	}
	return h.Li(h.Div(h.Class("row end"), h.Strong(h.Class("amount"), g.Text(amount)), frame.Badge("app", states[e.State][0]+" "+states[e.State][1])),
		h.P(g.Text(who)), h.P(h.Class("dim"), h.Small(g.Text(e.Reference+" · "+e.At.In(china).Format("2006-01-02 15:04")))), more)
}

// form pays a top-up.
func (s screen) form() g.Node {
	var fields []g.Node
	for _, f := range []struct {
		name, zh, en, value, most, mode string
	}{
		{"reference", "附言（充值识别码）", "Reference", s.reference, "64", "text"},
		{"payer_name", "付款户名", "Name of the paying account", s.payer, "100", "text"},
		{"amount", "金额（元，如 0.37）", "Amount in yuan, such as 0.37", s.amount, "10", "decimal"},
	} {
		fields = append(fields, h.Div(h.Class("field"), h.Label(h.For(f.name), both(f.zh, f.en)), h.Input(h.ID(f.name), h.Name(f.name), h.Value(f.value),
			h.Required(), h.AutoComplete("off"), h.MaxLength(f.most), g.Attr("inputmode", f.mode))))
	}
	return frame.Card(h.H2(both("向平台充值", "Pay a top-up")), h.Form(h.Method("post"), g.Group(fields),
		h.Div(h.Class("field"), h.Button(h.Name("action"), h.Value("pay"), both("付款", "Pay")))))
}

// guards are the headers of every page: nothing of it may be cached, framed or referred from, not even by our own, for the
// address is the key to the account.
func guards() http.Header {
	head := http.Header{}
	for name, value := range frame.Guards([]string{"'none'"}, []string{"'self'"}) {
		head.Set(name, value)
	}
	head.Set("Referrer-Policy", "no-referrer")
	return head
}
