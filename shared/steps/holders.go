package steps

import (
	"context"
	"errors"

	"shiming/shared/realname"
)

// HoldersOf lists the accounts that hold places of the identity that an appeal is about, but for the one that appeals
// (RULES F1). One read for each digest key.
func HoldersOf(ctx context.Context, store Store, c realname.Case) ([]realname.AccountID, error) {
	d := c.Declaration()
	if d == nil {
		return nil, nil
	}
	return OthersOf(ctx, store, d.Subjects, c.Account)
}

// OthersOf lists the accounts that hold places of the subject with the keys, but for the one. One read for each key.
func OthersOf(ctx context.Context, store Store, subject []realname.SubjectKey, but realname.AccountID) ([]realname.AccountID, error) {
	var holders []realname.AccountID
	for _, key := range subject {
		found, err := store.Subject(ctx, key)
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for _, account := range found.Accounts {
			if account != but {
				holders = append(holders, account)
			}
		}
	}
	return holders, nil
}
