// Package wechat sends template messages of a WeChat official account (模板消息), as telling.Notifier of the channel
// telling.WeChat: which template a kind of message has, and which parameter stands in which field, is configured. What is
// said, when and how often, does not live here.
//
// The platform drops a message that comes again with the same client_msg_id within ten minutes, so what is retried
// soon after a lost answer arrives once.
package wechat

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/texts"
	"shiming/shared/wire"
)

// Options say which official account speaks. All but BaseURL and Client are required.
type Options struct {
	AppID string
	// Access returns the account's secret.
	Access wire.Access
	// Templates are sent for the kinds of messages: each kind that events tell has one.
	Templates []WeChatTemplate
	Clock     steps.Clock
	// BaseURL is where the API is; empty: https://api.weixin.qq.com.
	BaseURL string
	// Client makes the calls; nil: one of its own.
	Client *http.Client
}

// Notifier sends template messages. Its methods are safe for concurrent use.
type Notifier struct {
	o  Options
	of map[texts.MessageKind]WeChatTemplate

	mu      sync.Mutex // held while a token is fetched: one fetch serves all who wait
	token   string
	expires time.Time
}

// New makes a notifier. It fails where a kind has no template, or one that does not fit; the error says which.
func New(o Options) (*Notifier, error) {
	if o.Access == nil {
		return nil, errors.New("wechat: the account's secret is needed")
	}
	of, err := byKind(o.Templates)
	if err != nil {
		return nil, fmt.Errorf("wechat: %w", err)
	}
	if o.BaseURL == "" {
		o.BaseURL = "https://api.weixin.qq.com"
	}
	if o.Client == nil {
		o.Client = &http.Client{Timeout: 10 * time.Second}
	}
	return &Notifier{o: o, of: of}, nil
}

// The platform's codes that matter.
const (
	codeOK               = 0
	codeTokenInvalid     = 40001 // or fetched anew by somebody else
	codeOpenIDInvalid    = 40003
	codeTokenMalformed   = 40014
	codeTokenExpired     = 42001
	codeNotFollower      = 43004
	codeBlocked          = 43019 // the receiver blocked the account
	codeUserRefuses      = 43101
	codeContentMalformed = 47003
)

// Send sends the message, with its key as client_msg_id. An openid that is none, or of somebody who does not follow the
// account, or takes no messages, is telling.ErrUndeliverable. A token that the platform no longer takes is fetched anew,
// once.
func (n *Notifier) Send(ctx context.Context, m telling.Message) error {
	if _, ok := n.of[m.Told.Kind]; !ok {
		return fmt.Errorf("wechat: no template for %q: %w", m.Told.Kind, telling.ErrUndeliverable)
	}
	ended := ""
	for {
		token, err := n.accessToken(ctx, ended)
		if err != nil {
			return err
		}
		code, err := n.send(ctx, token, m)
		switch {
		case err != nil:
			return err
		case code == codeOK:
			return nil
		case (code == codeTokenInvalid || code == codeTokenMalformed || code == codeTokenExpired) && ended == "":
			ended = token
			continue
		case code == codeOpenIDInvalid || code == codeNotFollower || code == codeBlocked || code == codeUserRefuses || code == codeContentMalformed:
			return fmt.Errorf("wechat: code %d: %w", code, telling.ErrUndeliverable)
		}
		return fmt.Errorf("wechat: code %d: %w", code, steps.ErrUnavailable)
	}
}

type field struct {
	Value string `json:"value"`
}

func (n *Notifier) send(ctx context.Context, token string, m telling.Message) (int, error) {
	var answer struct {
		Code *int `json:"errcode"`
	}
	// The token stands in the address: the platform takes it nowhere else.
	err := n.post(ctx, "/cgi-bin/message/template/send?access_token="+url.QueryEscape(token), map[string]any{
		"touser": m.To, "template_id": n.of[m.Told.Kind].ID, "client_msg_id": strings.ReplaceAll(m.Key, ":", "_"),
		"data": n.of[m.Told.Kind].fill(m),
	}, &answer)
	if err == nil && answer.Code == nil {
		err = fmt.Errorf("wechat: an answer without errcode: %w", steps.ErrUnavailable)
	}
	if err != nil {
		return 0, err
	}
	return *answer.Code, nil
}

// accessToken returns a token that lives for another five minutes. The "stable" API gives out the same one to everybody
// who asks, so that containers do not end each other's; anew, it gives another, which it allows 20 times a day. ended is
// a token that the platform does not take any more.
func (n *Notifier) accessToken(ctx context.Context, ended string) (string, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	now, anew := n.o.Clock(), ended != "" && n.token == ended
	if !anew && n.token != "" && now.Before(n.expires.Add(-5*time.Minute)) {
		return n.token, nil
	}
	secrets, err := n.o.Access(ctx)
	if err != nil || len(secrets) != 1 {
		return "", fmt.Errorf("wechat: the secret cannot be read: %w", steps.ErrUnavailable)
	}
	var answer struct {
		Token   string `json:"access_token"`
		Seconds int    `json:"expires_in"`
		Code    int    `json:"errcode"`
	}
	err = n.post(ctx, "/cgi-bin/stable_token", map[string]any{
		"grant_type": "client_credential", "appid": n.o.AppID, "secret": secrets[0], "force_refresh": anew,
	}, &answer)
	if err != nil {
		return "", err
	}
	if answer.Token == "" {
		return "", fmt.Errorf("wechat: no token: code %d: %w", answer.Code, steps.ErrUnavailable)
	}
	n.token, n.expires = answer.Token, now.Add(time.Duration(answer.Seconds)*time.Second)
	return n.token, nil
}

// post calls the API. No error holds the address, the token, or what was sent.
func (n *Notifier) post(ctx context.Context, path string, body, answer any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return errors.New("wechat: the request cannot be written")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, n.o.BaseURL+path, bytes.NewReader(text))
	if err != nil {
		return errors.New("wechat: the request cannot be made")
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := n.o.Client.Do(request)
	if err != nil {
		return fmt.Errorf("wechat: no answer: %w", steps.ErrUnavailable)
	}
	defer response.Body.Close()
	said, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil || response.StatusCode != http.StatusOK || json.Unmarshal(said, answer) != nil {
		return fmt.Errorf("wechat: status %d: %w", response.StatusCode, steps.ErrUnavailable)
	}
	return nil
}
