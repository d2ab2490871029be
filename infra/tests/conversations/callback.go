package conversations

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	webhook "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// callback is a provider's message as it goes over the wire.
type callback struct {
	to     string
	header http.Header
	body   string
}

// callback sends a signed callback, or the last one again.
func (p *player) callback(lines []line) []line {
	p.t.Helper()
	inner, want, rest := p.block(lines[1:])
	words := strings.Fields(p.fill(lines[0].text))[1:]
	if len(words) == 1 && words[0] == "again" && p.called != nil {
		p.call(want)
		return rest
	}
	// outcome [fault] on check
	if len(words) < 3 || len(words) > 4 || words[len(words)-2] != "on" {
		p.failf("a callback is an outcome, a fault where there is one, and \"on\" a check")
	}
	said := map[string]string{"outcome": words[0], "check": words[len(words)-1]}
	if len(words) == 4 {
		said["fault"] = words[1]
	}
	wrong := map[string]string{"Id": "msg_" + rand.Text(), "At": "0s", "To": "sandbox"}
	for _, option := range inner {
		name, value, ok := strings.Cut(p.fill(option), ": ")
		if !ok {
			p.failf("%q is not understood", option)
		}
		wrong[name] = value
	}
	p.called = p.sign(said, wrong)
	p.call(want)
	return rest
}

// sign signs what is said, then spoils what is to be wrong.
func (p *player) sign(said, wrong map[string]string) *callback {
	p.t.Helper()
	said["id"] = wrong["Id"]
	body, _ := json.Marshal(said) // texts only
	shift, err := time.ParseDuration(wrong["At"])
	if err != nil {
		p.failf("%v", err)
	}
	at := p.world.Now().Add(shift)
	hook, err := webhook.NewWebhookRaw(p.world.Secret)
	if err != nil {
		p.failf("the secret cannot sign")
	}
	signature, err := hook.Sign(said["id"], at, body)
	if err != nil {
		p.failf("the callback cannot be signed")
	}
	stamp := strconv.FormatInt(at.Unix(), 10)
	c := &callback{to: wrong["To"], header: http.Header{}, body: string(body)}
	switch wrong["Change"] {
	case "":
	case "body": // by one byte, to something that would mean more
		c.body = strings.Replace(c.body, "failed", "passed", 1)
		if c.body == string(body) {
			c.body += " "
		}
	case "signature":
		last := signature[len(signature)-5]
		signature = signature[:len(signature)-5] + string(rune('A'+(last+1)%20)) + signature[len(signature)-4:]
	case "id":
		said["id"] += "x"
	case "timestamp":
		stamp = strconv.FormatInt(at.Unix()+1, 10)
	default:
		p.failf("nothing like that can be changed")
	}
	c.header.Set("Content-Type", "application/json")
	c.header.Set(webhook.HeaderWebhookID, said["id"])
	c.header.Set(webhook.HeaderWebhookTimestamp, stamp)
	c.header.Set(webhook.HeaderWebhookSignature, signature)
	if part := wrong["Without"]; part != "" {
		c.header.Del("webhook-" + part)
	}
	return c
}

// call delivers the callback. It carries no token: its signature is what it has.
func (p *player) call(want int) {
	p.t.Helper()
	actor := p.actor
	p.actor = nil
	p.send(http.MethodPost, p.world.Base+"/v1/callbacks/"+p.called.to, p.called.header.Clone(), p.called.body)
	p.actor = actor
	p.hold(want)
}
