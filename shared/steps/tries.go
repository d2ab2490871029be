package steps

import (
	"context"
	"errors"
	"strconv"
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// tries counts what is tried on one day (Asia/Shanghai), in a record of its own: at most most.
type tries struct {
	kind, id string
	most     int
	until    time.Time // when nobody asks for the day any more
}

// triesOn counts tries of the kind with what the digest stands for, on the day of now.
func triesOn(now time.Time, kind, digest string, most int) tries {
	return tries{kind, digest + "." + identity.DateIn(now).String(), most, now.Add(48 * time.Hour)}
}

// take counts a try, and says whether there was one left. Where there is nothing to guess it only takes as long.
func (t tries) take(ctx context.Context, records Records, nothing bool) (bool, error) {
	for range 2 * conflictRetries {
		n, stored, err := t.read(ctx, records)
		if err != nil {
			return false, err
		}
		left := n < t.most
		if left {
			n++
		}
		err = t.write(ctx, records, stored, n)
		if err == nil || errors.Is(err, ErrConflict) && nothing {
			return left, nil
		}
		if !errors.Is(err, ErrConflict) {
			return false, err
		}
	}
	return false, ErrUnavailable
}

// giveBack takes back a try that was right.
func (t tries) giveBack(ctx context.Context, records Records) error {
	for range 2 * conflictRetries {
		n, stored, err := t.read(ctx, records)
		if err != nil || n == 0 {
			return err
		}
		if err = t.write(ctx, records, stored, n-1); !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return ErrUnavailable
}

func (t tries) read(ctx context.Context, records Records) (int, Record, error) {
	stored, err := records.Record(ctx, t.kind, t.id)
	if errors.Is(err, ErrNotFound) {
		return 0, Record{}, nil
	}
	if err != nil {
		return 0, Record{}, err
	}
	n, err := strconv.Atoi(string(stored.Doc))
	if err != nil {
		return 0, Record{}, errors.New("a count of tries is not readable")
	}
	return n, stored, nil
}

func (t tries) write(ctx context.Context, records Records, stored Record, n int) error {
	return records.PutRecord(ctx, Record{Kind: t.kind, ID: t.id, Rev: stored.Rev + 1, Doc: []byte(strconv.Itoa(n)), Until: t.until})
}

// targetKind is the kind of records that count codes by the card, or the account of the group, that they are about.
const targetKind = "code_target"

// countTarget counts one more code for what is to prove the case, or refuses it with check_daily_limit, whichever account
// asks (THREATS A1). One read, one write.
func (s StartCheck) countTarget(ctx context.Context, c realname.Case) error {
	target, err := s.target(ctx, c)
	if err != nil {
		return err
	}
	digests, err := vault.CodeTargets.Of(ctx, s.Keys, "", target)
	if err != nil {
		return err
	}
	left, err := triesOn(s.Clock(), targetKind, digests[0], s.Policy.Codes.PerTarget).take(ctx, s.Records, false)
	if err == nil && !left {
		err = realname.CheckCap(s.Clock())
	}
	return err
}

// target is the card or the account of the group that is to prove the case.
func (s StartCheck) target(ctx context.Context, c realname.Case) (string, error) {
	if c.Method().NeedsCard() {
		card, err := vault.Cards.Open(ctx, s.Keys, c.Account, c.Party().Sealed)
		return "card " + card.Number.Text(), err
	}
	user, err := vault.GroupAccounts.Open(ctx, s.Keys, c.Account, c.Party().Sealed)
	return "user " + string(user), err
}
