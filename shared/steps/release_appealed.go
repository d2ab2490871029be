package steps

import (
	"context"
	"fmt"

	"shiming/shared/realname"
)

// ReleaseAppealed follows an appeal that was upheld (RULES F1): the account that the reviewer named is released, by a
// case of its own whose id is that of the appeal's event, so that twice is once. An account that has changed hands
// meanwhile is left alone. A conflict is somebody who uses the account at this moment: handed over again, the account is
// looked at anew. Its owner is told by what follows that case. One read, one write.
func ReleaseAppealed(base Base) Effect {
	return func(ctx context.Context, c realname.Case) error {
		e := c.Last()
		if !c.Kind.Appeals() || e.State != realname.Upheld || e.Review == nil || e.Review.Against == "" {
			return nil
		}
		against := e.Review.Against
		id := realname.CaseIDFor(against, string(e.ID))
		account, released, err := base.Store.AccountAndCase(ctx, against, id)
		if err != nil {
			return fmt.Errorf("read the account: %w", err)
		}
		if released.Version() > 0 {
			return nil
		}
		request := realname.Request{By: system("release-appealed"), Now: base.Clock(), Livemode: base.Livemode}
		commit, ok := realname.Forfeit(account, id, c.ID, c.Declaration().Subjects, request)
		if !ok {
			return nil
		}
		if err := base.Store.Commit(ctx, commit); err != nil {
			return fmt.Errorf("release the account: %w", err)
		}
		return nil
	}
}
