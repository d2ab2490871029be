package sqlite

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Commit applies the commit, all of it or nothing, and answers when it is on the disk. It refuses with
// steps.ErrConflict, *realname.HeldElsewhere or *realname.QuotaFull, in this order when several apply.
func (s *Store) Commit(ctx context.Context, c realname.Commit) error {
	if c.Case.Version() == 0 {
		return errors.New("sqlite: a commit has at least one event")
	}
	if c.Take != nil && c.Give != nil && c.Take.Subject == c.Give.Subject && c.Take.Account != c.Give.Account {
		return errors.New("sqlite: a commit moves one account's seat within a subject")
	}
	doc, err := json.Marshal(c.Case)
	if err != nil {
		return fmt.Errorf("sqlite: case: %w", err)
	}
	return s.writer.write(ctx, func(tx *tx) error { return tx.commit(c, doc) })
}

// SetLimit sets how many accounts the subject may verify, instead of the policy's number; 0 takes that back. Lowering
// it below what is taken takes no place away, but nothing new fits (RULES A3).
func (s *Store) SetLimit(ctx context.Context, key realname.SubjectKey, limit int) error {
	return s.writer.write(ctx, func(tx *tx) error {
		subject, err := tx.subject(key)
		if err != nil {
			return err
		}
		subject.value.Limit = max(limit, 0)
		return tx.putSubject(subject)
	})
}

// stored is a record with the place where it lies; row 0 is a record that is not there yet.
type stored[T any] struct {
	row   int64
	value T
}

// commit checks everything first, then writes: a refused commit has written nothing.
func (tx *tx) commit(c realname.Commit, doc []byte) error {
	row, version, err := tx.caseVersion(c.Case.ID)
	if err != nil {
		return err
	}
	if version != c.Case.Version()-1 {
		return refusal{steps.ErrConflict}
	}
	var account stored[realname.Account]
	if c.Account != nil {
		if account, err = tx.account(c.Account.ID); err != nil {
			return err
		}
		if account.value.Rev != c.Account.Rev {
			return refusal{steps.ErrConflict}
		}
	}
	subjects, err := tx.moveSeats(c.Take, c.Give)
	if err != nil {
		return err
	}

	if err := tx.putCase(row, c.Case, doc); err != nil {
		return err
	}
	if c.Account != nil {
		account.value = c.Account.Apply(account.value)
		if err := tx.putAccount(account); err != nil {
			return err
		}
	}
	for _, subject := range subjects {
		if err := tx.putSubject(subject); err != nil {
			return err
		}
	}
	return tx.enqueue(c.Case.ID, c.Case.Version())
}

// moveSeats returns the subjects as they are after the seats were taken and given back, or the refusal.
func (tx *tx) moveSeats(take, give *realname.Seat) ([]stored[realname.Subject], error) {
	var changed []stored[realname.Subject]
	if take != nil {
		for _, key := range take.Others {
			other, err := tx.subject(key)
			if err != nil {
				return nil, err
			}
			if len(other.value.Accounts) > 0 {
				return nil, refusal{&realname.HeldElsewhere{Subject: key}}
			}
		}
		subject, err := tx.subject(take.Subject)
		if err != nil {
			return nil, err
		}
		if err := seat(&subject.value, take); err != nil {
			return nil, err
		}
		changed = append(changed, subject)
	}
	// A seat that is given and taken in one commit stays where it is.
	if give != nil && (take == nil || give.Subject != take.Subject) {
		subject, err := tx.subject(give.Subject)
		if err != nil {
			return nil, err
		}
		if i, held := slices.BinarySearch(subject.value.Accounts, give.Account); held {
			subject.value.Accounts = slices.Delete(subject.value.Accounts, i, i+1)
			if len(subject.value.Accounts) == 0 {
				subject.value.Accounts = nil // as before the first was taken, and as the other engine has it
			}
			changed = append(changed, subject)
		}
	}
	return changed, nil
}

// seat puts the account among the subject's accounts, which are sorted, or refuses with *realname.QuotaFull
// (RULES A3: never more accounts than the quota; taking twice counts once).
func seat(s *realname.Subject, take *realname.Seat) error {
	at, held := slices.BinarySearch(s.Accounts, take.Account)
	if held {
		return nil
	}
	limit := take.Limit
	if s.Limit > 0 {
		limit = s.Limit
	}
	if len(s.Accounts) >= limit {
		return refusal{&realname.QuotaFull{Holders: s.Accounts}}
	}
	s.Accounts = slices.Insert(s.Accounts, at, take.Account)
	return nil
}
