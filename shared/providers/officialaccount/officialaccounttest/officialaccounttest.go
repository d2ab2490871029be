// Package officialaccounttest is the double of the WeChat Open Platform for a component: it checks what the platform checks,
// as ADAPTERS B4 has it, knows of each official account whose it is, and writes the events that the platform signs and
// encrypts. Nothing but tests may import it.
package officialaccounttest

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path"
	"sync"
	"testing"
	"time"

	"shiming/shared/wire"
	"shiming/shared/wire/wiretest"
)

// The component that the double knows.
const (
	AppID  = "wx2c2769f8efd9abc2"
	Secret = "not-a-real-secret"
	Token  = "spamtest"
	Key    = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
)

// Access is what the adapter is given.
func Access() wire.Access { return wire.Fixed(Secret, Token, Key) }

// AuthorizedAccount is an official account, as the two calls show it.
type AuthorizedAccount struct {
	AppID           string
	Info, Principal map[string]any
	// Withholds says that the administrator does not let us see whose it is.
	Withholds bool
	// Left says that the grant was taken back.
	Left bool
}

// Verified is an account of the enterprise with the name and the code.
func Verified(appID, name, code string) AuthorizedAccount {
	return AuthorizedAccount{AppID: appID,
		Info: map[string]any{
			"nick_name": "示例号", "user_name": "gh_1", "principal_name": name, "account_status": 1,
			"verify_type_info": map[string]any{"id": 0}, "service_type_info": map[string]any{"id": 2},
		},
		Principal: map[string]any{
			"appid": appID, "account_type": 2, "principal_type": 1, "customer_type": 1, "principal_name": name, "credential": code,
			"realname_status": 1, "wx_verify_info": map[string]any{"qualification_verify": true, "naming_verify": true, "annual_review": false},
		},
	}
}

// Double is the platform. Safe for concurrent use.
type Double struct {
	*wiretest.Connection

	t *testing.T

	mu      sync.Mutex
	ticket  string
	tokens  []string                      // of the component; the last one counts
	begun   map[string]bool               // pre-authorisation codes
	codes   map[string]*AuthorizedAccount // of grants; nil: used
	granted map[string]*AuthorizedAccount // by the account's token
	of      map[string]*AuthorizedAccount // by its app id, as granted last
	errcode map[string]int                // what the next call is refused with
}

// New starts a double. It lives as long as the test.
func New(t *testing.T) *Double {
	t.Helper()
	d := &Double{t: t, begun: map[string]bool{}, codes: map[string]*AuthorizedAccount{}, granted: map[string]*AuthorizedAccount{}, of: map[string]*AuthorizedAccount{}, errcode: map[string]int{}}
	d.Connection = wiretest.Connect(t, http.HandlerFunc(d.serve), func(r *http.Request, _ []byte) string { return path.Base(r.URL.Path) })
	return d
}

// Refuse lets the next request of the call be refused with the code.
func (d *Double) Refuse(call string, code int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.errcode[call] = code
}

// EndTokens ends every token of the component.
func (d *Double) EndTokens() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.tokens = append(d.tokens, "none")
}

// Tokens counts the tokens that were bought.
func (d *Double) Tokens() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.tokens)
}

// Ticket is the event of a ticket, at the time.
func (d *Double) Ticket(ticket string, at time.Time) Pushed {
	d.mu.Lock()
	d.ticket = ticket
	d.mu.Unlock()
	return Event(at, "component_verify_ticket", map[string]string{"ComponentVerifyTicket": ticket})
}

// Grant is the event by which the platform tells that an account's administrator granted what was begun.
func (d *Double) Grant(preAuth string, a AuthorizedAccount, at time.Time) Pushed {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.begun[preAuth] {
		d.t.Errorf("nothing was begun with this code")
	}
	code := fmt.Sprintf("queryauthcode@@@%d", len(d.codes))
	d.codes[code] = &a
	return Event(at, "authorized", map[string]string{
		"AuthorizerAppid": a.AppID, "AuthorizationCode": code, "AuthorizationCodeExpiredTime": fmt.Sprint(at.Add(time.Hour).Unix()),
		"PreAuthCode": preAuth,
	})
}

// asked are the fields of all requests; others are refused.
type asked struct {
	App     string `json:"component_appid"`
	Secret  string `json:"component_appsecret"`
	Ticket  string `json:"component_verify_ticket"`
	Code    string `json:"authorization_code"`
	Account string `json:"authorizer_appid"`
}

func (d *Double) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the other side has gone
	}
	var a asked
	decoder := json.NewDecoder(bytesOf(body))
	decoder.DisallowUnknownFields()
	answer := map[string]any{"errcode": 47001, "errmsg": "data format error"}
	if decoder.Decode(&a) == nil && r.Method == http.MethodPost {
		answer = d.answer(path.Base(r.URL.Path), r.URL.Path, r.URL.Query().Get("component_access_token"), r.URL.Query().Get("access_token"), a)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_ = json.NewEncoder(w).Encode(answer)
}

func no(code int) map[string]any {
	return map[string]any{"errcode": code, "errmsg": "个人信息不应出现"}
}

func (d *Double) answer(call, where, token, own string, a asked) map[string]any {
	d.mu.Lock()
	defer d.mu.Unlock()
	if code := d.errcode[call]; code != 0 {
		delete(d.errcode, call)
		return no(code)
	}
	if where == "/cgi-bin/account/getaccountbasicinfo" {
		if held := d.granted[own]; held != nil {
			answer := map[string]any{"errcode": 0, "errmsg": "ok"}
			maps.Copy(answer, held.Principal)
			return answer
		}
		return no(40001)
	}
	if where != "/cgi-bin/component/"+call || a.App != AppID {
		return no(40013)
	}
	if call == "api_component_token" {
		if a.Secret != Secret || a.Ticket == "" || a.Ticket != d.ticket {
			return no(61004)
		}
		d.tokens = append(d.tokens, fmt.Sprintf("component-token-%d", len(d.tokens)))
		return map[string]any{"component_access_token": d.tokens[len(d.tokens)-1], "expires_in": 7200}
	}
	if len(d.tokens) == 0 || token != d.tokens[len(d.tokens)-1] {
		return no(42001)
	}
	return d.component(call, a)
}

// component answers a call that is made with the component's token.
func (d *Double) component(call string, a asked) map[string]any {
	switch call {
	case "api_create_preauthcode":
		code := fmt.Sprintf("preauthcode@@@%d", len(d.begun))
		d.begun[code] = true
		return map[string]any{"pre_auth_code": code, "expires_in": 1800}
	case "api_query_auth":
		held := d.codes[a.Code]
		if held == nil {
			return no(61010)
		}
		d.codes[a.Code] = nil // it counts once
		token := "authorizer-token-" + a.Code
		d.granted[token], d.of[held.AppID] = held, held
		may := []map[string]any{{"funcscope_category": map[string]any{"id": 1}}}
		if !held.Withholds {
			may = append(may, map[string]any{"funcscope_category": map[string]any{"id": 3}})
		}
		return map[string]any{"authorization_info": map[string]any{
			"authorizer_appid": held.AppID, "authorizer_access_token": token, "expires_in": 7200,
			"authorizer_refresh_token": "refresh-token-that-nobody-keeps", "func_info": may,
		}}
	case "api_get_authorizer_info":
		if held := d.of[a.Account]; held != nil && !held.Left {
			return map[string]any{"authorizer_info": held.Info, "authorization_info": map[string]any{"authorizer_appid": held.AppID}}
		}
		return no(61003)
	}
	return no(48001)
}
