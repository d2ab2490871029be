package telling

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// concerned lists the other accounts that the newest event of the case concerns: those that an appeal is about, when its papers
// came and when it ended (THREATS X9), and those of the same subject, when it has taken one more place (THREATS X11). One read for
// each digest key, of such an event only.
func concerned(ctx context.Context, store steps.Store, c realname.Case) ([]realname.AccountID, error) {
	switch e := c.Last(); {
	case c.Kind == realname.Appeal && (!e.AnswerBy.IsZero() || e.Ends() && !c.AnswerBy().IsZero()):
		return steps.HoldersOf(ctx, store, c)
	case e.Ends() && e.State == realname.Verified && c.Form() != nil && c.TakesSeat():
		return steps.OthersOf(ctx, store, c.Form().Subjects, c.Account)
	}
	return nil, nil
}
