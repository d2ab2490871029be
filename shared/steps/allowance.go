package steps

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// Allowance counts what is sent to the addresses of people on a day, by SMS and by mail: to one address, whoever asks for it, and for
// one account, wherever it goes (THREATS X15, FAULTS P6). Safe for concurrent use.
type Allowance struct {
	Base
	Keys    Keys
	Records Records
}

// messagesKind is the kind of records that count messages of a day.
const messagesKind = "messages_sent"

// Spend counts one more message that the account causes, to the address in plaintext. Refused: message_daily_limit, from when it
// may be sent again; conflict, where others came first. Two reads, two writes.
func (a Allowance) Spend(ctx context.Context, account realname.AccountID, address string) error {
	digests, err := vault.MessageTargets.Of(ctx, a.Keys, "", address)
	if err != nil {
		return err
	}
	now, limits := a.Clock(), a.Policy.Deliveries
	for _, t := range []tries{
		triesOn(now, messagesKind, digests[0], limits.PerAddress), triesOn(now, messagesKind, string(account), limits.PerAccount),
	} {
		left, err := t.take(ctx, a.Records, false)
		if err != nil {
			return err
		}
		if !left {
			return realname.MessageCap(now)
		}
	}
	return nil
}
