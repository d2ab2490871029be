// Package tencentcards checks bank cards by BankCard4EVerification of Tencent Cloud (API 3.0, service "faceid", version
// 2018-03-01; FIELD-NOTES §4.1, §4.2): name, resident ID, card and phone as the issuer holds them (RULES B7). They leave
// for Tencent Cloud over TLS, in the body, and are in no log and no error.
package tencentcards

import (
	"context"
	"fmt"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/wire/tencentcloud"
)

const (
	service = "faceid"
	version = "2018-03-01"
	action  = "BankCard4EVerification"
)

// matched is the result of a card that belongs together with everything else.
const matched = "0"

// Config says whom to ask, as whom.
type Config = tencentcloud.Config

// Cards is a steps.Cards. It is safe for concurrent use.
type Cards struct {
	client *tencentcloud.Client
	clock  steps.Clock
}

var _ steps.Cards = (*Cards)(nil)

// New returns the checker. It calls nothing.
func New(c Config) (*Cards, error) {
	client, err := tencentcloud.New(service, version, c)
	if err != nil {
		return nil, fmt.Errorf("tencentcards: %w", err)
	}
	return &Cards{client, c.Clock}, nil
}

// question is what is asked. CertType 0 is the resident ID, the only one there is.
type question struct {
	Name, IdCard, BankCard, Phone string
	CertType                      int
}

// Match implements steps.Cards. A document that is no resident ID is refused without a call:
// method_not_allowed_for_document (RULES B6). Faults of ours (a wrong secret, arrears) are for the operator, and are
// neither a refusal nor steps.ErrUnavailable. One call; it is billed where the issuer was asked.
func (c *Cards) Match(ctx context.Context, name identity.Name, document identity.IDDocument, card identity.BankCard, phone identity.Phone) error {
	if document.Kind() != identity.ResidentID {
		return realname.Refuse(realname.CodeMethodNotForDoc)
	}
	var answer struct{ Result string }
	id, err := c.client.Call(ctx, action, question{
		Name: name.Text(), IdCard: document.Number(), BankCard: card.Text(), Phone: phone.Text(),
	}, &answer)
	if err != nil {
		return tencentcloud.Fault("tencentcards", err, "FailedOperation.UnKnown", "FailedOperation.DbError", "FailedOperation.RequestLimitExceeded")
	}
	if answer.Result == matched {
		return nil
	}
	code, known := codes()[answer.Result]
	if !known {
		return fmt.Errorf("tencentcards: %w: the result is not one that is known (%s)", steps.ErrUnavailable, id)
	}
	cause := fmt.Errorf("tencentcards: result %s (%s)", answer.Result, id)
	switch code {
	case realname.CodeSourceUnavailable:
		return fmt.Errorf("%w: %w", steps.ErrUnavailable, cause)
	case realname.CodeCardDailyLimit:
		return realname.Refuse(code).From(midnight(c.clock())).Because(cause)
	default:
		return realname.Refuse(code).Because(cause)
	}
}

// codes says what each result means for the person. The API does not say which of the four -1 is about, a phone that the
// bank does not hold included: it counts as the holder's. This is not the table of BankCardVerification, whose numbers
// are others.
func codes() map[string]realname.Code {
	return map[string]realname.Code{
		"-1": realname.CodeCardHolder, // not verified
		"-2": realname.CodeCardHolder, // the name is not one
		"-3": realname.CodeCardHolder, // the number of the ID is not one
		"-6": realname.CodeCardHolder, // the holder's details are wrong

		"-5": realname.CodeCardPhone, // the phone is not one

		"-4":  realname.CodeCardInvalid, // the card's number is not one
		"-9":  realname.CodeCardInvalid, // there is no such card
		"-10": realname.CodeCardInvalid, // the number is of no issuer

		"-8":  realname.CodeCardFrozen, // confiscated
		"-11": realname.CodeCardFrozen, // not activated, or dormant
		"-12": realname.CodeCardFrozen, // fraud, or kept by a machine
		"-13": realname.CodeCardFrozen, // lost
		"-14": realname.CodeCardFrozen, // expired
		"-15": realname.CodeCardFrozen, // restricted
		"-16": realname.CodeCardFrozen, // wrong passwords
		"-21": realname.CodeCardFrozen, // its state

		"-7":  realname.CodeCardNotSupported, // not opened for payments without the card
		"-17": realname.CodeCardNotSupported, // the issuer does not take part

		"-18": realname.CodeSourceUnavailable, // busy
		"-19": realname.CodeCardDailyLimit,    // too often: again tomorrow
		"-20": realname.CodeMethodNotForDoc,   // not an ID of the second generation
	}
}

// midnight is the next one of the mainland, where the limit is counted.
func midnight(now time.Time) time.Time {
	d := identity.DateIn(now)
	return time.Date(d.Year, d.Month, d.Day+1, 0, 0, 0, 0, time.FixedZone("CST", 8*3600))
}
