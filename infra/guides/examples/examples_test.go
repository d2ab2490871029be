package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/infra/guides/examples/platform"
	"shiming/infra/server/engine"
	"shiming/shared/api/client"
	"shiming/shared/clock"
	"shiming/shared/realname"
)

// lines is a log that is read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// world is the example, as make example serves it.
type world struct {
	own, base, token string
	log              *lines
}

func start(t *testing.T) world {
	t.Helper()
	signs, log := "whsec_"+base64.StdEncoding.EncodeToString(bytes.Repeat([]byte("k"), 32)), &lines{}
	var serving platform.Platform
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { serving.Handler().ServeHTTP(w, r) }))
	t.Cleanup(shop.Close)
	e, err := engine.Open(engine.Config{
		Dir: t.TempDir(), Clock: clock.Now, WebhookURL: shop.URL + "/webhooks", WebhookSecrets: []string{signs},
		Get: func(name string) string { return map[string]string{"RETURN_ORIGINS": shop.URL}[name] },
		Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(e.Handler)
	t.Cleanup(func() {
		server.Close()
		if err := e.Close(); err != nil {
			t.Error(err)
		}
	})
	token, err := e.Issuer.Token(realname.Actor{Role: realname.Platform, ID: "example"}, clock.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	serving.Shiming = client.Client{Base: server.URL, Token: func(context.Context) (string, error) { return token, nil }}
	serving.Own, serving.Secrets, serving.Log = shop.URL, []string{signs}, slog.New(slog.NewTextHandler(log, nil))
	return world{own: shop.URL, base: server.URL, token: token, log: log}
}

// person is somebody at a browser without script.
type person struct {
	t    *testing.T
	http *http.Client
	at   *url.URL
	page string
}

func someone(t *testing.T) *person {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &person{t: t, http: &http.Client{Jar: jar, Timeout: time.Minute}}
}

func (p *person) send(method, address string, form url.Values) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	answer, err := p.http.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode >= 400 {
		p.t.Fatalf("%s %s: %d %v\n%s", method, address, answer.StatusCode, err, text)
	}
	p.at, p.page = answer.Request.URL, string(text)
}

// verifies goes from a link, which is open, to the end, as the one whom the sandbox passes by itself; and back to the platform.
func (p *person) verifies() {
	p.t.Helper()
	base := p.at.Scheme + "://" + p.at.Host
	p.send("POST", base+p.at.Path, url.Values{}) // which opens the case that the link is for
	at := base + p.at.Path
	p.send("POST", at+"/form", url.Values{"name": {"甄通过"}, "document_kind": {"resident_id"}, "document_number": {"110101190001019019"}, "industry": {"I"},
		"address.region": {"北京市东城区"}, "address.detail": {"演示路1号"}})
	p.send("POST", at+"/method", url.Values{"method": {"wechat_scan"}})
	back := regexp.MustCompile(`class="btn ?" href="([^"]*/done\?case=[^"]+)"`)
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		p.send("GET", at, nil)
		if found := back.FindStringSubmatch(p.page); found != nil {
			p.send("GET", found[1], nil)
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("it does not end:\n%s", p.page)
		}
	}
}

// The platform of the example sends a person, gets them back, and is told by a webhook that it verifies.
func TestRULES_H1_the_example_sends_takes_back_and_is_told(t *testing.T) {
	w, p := start(t), someone(t)
	p.send("GET", w.own+"/verify", nil)
	p.verifies()
	if p.at.Path != "/done" || !strings.Contains(p.page, "acct_example is verified") {
		t.Errorf("back at %s:\n%s", p.at, p.page)
	}
	for end := time.Now().Add(time.Minute); !strings.Contains(w.log.String(), "case.verified"); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no webhook tells of it: %s", w.log)
		}
	}
	if !strings.Contains(w.log.String(), "reference=order-7") {
		t.Errorf("the platform does not find its own name: %s", w.log)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, w.own+"/webhooks", strings.NewReader(`{"type":"case.verified"}`))
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("a webhook that nobody has signed: %d", answer.StatusCode)
	}
	p.send("GET", w.own+"/done?case=case_aaaaaaaaaaaaaaaaaaaaaaaaaa", nil)
	if !strings.Contains(p.page, "Nothing was found") {
		t.Errorf("a case of nobody: %s", p.page)
	}
}

// Every line of the guide runs as it stands there.
func TestRULES_H1_the_guide(t *testing.T) {
	text, err := os.ReadFile("../integrate.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) != 4 {
		t.Fatalf("%d blocks", len(blocks))
	}
	w, p := start(t), someone(t)
	run := func(block int) string {
		t.Helper()
		c := exec.CommandContext(t.Context(), "sh", "-eu", "-c", blocks[0][1]+blocks[block][1])
		c.Env = append(os.Environ(), "URL="+w.base, "OWN="+w.own, "T="+w.token)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%v: %s", err, out)
		}
		return string(out)
	}
	link := regexp.MustCompile(`"url":"([^"]+)"`).FindStringSubmatch(run(1))
	if link == nil || run(1) == "" {
		t.Fatal("no link")
	}
	p.send("GET", link[1], nil)
	p.verifies()
	if got := run(2); !strings.Contains(got, `"object":"list"`) {
		t.Errorf("the deliveries: %s", got)
	}
	if got := run(3); !strings.Contains(got, `"status":"verified"`) || !strings.Contains(got, `"client_reference_id":"order-7"`) {
		t.Errorf("the account and its cases: %s", got)
	}
}
