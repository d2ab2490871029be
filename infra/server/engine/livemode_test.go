package engine_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shiming/infra/server/engine"
	"shiming/infra/server/issuer/issuertest"
	"shiming/infra/tests/pii"
	"shiming/shared/notify/smstemplates"
	"shiming/shared/realname"
	"shiming/shared/store/canary"
	"shiming/shared/texts"
)

// liveConfig is a live engine with the settings that it cannot be without.
func liveConfig(t *testing.T, dir string) engine.Config {
	templates := map[string]map[texts.MessageKind]string{"zh": {}}
	for _, kind := range smstemplates.Kinds() {
		templates["zh"][kind] = "1234567"
	}
	text, err := json.Marshal(templates)
	if err != nil {
		t.Fatal(err)
	}
	settings := map[string]string{
		"SMS": "alibabacloud", "SMS_SIGN": "测试", "SMS_TEMPLATES": string(text),
		"ALIBABA_ACCESS_KEY_ID": "id", "ALIBABA_ACCESS_KEY_SECRET": "secret", "SUPPORT": "400-000-0000", "POST_ADDRESS": "示例路 1 号",
	}
	return engine.Config{
		Dir: dir, Profile: "tencent", Livemode: true, Clock: time.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Get: func(name string) string { return settings[name] },
	}
}

func TestTHREATS_X5_a_store_refuses_the_other_mode(t *testing.T) {
	sandboxed, lived := t.TempDir(), t.TempDir()
	w := start(t, sandboxed, nil)
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Open(liveConfig(t, sandboxed)); !errors.Is(err, canary.ErrOtherMode) || !strings.Contains(err.Error(), "SANDBOX") {
		t.Errorf("a sandbox's records in live mode: %v", err)
	}
	live, err := engine.Open(liveConfig(t, lived))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"/sandbox/clock", "/sandbox/phone/x", "/sandbox/bank/x", "/sandbox/bank/payments", "/sandbox/messages/acct_1"} {
		for _, method := range []string{"GET", "POST"} {
			out := httptest.NewRecorder()
			live.Handler.ServeHTTP(out, httptest.NewRequest(method, "http://127.0.0.1"+path, nil))
			if out.Code != 404 {
				t.Errorf("live mode: %s %s is answered with %d", method, path, out.Code)
			}
		}
	}
	if err := live.Close(); err != nil {
		t.Fatal(err)
	}
	back := liveConfig(t, lived)
	back.Livemode = false
	if _, err := engine.Open(back); !errors.Is(err, canary.ErrOtherMode) {
		t.Errorf("live records in a sandbox: %v", err)
	}
}

func TestTHREATS_X5_a_store_of_older_versions_is_a_sandbox_s(t *testing.T) {
	dir := t.TempDir()
	w := start(t, dir, nil)
	w.bring("acct_old", realname.Filling, "")
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(dir, "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	gone, err := db.Exec("DELETE FROM records WHERE kind = ?", canary.ModeRecord)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := gone.RowsAffected(); n != 1 || err != nil {
		t.Fatalf("%d modes were kept, %v", n, err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := engine.Open(liveConfig(t, dir)); !errors.Is(err, canary.ErrOtherMode) {
		t.Errorf("live mode on an old sandbox's records: %v", err)
	}
	w = start(t, dir, nil)
	w.must(200, ask{method: "GET", path: "/v1/accounts/acct_old", token: w.holder("acct_old")})
	if err := w.close(); err != nil {
		t.Fatal(err)
	}
}

// What nobody proves is not offered in live mode: the log says so at the start, the options say why, and it cannot be chosen.
func TestRULES_A9_methods_without_a_provider_in_live_mode(t *testing.T) {
	c := liveConfig(t, issuertest.Dir(t, t.TempDir()))
	log := &strings.Builder{}
	c.Log = slog.New(slog.NewTextHandler(log, nil))
	live, err := engine.Open(c)
	if err != nil {
		t.Fatal(err)
	}
	w := &world{tb: t, e: live, tokens: map[realname.Actor]string{}}
	defer live.Close()
	for _, m := range live.Policy.Methods() {
		line := ""
		for l := range strings.Lines(log.String()) {
			if strings.Contains(l, "method="+string(m)+" ") {
				line += l
			}
		}
		if strings.Count(line, "\n") != 1 || !strings.Contains(line, "is not offered") || !strings.Contains(line, "port=") {
			t.Errorf("of %s the log says %q", m, line)
		}
	}
	token := w.holder("acct_live")
	opened := w.must(201, ask{method: "POST", path: "/v1/cases", token: token, body: `{"kind":"personal_verification"}`})
	if opened.at("livemode") != "true" {
		t.Errorf("livemode is %s", opened.at("livemode"))
	}
	at := "/v1/cases/" + opened.at("id")
	w.must(200, ask{method: "POST", path: at + "/form", token: token, body: form(pii.Adults[0], pii.Adults[0].Number)})
	options := w.must(200, ask{method: "GET", path: at + "/methods", token: token})
	listed, _ := options.json["data"].([]any)
	for _, o := range listed {
		o, _ := o.(map[string]any)
		reason, _ := o["reason"].(map[string]any)
		if o["available"] != false || o["recommended"] != false || reason["code"] != string(realname.CodeMethodUnavailable) {
			t.Errorf("%v is available: %v, because %v", o["method"], o["available"], reason["code"])
		}
		refused := w.must(422, ask{method: "POST", path: at + "/method", token: token, body: `{"method":"` + o["method"].(string) + `"}`})
		if refused.at("code") != string(realname.CodeMethodUnavailable) {
			t.Errorf("%v: %s", o["method"], refused.text)
		}
	}
	if len(listed) != 3 {
		t.Errorf("%d options", len(listed))
	}
}

func TestTHREATS_X5_live_mode_without_settings_changes_nothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	c := liveConfig(t, dir)
	c.Get, c.WebhookURL = nil, "ftp://sesame"
	_, err := engine.Open(c)
	if err == nil || strings.Contains(err.Error(), "sesame") {
		t.Fatalf("it says %v", err)
	}
	for _, name := range []string{"SMS", "tencentcloud", "WEBHOOK_URL"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("it says %v, without %s", err, name)
		}
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("it made the folder")
	}
}
