package engine_test

import (
	"bufio"
	"bytes"
	"crypto/rsa"
	"crypto/x509"
	"database/sql"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	webhook "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"shiming/infra/server/engine"
	"shiming/infra/server/issuer"
	"shiming/infra/server/issuer/issuertest"
	"shiming/infra/tests/pii"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/texts"
)

// world is a running embedded engine with a look into its files.
type world struct {
	tb  testing.TB
	dir string
	e   *engine.Engine
	db  *sql.DB // reads beside the engine, by one connection

	mu     sync.Mutex
	tokens map[realname.Actor]string // of the last hour; a signature is dear
	stored struct {                  // what records read last, and the version of the file then
		version int64
		after   [3]int64
		all     string
	}
}

// start opens an engine on the directory; it is closed with the test unless the test closes it.
func start(tb testing.TB, dir string, wrap func(steps.Store) steps.Store) *world {
	tb.Helper()
	e, err := engine.Open(engine.Config{
		Dir: issuertest.Dir(tb, dir), Profile: "tencent", PublicURL: "http://shiming.test", Clock: time.Now, Wrap: wrap,
		Get: func(name string) string {
			return map[string]string{"RETURN_ORIGINS": "https://console.example.com"}[name]
		},
		Log: slog.New(slog.NewTextHandler(tb.Output(), nil)),
	})
	if err != nil {
		tb.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "shiming.db")+"?_pragma=query_only(1)&_pragma=busy_timeout(5000)")
	if err != nil {
		tb.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	w := &world{tb: tb, dir: dir, e: e, db: db, tokens: map[realname.Actor]string{}}
	tb.Cleanup(func() { _ = w.close() })
	return w
}

// close ends the engine; twice is harmless.
func (w *world) close() error {
	if w.e == nil {
		return nil
	}
	e := w.e
	w.e = nil
	_ = w.db.Close()
	return e.Close()
}

// ask is one request; what is empty is not sent.
type ask struct {
	method, path, token, body string
	header                    map[string]string
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	text string
	json map[string]any
}

func (a answer) at(path string) string {
	var at any = a.json
	for _, name := range strings.Split(path, ".") {
		object, _ := at.(map[string]any)
		at = object[name]
	}
	if at == nil {
		return ""
	}
	return fmt.Sprint(at)
}

func (w *world) do(a ask) answer {
	r := httptest.NewRequest(a.method, "http://shiming.test"+a.path, strings.NewReader(a.body))
	if a.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if a.token != "" {
		r.Header.Set("Authorization", "Bearer "+a.token)
	}
	for name, value := range a.header {
		r.Header.Set(name, value)
	}
	out := answer{ResponseRecorder: httptest.NewRecorder()}
	w.e.Handler.ServeHTTP(out.ResponseRecorder, r)
	out.text = out.Body.String()
	_ = json.Unmarshal([]byte(out.text), &out.json) // not every answer is an object
	return out
}

// must is do with the status that has to come.
func (w *world) must(status int, a ask) answer {
	w.tb.Helper()
	got := w.do(a)
	if got.Code != status {
		w.tb.Fatalf("%s %s: got %d %s, want %d", a.method, a.path, got.Code, got.at("code"), status)
	}
	return got
}

func (w *world) token(role realname.Role, account realname.AccountID) string {
	w.tb.Helper()
	id := string(role) + "_1"
	if role == realname.Reviewer && account == "" {
		account = "acct_staff"
	} else if account != "" {
		id = "user_" + string(account)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	actor := realname.Actor{Role: role, ID: id, Account: account}
	if w.tokens[actor] == "" {
		token, err := w.e.Issuer.Token(actor, time.Now(), time.Hour)
		if err != nil {
			w.tb.Fatal(err)
		}
		w.tokens[actor] = token
	}
	return w.tokens[actor]
}

func (w *world) holder(account realname.AccountID) string { return w.token(realname.Holder, account) }

// key is the issuer's private key, to sign what it would not.
func (w *world) key() *rsa.PrivateKey {
	w.tb.Helper()
	data, err := os.ReadFile(filepath.Join(w.dir, issuer.File))
	if err != nil {
		w.tb.Fatal(err)
	}
	block, _ := pem.Decode(data)
	key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		w.tb.Fatal(err)
	}
	return key
}

// form is the body of a form, of a made-up person with a number of the caller's choice.
func form(p pii.SeedPerson, number string) string {
	data, _ := json.Marshal(map[string]any{
		"name": p.Name, "document_kind": "resident_id", "document_number": number, "industry": "I",
		"address": map[string]string{"region": p.Region, "detail": p.Address},
	}) // texts only
	return string(data)
}

// number makes the n-th of the made-up resident numbers that these tests use.
func number(n int) string {
	born := time.Date(1950, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n/1000%17000)
	first := fmt.Sprintf("%02d9900%s%03d", []int{11, 12, 13, 21, 31, 32, 33, 37, 41, 42}[n/17_000_000%10], born.Format("20060102"), n%1000)
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(first[i]-'0') * weight
	}
	return first + string("10X98765432"[sum%11])
}

// The states to which a case can be brought.
var stations = []realname.State{realname.Filling, realname.Choosing, realname.Ready, realname.Checking}

// bring opens a case on the account and takes it to the state, by the platform's hand.
func (w *world) bring(account realname.AccountID, to realname.State, body string) (path string, last answer) {
	w.tb.Helper()
	token := w.token(realname.Platform, "")
	last = w.must(201, ask{method: "POST", path: "/v1/cases", token: token, body: `{"kind":"personal_verification","account":"` + string(account) + `"}`})
	path = "/v1/cases/" + last.at("id")
	for _, s := range stations {
		switch s {
		case realname.Choosing:
			last = w.must(200, ask{method: "POST", path: path + "/form", token: token, body: body})
		case realname.Ready:
			last = w.must(200, ask{method: "POST", path: path + "/method", token: token, body: `{"method":"wechat_scan"}`})
		case realname.Checking:
			last = w.must(200, ask{method: "POST", path: path + "/check", token: token})
		}
		if s == to {
			return path, last
		}
	}
	w.tb.Fatalf("no case is brought to %s", to)
	return "", answer{}
}

// checkID is the id of the check that the answer put out.
func checkID(a answer) string {
	return "chk_" + strings.TrimPrefix(a.at("id"), "case_") + "_" + a.at("version")
}

// signed is a callback of the sandbox.
func (w *world) signed(id, check, outcome, fault string) ask {
	w.tb.Helper()
	secret, err := os.ReadFile(filepath.Join(w.dir, "sandbox.secret"))
	if err != nil {
		w.tb.Fatal(err)
	}
	hook, err := webhook.NewWebhookRaw(secret)
	if err != nil {
		w.tb.Fatal(err)
	}
	said := map[string]string{"id": id, "check": check, "outcome": outcome}
	if fault != "" {
		said["fault"] = fault
	}
	body, _ := json.Marshal(said) // texts only
	now := time.Now()
	signature, err := hook.Sign(id, now, body)
	if err != nil {
		w.tb.Fatal(err)
	}
	return ask{method: "POST", path: "/v1/callbacks/sandbox", body: string(body), header: map[string]string{
		"webhook-id": id, "webhook-timestamp": strconv.FormatInt(now.Unix(), 10), "webhook-signature": signature,
	}}
}

// marks are the ages of the newest records: what is younger than them was made later.
func (w *world) marks() [3]int64 {
	w.tb.Helper()
	var m [3]int64
	err := w.db.QueryRow(`SELECT (SELECT ifnull(max(rowid), 0) FROM cases), (SELECT ifnull(max(rowid), 0) FROM accounts),
		(SELECT ifnull(max(rowid), 0) FROM subjects)`).Scan(&m[0], &m[1], &m[2])
	if err != nil {
		w.tb.Fatal(err)
	}
	return m
}

// records is everything that is stored and younger than the marks: two that are equal prove that nothing changed
// between them. What the dispatcher has still to do is no record. While nobody wrote, the last answer stands.
func (w *world) records(after [3]int64) string {
	w.tb.Helper()
	var version int64
	if err := w.db.QueryRow("PRAGMA data_version").Scan(&version); err != nil {
		w.tb.Fatal(err)
	}
	if version == w.stored.version && after == w.stored.after {
		return w.stored.all
	}
	var all bytes.Buffer
	for i, table := range []string{"cases", "accounts", "subjects"} {
		rows, err := w.db.Query("SELECT id, doc FROM "+table+" WHERE rowid > ? ORDER BY rowid", after[i])
		if err != nil {
			w.tb.Fatal(err)
		}
		for rows.Next() {
			var id, doc string
			if err := rows.Scan(&id, &doc); err != nil {
				w.tb.Fatal(err)
			}
			fmt.Fprintf(&all, "%s %s %s\n", table, id, doc)
		}
		if err := rows.Err(); err != nil {
			w.tb.Fatal(err)
		}
	}
	w.stored.version, w.stored.after, w.stored.all = version, after, all.String()
	return w.stored.all
}

// auditLine is a line of the audit trail.
type auditLine struct {
	Log, Request, Role, Who, Action, Account, Case, Outcome, Code string
	Foreign                                                       bool
}

// auditEnd is where the trail ends now.
func (w *world) auditEnd() int64 {
	w.tb.Helper()
	info, err := os.Stat(filepath.Join(w.dir, "audit.jsonl"))
	if err != nil {
		w.tb.Fatal(err)
	}
	return info.Size()
}

// audit reads the trail from an offset in bytes, and returns where it ends.
func (w *world) audit(from int64) ([]auditLine, int64) {
	w.tb.Helper()
	file, err := os.Open(filepath.Join(w.dir, "audit.jsonl"))
	if err != nil {
		w.tb.Fatal(err)
	}
	defer file.Close()
	if _, err := file.Seek(from, io.SeekStart); err != nil {
		w.tb.Fatal(err)
	}
	var all []auditLine
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var l auditLine
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			w.tb.Fatalf("the audit trail has a line that is none: %v", err)
		}
		all, from = append(all, l), from+int64(len(lines.Bytes()))+1
	}
	return all, from
}

// problem holds a refusal to its form: status, code of the catalogue, messages, media type.
func problem(a answer) error {
	code := realname.Code(a.at("code"))
	m := texts.Refusal(code)
	switch {
	case !code.Valid():
		return fmt.Errorf("%d: there is no code %q", a.Code, code)
	case a.at("status") != strconv.Itoa(a.Code):
		return fmt.Errorf("%d %s: the body says status %s", a.Code, code, a.at("status"))
	case a.at("message") != m.EN || a.at("message_zh") != m.ZH || a.at("request_id") == "":
		return fmt.Errorf("%d %s: a message or the request id is missing", a.Code, code)
	case a.Header().Get("Content-Type") != "application/problem+json; charset=utf-8":
		return fmt.Errorf("%d %s: it is %s", a.Code, code, a.Header().Get("Content-Type"))
	case a.Code == http.StatusUnauthorized && a.Header().Get("Www-Authenticate") == "":
		return fmt.Errorf("%d %s: without WWW-Authenticate", a.Code, code)
	}
	return nil
}
