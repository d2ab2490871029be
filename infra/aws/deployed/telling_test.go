package deployed_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"shiming/infra/tests/client"
	"shiming/shared/clock"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

// TestTelling takes an account through verification and sees it told on every channel, through the function binaries:
// the event by the table's stream, the deliveries by the queue.
func TestTelling(t *testing.T) {
	stack := start(t, policies.Default)
	const account = realname.AccountID("acct_telling")
	token, err := stack.Issuer.Token(realname.Actor{Role: realname.Holder, ID: "user_telling", Account: account}, clock.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c := client.Client{Base: stack.URL, Token: token, HTTP: http.DefaultClient}
	call := func(method, path string, body any, want int) client.Reply {
		t.Helper()
		answer, err := c.Call(t.Context(), method, path, body)
		if err != nil || answer.Status != want {
			t.Fatalf("%s %s: %d %v %v", method, path, answer.Status, answer.Body, err)
		}
		return answer
	}
	platform, err := stack.Issuer.Token(realname.Actor{Role: realname.Platform, ID: "platform"}, clock.Now(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	c.Token = platform // whose word needs no code (THREATS X3)
	call("PUT", "/v1/accounts/acct_telling/contact", map[string]any{"phone": "13987651234", "email": "zhuge@example.com", "wechat_openid": "oX1y-Z_abcdefg", "language": "zh"}, 200)
	c.Token = token
	id := call("POST", "/v1/cases", map[string]any{"kind": "personal_verification"}, 201).Text("id")
	call("POST", "/v1/cases/"+id+"/form", map[string]any{
		"name": "甄通过", "document_kind": "resident_id", "document_number": "110101190001019019", "industry": "I",
		"address": map[string]any{"region": "北京市", "detail": "示例路"},
	}, 200)
	call("POST", "/v1/cases/"+id+"/method", map[string]any{"method": "wechat_scan"}, 200)
	call("POST", "/v1/cases/"+id+"/check", nil, 200)

	list := func(ctx context.Context, path string) []any {
		t.Helper()
		answer, err := c.Call(ctx, "GET", path, nil)
		if err != nil || answer.Status != 200 {
			t.Fatal(answer, err)
		}
		data, _ := answer.Body["data"].([]any)
		return data
	}
	end := time.Now().Add(30 * time.Second)
	sent := list(t.Context(), "/sandbox/messages/acct_telling")
	for len(sent) < 3 && time.Now().Before(end) {
		time.Sleep(50 * time.Millisecond)
		sent = list(t.Context(), "/sandbox/messages/acct_telling")
	}
	time.Sleep(300 * time.Millisecond) // for one too many
	sent = list(t.Context(), "/sandbox/messages/acct_telling")
	t.Run("RULES_G1_told_once_by_each_channel", func(t *testing.T) {
		channels := map[any]any{}
		for _, m := range sent {
			one := m.(map[string]any)
			channels[one["channel"]] = one["to"]
			if !strings.Contains(fmt.Sprint(one["text"]), "已完成实名认证") {
				t.Errorf("%v", one)
			}
		}
		if len(sent) != 3 || channels["sms"] != "139****1234" || channels["email"] != "z***@example.com" || channels["wechat"] != "oX***fg" {
			t.Errorf("%d sent: %v", len(sent), channels)
		}
	})
	t.Run("RULES_G1_told_once_on_the_site", func(t *testing.T) {
		messages := list(t.Context(), "/v1/accounts/acct_telling/messages")
		if len(messages) != 1 {
			t.Fatalf("%d messages", len(messages))
		}
		read := call("POST", fmt.Sprintf("/v1/accounts/acct_telling/messages/%s/read", messages[0].(map[string]any)["id"]), nil, 200)
		if read.Text("title_zh") != "实名认证已通过" || read.Text("read_at") == "" {
			t.Errorf("%v", read.Body)
		}
	})
}
