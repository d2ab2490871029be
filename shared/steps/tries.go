package steps

import (
	"context"
	"errors"
	"fmt"
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

// take counts a try, and says whether there was one left. Where there is nothing to guess it only takes as long: a conflict is
// left uncounted.
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
	return false, errCrowded
}

// errCrowded is a count that others came first to, again and again.
var errCrowded = fmt.Errorf("many count at once: %w", ErrUnavailable)

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

// The kinds of records that count codes by the card, or the account of the group, that they are about: sent, whichever account
// asks; and asked for, by one account.
const (
	targetKind = "code_target"
	askerKind  = "code_asker"
)

// countAsker counts one more question of the account about what is to prove the case, and one about that, whoever asks: a card is
// not tried out by many accounts either (THREATS X8). It returns the digest. Refused: check_daily_limit. No code is counted
// against the target yet: it is not locked by who only knows its number (X6). Two reads, two writes.
func (s StartCheck) countAsker(ctx context.Context, c realname.Case) (digest string, err error) {
	target, err := s.target(ctx, c)
	if err != nil {
		return "", err
	}
	digests, err := vault.CodeTargets.Of(ctx, s.Keys, "", target)
	if err != nil {
		return "", err
	}
	for _, t := range s.asked(c, digests[0]) {
		if err := s.spend(ctx, t, false); err != nil {
			return "", err
		}
	}
	return digests[0], nil
}

// asked are the counts of a question about what is to prove the case, by its digest.
func (s StartCheck) asked(c realname.Case, digest string) []tries {
	return []tries{
		triesOn(s.Clock(), askerKind, digest+"."+string(c.Account), s.Policy.Codes.PerAsker),
		triesOn(s.Clock(), checksKind, digest, s.Policy.ChecksPerSubject),
	}
}

// countTarget counts one more code to the phone behind the target, whichever account asks: what was said of it fits (THREATS A1,
// X6). Refused: check_daily_limit. One read, one write.
func (s StartCheck) countTarget(ctx context.Context, digest string) error {
	return s.spend(ctx, triesOn(s.Clock(), targetKind, digest, s.Policy.Codes.PerTarget), false)
}

// spend counts one more. Refused: check_daily_limit, where none was left; conflict, where others came first, who ask for the same.
func (s StartCheck) spend(ctx context.Context, t tries, nothing bool) error {
	left, err := t.take(ctx, s.Records, nothing)
	if errors.Is(err, errCrowded) {
		return realname.Refuse(realname.CodeConflict).Because(err)
	}
	if err == nil && !left {
		return realname.CheckCap(s.Clock())
	}
	return err
}

// checksKind is the kind of records that count paid checks of a day: by the account that asks, and by whom they are about.
const checksKind = "checks"

// countCheck counts one more check of the account, and one about the subject of its form, across all cases: cases opened anew would
// make a tester of stolen identities (THREATS X8). Refused: check_daily_limit. Two reads, two writes; one of each without a form.
func (s StartCheck) countCheck(ctx context.Context, c realname.Case) error {
	for i, t := range s.paid(c) {
		// Of many accounts of one subject at once some may go uncounted; of one account none does.
		if err := s.spend(ctx, t, i > 0); err != nil {
			return err
		}
	}
	return nil
}

// uncount takes back what was counted of a check that nobody could make, whoever's fault that is, and returns the fault that it was
// for. What was refused stays counted.
func (s StartCheck) uncount(ctx context.Context, counts []tries, fault error) error {
	var refused *realname.Error
	if errors.As(fault, &refused) {
		return fault
	}
	for _, t := range counts {
		if err := t.giveBack(ctx, s.Records); err != nil {
			return err
		}
	}
	return fault
}

// paid are the counts of a check that is paid for.
func (s StartCheck) paid(c realname.Case) []tries {
	all := []tries{triesOn(s.Clock(), checksKind, string(c.Account), s.Policy.ChecksPerDay)}
	if form := c.Form(); form != nil && len(form.Subjects) > 0 {
		all = append(all, triesOn(s.Clock(), checksKind, string(form.Subjects[len(form.Subjects)-1]), s.Policy.ChecksPerSubject))
	}
	return all
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
