package issuer_test

import (
	"path/filepath"
	"testing"
	"time"

	"shiming/infra/server/issuer"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/vault/sealed"
	"shiming/shared/vault/sealed/signing"
)

func TestTokensOfSessions(t *testing.T) {
	dir, h := t.TempDir(), newHands()
	keys, err := sealed.OpenFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	const name = "https://verify.example.com"
	own, stranger := signing.NewFile(filepath.Join(dir, "a.key"), keys), signing.NewFile(filepath.Join(dir, "b.key"), keys)
	sandbox, err := issuer.Open(filepath.Join(dir, "issuer.pem"))
	if err != nil {
		t.Fatal(err)
	}
	token := func(s signing.TokenSigner, change map[string]any) string {
		t.Helper()
		claims := map[string]any{
			"iss": name, "aud": steps.SessionAudience, "sub": "session_1", "role": "holder", "account": "acct_a", "sid": "1",
			"iat": h.now().Unix(), "exp": h.now().Add(time.Minute).Unix(),
		}
		for k, v := range change {
			claims[k] = v
		}
		text, err := signing.Token(t.Context(), s, claims)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	claims, err := issuer.Session(t.Context(), own, name, token(own, nil), h.now)
	if err != nil || claims["role"] != "holder" || claims["account"] != "acct_a" || claims["sid"] != "1" {
		t.Fatalf("a good token: %v, %v", claims, err)
	}
	ofSandbox, err := sandbox.Token(realname.Actor{Role: realname.Holder, ID: "h", Account: "acct_a"}, h.now(), time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string]string{
		"another's key":                      token(stranger, nil),
		"another address":                    token(own, map[string]any{"iss": "https://elsewhere.example.com"}),
		"for the platform's routes":          token(own, map[string]any{"aud": issuer.Audience}),
		"over":                               token(own, map[string]any{"exp": h.now().Unix()}),
		"THREATS_I1 an administrator":        token(own, map[string]any{"role": "admin"}),
		"THREATS_I1 a reviewer":              token(own, map[string]any{"role": "reviewer"}),
		"THREATS_I1 the platform":            token(own, map[string]any{"role": "platform"}),
		"THREATS_I1 a token of the platform": ofSandbox,
		"nobody":                             token(own, map[string]any{"sub": ""}),
		"no token":                           "x.y.z",
	} {
		if claims, err := issuer.Session(t.Context(), own, name, text, h.now); err == nil {
			t.Errorf("%s: accepted as %v", what, claims)
		}
	}
	if _, err := sandbox.Claims(t.Context(), token(own, nil), h.now); err == nil {
		t.Error("a token of a session is good on the platform's routes")
	}
}
