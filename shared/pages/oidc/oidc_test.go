package oidc_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"

	"shiming/shared/pages"
	"shiming/shared/pages/oidc"
)

// offered is the service, and an identity provider that is not ours: the example server of zitadel/oidc, whole.
type offered struct {
	t        *testing.T
	service  *httptest.Server
	provider *httptest.Server
	desk     *oidc.Desk
	now      func() time.Time
	asked    []string
}

// self answers for the API who a token is of; every other request is refused.
type self struct{ o *offered }

func (s self) RoundTrip(r *http.Request) (*http.Response, error) {
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	s.o.asked = append(s.o.asked, token)
	status, answer := 200, `{"id":"id1","role":"reviewer"}`
	switch {
	case token == "":
		status, answer = 401, `{"code":"unauthenticated","message":"m","message_zh":"z"}`
	case r.URL.Path != "/v1/self":
		answer = `{"data":[]}`
	}
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(answer))}, nil
}

func offer(t *testing.T) *offered {
	t.Helper()
	o := &offered{t: t, now: time.Now}
	var inner, site http.Handler
	o.provider = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { inner.ServeHTTP(w, r) }))
	o.service = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { site.ServeHTTP(w, r) }))
	t.Cleanup(o.provider.Close)
	t.Cleanup(o.service.Close)
	// Both are this machine: the provider's redirects are let through by their names.
	storage.RegisterClients(storage.WebClient("staff", "secret", o.service.URL+"/staff/signed-in"))
	inner = exampleop.SetupServer(o.provider.URL, storage.NewStorage(storage.NewUserStore(o.provider.URL)), slog.New(slog.DiscardHandler), false)
	o.desk = oidc.New(oidc.Config{
		Issuer: o.provider.URL, Client: "staff", Base: o.service.URL, Scopes: []string{"profile"}, Now: func() time.Time { return o.now() },
		Secrets: func(context.Context) (string, string, error) { return "secret", strings.Repeat("k", 32), nil },
	})
	site = (&pages.Site{API: self{o}, Base: "http://api", Staff: o.desk, Now: time.Now, Wall: time.Now, Log: slog.New(slog.DiscardHandler)}).Handler()
	return o
}

// browser follows redirects as one does, with cookies of its own.
func (o *offered) browser() *http.Client {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

func (o *offered) page(c *http.Client, method, address string, form url.Values) (string, *http.Response) {
	o.t.Helper()
	r, err := http.NewRequestWithContext(o.t.Context(), method, address, strings.NewReader(form.Encode()))
	if err != nil {
		o.t.Fatal(err)
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := c.Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return string(body), answer
}

var idField = regexp.MustCompile(`name="id" value="([^"]+)"`)

// signIn goes from our page to the provider's, says the password there, and comes back.
func (o *offered) signIn(c *http.Client) (string, *http.Response) {
	o.t.Helper()
	body, _ := o.page(c, http.MethodGet, o.service.URL+"/staff/reviews?kind=appeal", nil)
	id := idField.FindStringSubmatch(body)
	if id == nil {
		o.t.Fatalf("the provider asks for no password:\n%s", body)
	}
	host, _ := url.Parse(o.provider.URL)
	return o.page(c, http.MethodPost, o.provider.URL+"/login/username", url.Values{"id": {id[1]}, "username": {"test-user@" + host.Hostname()}, "password": {"verysecure"}})
}

func TestTHREATS_X17_staff_sign_in_at_a_provider(t *testing.T) {
	o := offer(t)
	c := o.browser()
	body, answer := o.signIn(c)
	if at := answer.Request.URL; answer.StatusCode != 200 || at.Path != "/staff/reviews" || at.RawQuery != "kind=appeal" || !strings.Contains(body, "id1") {
		t.Fatalf("%d at %s:\n%s", answer.StatusCode, at, body)
	}
	here, _ := url.Parse(o.service.URL)
	for _, kept := range c.Jar.Cookies(here) {
		for _, token := range o.asked {
			if token == "" || strings.Contains(kept.Value, token) {
				t.Errorf("%s says the token %q", kept.Name, token)
			}
		}
	}
	t.Run("it_ends_with_the_token", func(t *testing.T) {
		o.now = func() time.Time { return time.Now().Add(13 * time.Hour) }
		defer func() { o.now = time.Now }()
		if body, answer := o.page(c, http.MethodGet, o.service.URL+"/staff/reviews", nil); answer.Request.URL.Host != strings.TrimPrefix(o.provider.URL, "http://") {
			t.Errorf("%s: %s", answer.Request.URL, body)
		}
	})
	t.Run("signing_out_ends_the_providers_session", func(t *testing.T) {
		still := *c
		still.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		_, answer := o.page(&still, http.MethodPost, o.service.URL+"/staff/sign-out", url.Values{})
		to, _ := url.Parse(answer.Header.Get("Location"))
		if !strings.HasPrefix(to.String(), o.provider.URL) || to.Query().Get("id_token_hint") == "" || to.Query().Get("post_logout_redirect_uri") != o.service.URL+"/staff/sign-in" {
			t.Errorf("it leads to %s", to)
		}
		if body, _ := o.page(c, http.MethodGet, o.service.URL+"/staff/reviews", nil); strings.Contains(body, "id1") {
			t.Error("they are still signed in")
		}
	})
}

// Whoever did not begin here is not signed in: a code of somebody else, an answer twice, or one that was changed on the way.
func TestTHREATS_X17_answers_that_are_not_ours(t *testing.T) {
	o := offer(t)
	still := o.browser()
	still.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if r.URL.Path == "/staff/signed-in" {
			return http.ErrUseLastResponse
		}
		return nil
	}
	_, answer := o.signIn(still)
	answered := answer.Header.Get("Location")
	wrong := func(c *http.Client, address string) {
		t.Helper()
		body, answer := o.page(c, http.MethodGet, address, nil)
		if answer.StatusCode != 400 || len(o.asked) != 0 || strings.Contains(body, "id1") {
			t.Errorf("%d, asked %v", answer.StatusCode, o.asked)
		}
	}
	wrong(o.browser(), answered) // in another browser
	changed, _ := url.Parse(answered)
	query := changed.Query()
	query.Set("state", "another")
	changed.RawQuery = query.Encode()
	wrong(still, changed.String())
	wrong(still, answered) // what was begun is used up by the wrong answer
	wrong(still, o.service.URL+"/staff/signed-in?error=access_denied&state=x")
}

// A cookie that was not made here opens nothing.
func TestTHREATS_X17_cookies_that_were_made_up(t *testing.T) {
	o := offer(t)
	c := o.browser()
	o.signIn(c)
	here, _ := url.Parse(o.service.URL)
	for _, kept := range c.Jar.Cookies(here) {
		if kept.Name != "shiming-staff" {
			continue
		}
		for _, value := range []string{kept.Value[:len(kept.Value)-4] + "AAAA", "", "a.b.c.d.e"} {
			r := httptest.NewRequest(http.MethodGet, o.service.URL+"/staff/reviews", nil)
			r.AddCookie(&http.Cookie{Name: kept.Name, Value: value})
			if in := o.desk.Of(r); in.Token != "" {
				t.Errorf("%q: %+v", value, in)
			}
		}
		r := httptest.NewRequest(http.MethodGet, o.service.URL+"/staff/reviews", nil)
		r.AddCookie(&http.Cookie{Name: "shiming-staff-start", Value: kept.Value})
		w := httptest.NewRecorder()
		if _, _, _, err := o.desk.Finish(w, r); err == nil {
			t.Error("one cookie was taken for another")
		}
		return
	}
	t.Error("nobody is signed in")
}
