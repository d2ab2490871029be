package stories

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"shiming/infra/tests/client"
	"shiming/shared/realname"
)

// card chooses a bank card, with the phone that the bank holds.
func (t *teller) card(number, phone string) step {
	return func() error {
		body := map[string]any{"method": "bank_card", "card": map[string]string{"bank": "icbc", "number": number, "phone": phone}}
		if err := t.post(t.path+"/method", body, 200); err != nil {
			return err
		}
		t.say("names a bank card: %s %s", t.last.Text("summary.party.name"), t.last.Text("summary.party.number"))
		return nil
	}
}

// binding names an account of the group.
func (t *teller) binding(user string) step {
	return func() error {
		if err := t.post(t.path+"/method", map[string]string{"method": "binding", "group_account": user}, 200); err != nil {
			return err
		}
		t.say("names an account of the group: %s", t.last.Text("summary.party.name"))
		return nil
	}
}

func (t *teller) sendsCode() step {
	return func() error {
		if err := t.post(t.path+"/check", nil, 200); err != nil {
			return err
		}
		t.say("has a code sent to %s, good until %s", t.last.Text("next_action.phone"), t.last.Text("next_action.deadline"))
		return nil
	}
}

func (t *teller) refusedCheck(code string) step {
	return func() error {
		if err := t.post(t.path+"/check", nil, 422); err != nil {
			return err
		}
		return t.hears(t.last.Text("code"), t.last.Text("message_zh"), code)
	}
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// entersCode enters what came to the phone; "wrong" enters another one.
func (t *teller) entersCode(which string) step {
	return func() error {
		code, err := t.sentCode()
		if err != nil {
			return err
		}
		if which == "wrong" {
			code = map[bool]string{true: "123456", false: "654321"}[code != "123456"]
		}
		if err := t.post(t.path+"/code", map[string]string{"code": code}, 200); err != nil {
			return err
		}
		t.say("enters the code")
		return nil
	}
}

func (t *teller) waysOut(want ...string) step {
	return func() error {
		if err := t.read(); err != nil {
			return err
		}
		var got []string
		ways, _ := t.last.Body["ways_out"].([]any)
		for _, w := range ways {
			way, _ := w.(map[string]any)
			got = append(got, fmt.Sprint(way["way"]))
			t.say("is offered: %v · %v", way["title"], way["title_zh"])
		}
		if !slices.Equal(got, want) {
			return fmt.Errorf("is offered %v, not %v", got, want)
		}
		return nil
	}
}

// sentCode reads the newest code that came to the phone.
func (t *teller) sentCode() (string, error) {
	platform, err := t.as(realname.Actor{Role: realname.Platform, ID: "console"})
	if err != nil {
		return "", err
	}
	var code string
	_, err = platform.Until(t.ctx, "/sandbox/messages/"+strings.TrimPrefix(t.acct, "/v1/accounts/"), func(a client.Answer) bool {
		text, _ := json.Marshal(a.Body["data"])
		if all := sixDigits.FindAllString(string(text), -1); len(all) > 0 {
			code = all[len(all)-1]
		}
		return code != ""
	})
	return code, err
}
