// Package sandboxcards plays the banks of the sandbox: how the check of a bank card goes follows from the card's number
// (RULES B7). It keeps nothing and calls nobody.
package sandboxcards

import (
	"context"
	"fmt"
	"strings"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Cards is a steps.Cards. Its zero value is ready, and safe for concurrent use.
type Cards struct{}

var _ steps.Cards = Cards{}

// MagicCard is how the check of one card goes: a row of the table of magic card numbers.
type MagicCard struct {
	// Number is the card's, well formed and nobody's; empty: every other number.
	Number string
	// Code is what the card is refused with; empty when it matches, and when the bank is Away.
	Code realname.Code
	// Away says that the bank does not answer.
	Away bool
	// ZH and EN say what happens.
	ZH, EN string
}

// Outcomes lists how checks can go.
func Outcomes() []MagicCard {
	return []MagicCard{
		{"", "", false, "一致", "Name, document, card and phone belong together."},
		{"6222000000001007", realname.CodeCardHolder, false, "持卡人信息不符", "The card is somebody else's."},
		{"6222000000001015", realname.CodeCardPhone, false, "与银行预留的手机号码不符", "The bank holds another phone."},
		{"6222000000001023", realname.CodeCardInvalid, false, "无此卡号", "No bank has issued the number."},
		{"6222000000001031", realname.CodeCardFrozen, false, "卡已冻结、挂失、睡眠或过期", "The card is frozen, lost, dormant or expired."},
		{"6222000000001049", realname.CodeCardNotSupported, false, "银行或卡种不支持", "The bank does not take part, or not for this kind of card."},
		{"6222000000001056", realname.CodeCardDailyLimit, false, "今日验证次数已达上限", "The card was checked too often today."},
		{"6222000000001064", "", true, "银行无应答", "The bank does not answer."},
	}
}

// outcomeOf returns how the check of the card goes.
func outcomeOf(card identity.BankCard) MagicCard {
	for _, o := range Outcomes() {
		if o.Number == card.Text() {
			return o
		}
	}
	return MagicCard{}
}

// Match implements steps.Cards.
func (Cards) Match(ctx context.Context, name identity.Name, document identity.IDDocument, card identity.BankCard, phone identity.Phone) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("sandbox cards: %w: %w", steps.ErrUnavailable, err)
	}
	o := outcomeOf(card)
	switch {
	case name.IsZero() || document.IsZero() || card.IsZero() || phone.IsZero():
		return realname.Refuse(realname.CodeCardHolder)
	case o.Away:
		return fmt.Errorf("sandbox cards: %w", steps.ErrUnavailable)
	case o.Code != "":
		return realname.Refuse(o.Code)
	}
	return nil
}

// MagicTable writes the magic card numbers as a table in Markdown, for the README.
func MagicTable() string {
	var b strings.Builder
	b.WriteString("| 银行卡号 Card | 结果 Outcome | 说明 What happens |\n|---|---|---|\n")
	for _, o := range Outcomes() {
		number, outcome := "其他 anything else", "`match`"
		if o.Number != "" {
			number = "`" + o.Number + "`"
		}
		if o.Code != "" {
			outcome = "`" + string(o.Code) + "`"
		}
		if o.Away {
			outcome = "`unavailable`"
		}
		b.WriteString("| " + number + " | " + outcome + " | " + o.ZH + " · " + o.EN + " |\n")
	}
	return b.String()
}
