package engine_test

import (
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"shiming/infra/server/engine"
	"shiming/infra/tests/pii"
	"shiming/shared/realname"
)

// An address is taken as it stands: nothing is redirected to a cleaner one.
func TestTHREATS_S1_addresses_are_not_corrected(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	for _, path := range []string{
		"/v1//cases", "//v1/cases", "/v1/cases//form", "/v1/./cases", "/v1/x/../cases", "/v1/cases/", "/v1/cases/../cases", "/v1/cases/.",
	} {
		for _, method := range []string{"GET", "POST"} {
			t.Run(method+" "+path, func(t *testing.T) {
				got := w.do(ask{method: method, path: path, token: w.holder("acct_me"), body: `{"kind":"personal_verification"}`})
				if got.Code != 404 || got.at("code") != "route_unknown" {
					t.Errorf("got %d %s, want 404 route_unknown", got.Code, got.at("code"))
				}
			})
		}
	}
}

// The name of a scheme has no case (RFC 9110, 11.1): API Gateway takes it so, too.
func TestTHREATS_I1_bearer_in_any_case(t *testing.T) {
	w := start(t, t.TempDir(), nil)
	for _, scheme := range []string{"Bearer ", "bearer ", "BEARER "} {
		got := w.do(ask{method: "GET", path: "/v1/accounts/acct_me", header: map[string]string{"Authorization": scheme + w.holder("acct_me")}})
		if got.Code != 200 {
			t.Errorf("%q: got %d", scheme, got.Code)
		}
	}
}

// Without a public address the engine believes a Host header that names this machine, and no other: it gets into no
// address, and makes no QR code that cannot be drawn.
func TestTHREATS_S1_THREATS_X19_a_host_that_is_none(t *testing.T) {
	dir := t.TempDir()
	e, err := engine.Open(engine.Config{Dir: dir, Profile: "tencent", Clock: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil))})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	token, err := e.Issuer.Token(realname.Actor{Role: realname.Holder, ID: "user_1", Account: "acct_me"}, time.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	send := func(method, path, host, body string) (int, map[string]any) {
		r := httptest.NewRequest(method, path, strings.NewReader(body))
		r.Host = host
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		rec, object := httptest.NewRecorder(), map[string]any{}
		e.Handler.ServeHTTP(rec, r)
		_ = json.Unmarshal(rec.Body.Bytes(), &object) // a picture is none
		return rec.Code, object
	}
	for host, want := range map[string]string{
		"localhost": "http://localhost/", "localhost:8080": "http://localhost:8080/", "127.0.0.1:1": "http://127.0.0.1:1/",
		"[::1]:80": "http://[::1]:80/", "thief.example": "/", "127.0.0.1.thief.example:80": "/",
	} {
		_, opened := send("POST", "/v1/cases", "localhost", `{"kind":"enterprise_verification"}`)
		path := "/v1/cases/" + opened["id"].(string)
		_, asked := send("POST", path+"/documents", host, `{"purpose":"licence","content_type":"image/png","size":1000}`)
		upload, _ := asked["upload"].(map[string]any)
		if address, _ := upload["url"].(string); !strings.HasPrefix(address, want+"files/") {
			t.Errorf("THREATS X19: asked at %q, the address is %v", host, asked)
		}
		send("POST", path+"/cancel", "localhost", "")
	}
	_, opened := send("POST", "/v1/cases", "localhost", `{"kind":"personal_verification"}`)
	path := "/v1/cases/" + opened["id"].(string)
	send("POST", path+"/form", "localhost", form(pii.Adults[0], pii.Adults[0].Number))
	send("POST", path+"/method", "localhost", `{"method":"face"}`)
	for _, host := range []string{"localhost:8080", strings.Repeat("a.", 120) + "example:65535", strings.Repeat("a.", 500) + "example"} {
		checked, _ := send("POST", path+"/check", host, "")
		drawn, _ := send("GET", path+"/qr.svg", host, "")
		if checked >= 500 || drawn >= 500 {
			t.Errorf("a host of %d bytes: the check is answered with %d, its QR code with %d", len(host), checked, drawn)
		}
	}
}
