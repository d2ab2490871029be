package telling

import (
	"context"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// concerned lists the other accounts that the newest event of the case concerns: those that an appeal is about, when its papers
// came and when it ended (THREATS X9), and those of the same subject, when it has taken one more place (THREATS X11). One read for
// each digest key, of such an event only, and one of each account of the subject.
func concerned(ctx context.Context, store steps.Store, c realname.Case) ([]realname.AccountID, error) {
	switch e := c.Last(); {
	case c.Kind.Appeals() && (!e.AnswerBy.IsZero() || e.Ends() && !c.AnswerBy().IsZero()):
		return steps.HoldersOf(ctx, store, c)
	case e.Ends() && e.State == realname.Verified && c.Form() != nil && c.TakesSeat():
		others, err := steps.OthersOf(ctx, store, c.Form().Subjects, c.Account)
		if err != nil {
			return nil, err
		}
		return before(ctx, store, others, e.At)
	}
	return nil, nil
}

// before keeps the accounts that had their subject before the time. Events are told late: whose account was verified after this one
// hears nothing of it as of one more.
func before(ctx context.Context, store steps.Store, accounts []realname.AccountID, at time.Time) (earlier []realname.AccountID, err error) {
	for _, id := range accounts {
		a, err := store.Account(ctx, id)
		if err != nil {
			return nil, err
		}
		if a.Identity != nil && !a.Identity.OwnedSince().After(at) {
			earlier = append(earlier, id)
		}
	}
	return earlier, nil
}
