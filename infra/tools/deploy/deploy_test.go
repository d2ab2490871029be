package main

import (
	"bufio"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// nowhere is an issuer that does not answer.
const nowhere = "https://127.0.0.1:1"

func begin(t *testing.T, typed string, asks bool) (*deployment, *strings.Builder) {
	t.Helper()
	dir := t.TempDir()
	text, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "template.yaml"), text, 0o644); err != nil {
		t.Fatal(err)
	}
	out := &strings.Builder{}
	return &deployment{root: dir, env: "dev", in: bufio.NewReader(strings.NewReader(typed)), out: out, asks: asks}, out
}

// All that is missing or wrong is said at once, with what each parameter is for, and nothing is kept.
func TestEverythingWrongAtOnce(t *testing.T) {
	for _, tc := range []struct {
		name  string
		given []string
		want  []string
	}{
		{"nothing", nil, []string{"Sandbox is missing: With \"true\"", "JwtIssuer is missing: Issuer (https URL)"}},
		{"a name that there is not", []string{"Sandbx=true"}, []string{`"Sandbx=true" is no parameter`, "Sandbox is missing"}},
		{"values that are none", []string{"Sandbox=yes", "JwtIssuer=http://id.example.com", "MailFrom=Shiming <a@b.c>"},
			[]string{"Sandbox has to be one of [true false]", "JwtIssuer has to be an https address", "MailFrom has to be one address"}},
		{"half of a pair, and an issuer that does not answer",
			[]string{"Sandbox=false", "JwtIssuer=" + nowhere, "WebhookUrl=https://platform.example.com/hook"},
			[]string{"WebhookUrl needs WebhookSecretArn", "Live mode needs AlarmTopicArn", "cannot be asked for its configuration"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			d, _ := begin(t, "", false)
			err := d.prepare(t.Context(), tc.given)
			if err == nil {
				t.Fatal("it was taken")
			}
			for _, w := range tc.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("%q is not said in: %v", w, err)
				}
			}
			if _, err := os.Stat(d.file()); err == nil {
				t.Error("the answers were kept")
			}
		})
	}
}

// Who is there is asked until the answer is one, for what has no default only.
func TestAsks(t *testing.T) {
	d, out := begin(t, "maybe\ntrue\n"+nowhere+"\n", true)
	if err := d.prepare(t.Context(), nil); err == nil || !strings.Contains(err.Error(), nowhere) {
		t.Fatalf("the issuer was not asked: %v", err)
	}
	if d.answers["Sandbox"] != "true" || d.answers["JwtIssuer"] != nowhere || len(d.answers) != 2 {
		t.Errorf("answers %v", d.answers)
	}
	for _, w := range []string{"With \"true\" a sandbox plays", "one of true, false", "Sandbox has to be one of"} {
		if !strings.Contains(out.String(), w) {
			t.Errorf("%q is not said in:\n%s", w, out)
		}
	}
}

// An issuer that answers is enough, its tokens' claims are explained, and the next deployment asks nothing.
func TestIssuerAnswersAndAnswersAreKept(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	id := httptest.NewServer(mux)
	defer id.Close()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(map[string]string{"issuer": id.URL, "jwks_uri": id.URL + "/keys"})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		_ = json.NewEncoder(w).Encode(jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: &key.PublicKey, KeyID: "1", Algorithm: "RS256", Use: "sig"}}})
	})
	d, out := begin(t, "", false)
	d.answers = answers{"Sandbox": "true", "JwtIssuer": id.URL, "Channels": "sms,email"}
	if err := d.askIssuer(t.Context()); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "role     holder, platform, reviewer or admin") {
		t.Errorf("the claims are not explained:\n%s", out)
	}
	if err := d.keep(); err != nil {
		t.Fatal(err)
	}
	again := &deployment{root: d.root, env: "dev"}
	kept, err := again.kept()
	if err != nil || len(kept) != 3 || kept["JwtIssuer"] != id.URL {
		t.Fatalf("kept %v, %v", kept, err)
	}
	want := `ParameterKey=Channels,ParameterValue="sms,email"`
	if got := kept.overrides()[0]; got != want {
		t.Errorf("%s, not %s", got, want)
	}
}
