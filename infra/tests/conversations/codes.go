package conversations

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"regexp"
	"time"

	"shiming/shared/realname"
)

// handset is the number of a phone that no other conversation sends messages to: they are counted by the number (THREATS X15).
func handset() string {
	n, err := rand.Int(rand.Reader, big.NewInt(1e8))
	if err != nil {
		panic(err) // never, by the contract of crypto/rand
	}
	return fmt.Sprintf("137%08d", n)
}

var sixDigits = regexp.MustCompile(`验证码 (\d{6})，`)

// sentCode waits for the next code that the sandbox "sends" about the holder's account, and keeps it as {code}, another
// one as {wrong}, and the masked phone as {sent_to}.
func (p *player) sentCode() {
	p.t.Helper()
	if p.actor == nil || p.actor.Role != realname.Holder {
		p.failf("codes are of a holder's account")
	}
	ctx, cancel := context.WithTimeout(p.t.Context(), 10*time.Second)
	defer cancel()
	for ; ctx.Err() == nil; time.Sleep(20 * time.Millisecond) {
		p.send(http.MethodGet, p.world.Base+"/sandbox/messages/"+string(p.actor.Account), http.Header{}, "")
		p.hold(http.StatusOK)
		var page struct {
			Data []struct{ Key, Channel, To, Text string }
		}
		if err := json.Unmarshal(p.last.body, &page); err != nil {
			p.failf("the messages are not readable")
		}
		for i := len(page.Data) - 1; i >= 0; i-- { // oldest first
			m := page.Data[i]
			code := sixDigits.FindStringSubmatch(m.Text)
			if code == nil || m.Channel != "sms" {
				continue
			}
			if m.Key == p.vars["code.key"] {
				break // of the last time
			}
			p.vars["code.key"], p.vars["code"], p.vars["sent_to"] = m.Key, code[1], m.To
			p.vars["wrong"] = string('0'+(code[1][0]-'0'+1)%10) + code[1][1:]
			return
		}
	}
	p.failf("no code came")
}
