package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"shiming/shared/realname"
)

// freedKind is the kind of records that say that an account may be verified with a document although another site of the group
// has it in use: its appeal was upheld. They are kept by the account and the keys of the subject.
const freedKind = "freed"

func freedID(account realname.AccountID, subject realname.SubjectKey) string {
	return string(account) + "." + string(subject)
}

// freedBy is which appeal has freed it, and when.
type freedBy struct {
	Appeal realname.CaseID `json:"appeal"`
	At     time.Time       `json:"at"`
}

// FreeAppealed follows an appeal that was upheld: whoever uses the document elsewhere in the group, where nothing can be released
// from here, it no longer stands in the way of who appealed (RULES F1, B10, FAULT S15). The other site hears of the appeal by the
// platform's webhook. One write for each key of the subject; twice is once.
func FreeAppealed(records Records) Effect {
	return func(ctx context.Context, c realname.Case) error {
		e := c.Last()
		if c.Kind != realname.Appeal || !e.Ends() || e.State != realname.Upheld {
			return nil
		}
		doc, err := json.Marshal(freedBy{Appeal: c.ID, At: e.At})
		if err != nil {
			return err
		}
		for _, key := range c.Declaration().Subjects {
			err := records.PutRecord(ctx, Record{Kind: freedKind, ID: freedID(c.Account, key), Rev: 1, Doc: doc})
			if err != nil && !errors.Is(err, ErrConflict) {
				return fmt.Errorf("free the document: %w", err)
			}
		}
		return nil
	}
}

// freed reports whether an appeal has freed the document of the subject for the account. One read for each key, whatever it finds.
func freed(ctx context.Context, records Records, account realname.AccountID, subject []realname.SubjectKey) (free bool, err error) {
	for _, key := range subject {
		_, err := records.Record(ctx, freedKind, freedID(account, key))
		if err != nil && !errors.Is(err, ErrNotFound) {
			return false, err
		}
		free = free || err == nil
	}
	return free, nil
}
