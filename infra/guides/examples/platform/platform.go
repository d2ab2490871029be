// Package platform is a platform in sixty lines: it sends its people to verify, takes them back, is told of what happened, and
// reads how it stands. Copy it, and put your own session in the place of the account in the address.
package platform

import (
	"errors"
	"fmt"
	"html"
	"log/slog"
	"net/http"
	"sync"

	"shiming/shared/api/client"
)

// Platform serves the pages of the example. Own is its own address, Secrets verify webhooks.
type Platform struct {
	Shiming client.Client
	Own     string
	Secrets []string
	Log     *slog.Logger

	told sync.Map // the version of each case that a webhook told last
}

// Handler serves /verify, which sends the person away, /done, where they come back to, and /webhooks.
func (p *Platform) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		page(w, `<p>You are signed in as acct_example. <a href="/verify">Verify who you are 去实名认证</a></p>`)
	})
	mux.HandleFunc("GET /verify", func(w http.ResponseWriter, r *http.Request) {
		link, err := p.Shiming.MakeLink(r.Context(), "acct_example", "", client.LinkRequest{
			Kind: client.KindPersonalVerification, ReturnURL: p.Own + "/done", ClientReferenceID: "order-7", Metadata: map[string]string{"plan": "pro"},
		})
		if err != nil {
			p.Log.Error("no link", "cause", err)
			http.Error(w, "not now", http.StatusBadGateway)
			return
		}
		http.Redirect(w, r, link.URL, http.StatusSeeOther)
	})
	mux.HandleFunc("GET /done", func(w http.ResponseWriter, r *http.Request) {
		c, err := p.Shiming.Case(r.Context(), client.CaseID(r.URL.Query().Get("case")))
		if err != nil || c.Account != "acct_example" { // anybody can write an address
			page(w, "<p>Nothing was found.</p>")
			return
		}
		page(w, fmt.Sprintf("<p>%s is %s, says the API.</p>", html.EscapeString(string(c.Account)), html.EscapeString(string(c.Status))))
	})
	mux.HandleFunc("POST /webhooks", func(w http.ResponseWriter, r *http.Request) {
		event, err := client.ReadWebhook(r, p.Secrets...)
		if errors.Is(err, client.ErrWebhook) {
			http.Error(w, "who are you?", http.StatusUnauthorized)
			return
		} else if err != nil {
			http.Error(w, "not understood", http.StatusBadRequest)
			return
		}
		if last, _ := p.told.LoadOrStore(event.Data.Case, 0); event.Data.Version > last.(int) { // it may come twice, and late
			p.told.Store(event.Data.Case, event.Data.Version)
			p.Log.Info(event.Type, "case", event.Data.Case, "reference", event.Data.ClientReferenceID)
		}
	})
	return mux
}

func page(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = fmt.Fprint(w, `<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>A platform</title><main><h1>A platform</h1>`+body+`</main>`)
}
