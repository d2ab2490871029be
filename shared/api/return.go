package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Return serves GET /v1/checks/{check}/return, where a provider that is asked for its results sends the browser. It is
// unsigned, so it is only a hint to ask, and everybody sees the same page: of a check that exists, that has ended, or that
// never was. What the page could not find out is asked for again without it.
func Return(step steps.AskCheck) Endpoint {
	return Endpoint{RouteReturn, func(c *call) (reply, error) {
		result, err := step.Hint(c.http.Context(), realname.CheckID(c.http.PathValue("check")))
		c.audit.took(result)
		return reply{raw: []byte(returned), header: returnedHeader()}, err
	}}
}

// ComeBack plays a browser that comes back from a check: through the gate, as the address would be opened. It is for a
// provider that lives in this program, as the sandbox does. The step is looked at when somebody comes.
func ComeBack(g Gate, step *steps.AskCheck) func(context.Context, realname.CheckID) error {
	return func(ctx context.Context, check realname.CheckID) error {
		if g.play(ctx, Return(*step), "check", string(check), steps.Callback{}) != http.StatusOK {
			return steps.ErrUnavailable
		}
		return nil
	}
}

// AskCheck asks about a check that is queued for it, and writes down what came of it. It says when to ask again; the zero
// time: never.
func AskCheck(g Gate, step steps.AskCheck) func(context.Context, realname.CheckID) (time.Time, error) {
	return func(ctx context.Context, check realname.CheckID) (time.Time, error) {
		again, result, err := step.Do(ctx, check)
		if result.Case.ID == "" {
			return again, err // nobody has said anything
		}
		entry := AuditEntry{At: g.Clock(), Action: "ask-check", Outcome: "done"}
		entry.took(result)
		return again, errors.Join(err, g.Audit(ctx, entry))
	}
}

// returned is the page that says that one can go back. It says nothing about anybody.
const returned = `<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
	`<meta name="robots" content="noindex"><meta name="color-scheme" content="light dark"><title>可以返回了 You can go back</title><style>` + returnedStyle +
	`</style></head><body><main><h1>可以返回了</h1><p>请回到发起认证的页面查看结果，本页可以关闭。</p>` +
	`<div lang="en"><h1>You can go back</h1><p>See the result on the page where you began. This page can be closed.</p></div></main></body></html>`

const returnedStyle = `body{margin:15vh auto;max-width:26rem;padding:0 1.5rem;font:17px/1.6 system-ui,"PingFang SC","Noto Sans CJK SC",sans-serif}h1{font-size:1.3rem}`

// returnedHeader keeps the page from being kept, framed or referred from, and lets nothing but its style in.
func returnedHeader() http.Header {
	sum := sha256.Sum256([]byte(returnedStyle))
	return http.Header{
		"Content-Type": {"text/html; charset=utf-8"},
		"Content-Security-Policy": {strings.Join([]string{"default-src 'none'", "style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'",
			"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"}, "; ")},
		"Referrer-Policy": {"no-referrer"}, "X-Robots-Tag": {"noindex"},
	}
}
