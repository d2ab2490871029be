package wechat

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/shared/notify/notifytest"
	"shiming/shared/telling"
	"shiming/shared/texts"
	"shiming/shared/wire"
)

// platform answers as the platform does (recorded shapes): stable_token, and template/send, which knows a client_msg_id
// for ten minutes.
type platform struct {
	t       *testing.T
	mu      sync.Mutex
	now     time.Time
	token   string // the one that is good
	fetched int
	forced  int
	code    int // what template/send answers
	status  int
	slow    chan struct{}
	seen    map[string]bool
	sent    []notifytest.Sent
}

func (p *platform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var body map[string]any
	if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.Method != "POST" {
		p.t.Errorf("%s: %v", r.Method, err)
	}
	if p.slow != nil {
		<-p.slow
	}
	if p.status != 0 {
		w.WriteHeader(p.status)
		return
	}
	switch r.URL.Path {
	case "/cgi-bin/stable_token":
		if body["grant_type"] != "client_credential" || body["appid"] != "wx1" || body["secret"] != "sesame" {
			fmt.Fprint(w, `{"errcode":40013,"errmsg":"invalid appid rid: 1-2-3"}`)
			return
		}
		p.fetched++
		if body["force_refresh"] == true {
			p.forced++
			p.token = fmt.Sprintf("token-%d", p.fetched)
		}
		fmt.Fprintf(w, `{"access_token":%q,"expires_in":7200}`, p.token)
	case "/cgi-bin/message/template/send":
		if r.URL.Query().Get("access_token") != p.token {
			fmt.Fprint(w, `{"errcode":40001,"errmsg":"invalid credential, access_token is invalid or not latest rid: 1-2-3"}`)
			return
		}
		if p.code != 0 {
			fmt.Fprintf(w, `{"errcode":%d,"errmsg":"said of %v rid: 1-2-3"}`, p.code, body["touser"])
			return
		}
		key := fmt.Sprint(body["client_msg_id"])
		if len(key) > 64 {
			p.t.Errorf("%v", body)
		}
		if !p.seen[key] {
			data := body["data"].(map[string]any)
			value := func(name string) string { return data[name].(map[string]any)["value"].(string) }
			fields := map[string]string{}
			for name := range data {
				fields[name] = value(name)
				if n := len([]rune(fields[name])); n < 1 || strings.HasPrefix(name, "thing") && n > 20 || strings.Contains(fields[name], "\n") {
					p.t.Errorf("%s has %d characters", name, n)
				}
			}
			p.sent = append(p.sent, notifytest.Sent{
				Key: strings.Replace(key, "_x", ":x", 1), To: fmt.Sprint(body["touser"]), Template: fmt.Sprint(body["template_id"]), Fields: fields,
			})
		}
		p.seen[key] = true
		fmt.Fprint(w, `{"errcode":0,"errmsg":"ok","msgid":2785912345678901250}`)
	default:
		p.t.Errorf("%s was called", r.URL.Path)
	}
}

func newPlatform(t *testing.T) (*platform, *Notifier) {
	t.Helper()
	p := &platform{t: t, token: "token-0", seen: map[string]bool{}, now: time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC)}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	n, err := New(Options{AppID: "wx1", Access: wire.Fixed("sesame"), Templates: templates(), BaseURL: s.URL, Clock: func() time.Time { return p.now }})
	if err != nil {
		t.Fatal(err)
	}
	return p, n
}

// templates are two: one for kinds that have a day, and one for the others.
func templates() []WeChatTemplate {
	dated := WeChatTemplate{ID: "dated", Fields: map[string]string{"thing1": Title, "time2": "by"}}
	plain := WeChatTemplate{ID: "plain", Fields: map[string]string{"thing7": Title}}
	for _, kind := range texts.EventKinds() {
		if slices.Contains(kind.Parameters(), "by") {
			dated.Kinds = append(dated.Kinds, kind)
		} else {
			plain.Kinds = append(plain.Kinds, kind)
		}
	}
	return []WeChatTemplate{dated, plain}
}

// template says what the suite has to find of a kind.
func template(k texts.MessageKind, _ telling.Language) notifytest.RegisteredTemplate {
	for _, t := range templates() {
		if slices.Contains(t.Kinds, k) {
			return notifytest.RegisteredTemplate{ID: t.ID, Fields: t.Fields}
		}
	}
	return notifytest.RegisteredTemplate{}
}

const openID = "oX1y-Z_abcdefghijklmnop3q"

func TestConformance(t *testing.T) {
	p, n := newPlatform(t)
	codes := func(all ...int) map[string]func() {
		out := map[string]func(){}
		for _, code := range all {
			out[fmt.Sprint(code)] = func() { p.code = code }
		}
		return out
	}
	faults := codes(-1, 45009, 40037, 48001)
	faults["status 502"] = func() { p.status = http.StatusBadGateway }
	notifytest.Run(t, notifytest.Harness{
		Notifier: n, Channel: telling.WeChat, Address: openID, Once: true, Template: template,
		Sent:     func() []notifytest.Sent { p.mu.Lock(); defer p.mu.Unlock(); return p.sent },
		Faults:   faults,
		Refusals: codes(40003, 43004, 43019, 43101, 47003),
		Slow:     func() { p.slow = make(chan struct{}) },
		Heal: func() {
			p.code, p.status = 0, 0
			if p.slow != nil {
				close(p.slow)
				p.mu.Lock() // the call that waited has ended
				p.slow = nil
				p.mu.Unlock()
			}
		},
	})
}

func TestTokens(t *testing.T) {
	message := telling.Message{To: openID, Told: texts.Notification{Kind: texts.Verified}}
	t.Run("a token is fetched once and used until it nears its end", func(t *testing.T) {
		p, n := newPlatform(t)
		for i := range 20 {
			message.Key = fmt.Sprint("evt_", i)
			if err := n.Send(t.Context(), message); err != nil {
				t.Fatal(err)
			}
		}
		if p.fetched != 1 || len(p.sent) != 20 {
			t.Errorf("%d tokens, %d messages", p.fetched, len(p.sent))
		}
		p.now = p.now.Add(7200*time.Second - 4*time.Minute)
		if err := n.Send(t.Context(), message); err != nil || p.fetched != 2 || p.forced != 0 {
			t.Errorf("%d tokens, %v", p.fetched, err)
		}
	})
	t.Run("at once, one fetch serves all", func(t *testing.T) {
		p, n := newPlatform(t)
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				m := message
				m.Key = fmt.Sprint("evt_", i)
				if err := n.Send(t.Context(), m); err != nil {
					t.Error(err)
				}
			})
		}
		if all.Wait(); p.fetched != 1 || len(p.sent) != 20 {
			t.Errorf("%d tokens, %d messages", p.fetched, len(p.sent))
		}
	})
	t.Run("a token that somebody else ended is fetched anew, once", func(t *testing.T) {
		p, n := newPlatform(t)
		if err := n.Send(t.Context(), message); err != nil {
			t.Fatal(err)
		}
		p.token = "another"
		message.Key = "evt_x"
		if err := n.Send(t.Context(), message); err != nil || p.forced != 1 {
			t.Errorf("%d forced, %v", p.forced, err)
		}
	})
	t.Run("of many that meet an ended token, one fetches it anew", func(t *testing.T) {
		p, n := newPlatform(t)
		if err := n.Send(t.Context(), message); err != nil {
			t.Fatal(err)
		}
		p.token = "another"
		var all sync.WaitGroup
		for i := range 20 {
			all.Go(func() {
				m := message
				m.Key = fmt.Sprint("evt_", i)
				if err := n.Send(t.Context(), m); err != nil {
					t.Error(err)
				}
			})
		}
		if all.Wait(); p.forced != 1 {
			t.Errorf("%d forced", p.forced)
		}
	})
	t.Run("a secret that is wrong is our fault, and said without it", func(t *testing.T) {
		_, n := newPlatform(t)
		n.o.Access = wire.Fixed("abracadabra")
		if err := n.Send(t.Context(), message); err == nil || strings.Contains(err.Error(), "abra") || !strings.Contains(err.Error(), "40013") {
			t.Error(err)
		}
	})
}
