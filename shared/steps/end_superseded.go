package steps

import (
	"context"
	"errors"
	"fmt"

	"shiming/shared/realname"
)

// EndSuperseded follows the opening of a case over another one (RULES D13): that one ends, with its reason, and what follows
// an end follows it too: its holder is told, and it leaves the queue of reviews. From the opening on it can change nothing of
// the account, and nothing is paid for it (PayOut). A case that has ended, or whose time is over, is left alone. One read of the
// other case, one write.
func EndSuperseded(base Base) Effect {
	return func(ctx context.Context, c realname.Case) error {
		if c.Version() != 1 || c.Last().Supersedes == "" {
			return nil
		}
		for range conflictRetries {
			err := endSuperseded(ctx, base, c)
			var lost *lostRace
			if !errors.As(err, &lost) {
				return err
			}
		}
		return fmt.Errorf("end the superseded case: %w", ErrUnavailable)
	}
}

func endSuperseded(ctx context.Context, base Base, by realname.Case) error {
	old, err := base.Store.Case(ctx, by.Last().Supersedes)
	if err != nil {
		return fmt.Errorf("read the superseded case: %w", err)
	}
	r := realname.Request{By: system("end-superseded"), Now: base.Clock()}
	if old.Status(r.Now) == realname.StatusExpired {
		return nil
	}
	commit, err := old.Apply(base.Policy, realname.Supersede{By: by}, r)
	var refused *realname.Error
	if errors.As(err, &refused) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = commitOnce(ctx, base.Store, commit)
	return err
}
