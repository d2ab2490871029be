package steps

import (
	"context"
	"log/slog"

	"shiming/shared/realname"
)

// AlarmLapsed writes a line for operators about a case that ended because nobody reviewed it in time: staff let it lapse, not
// its applicant (FAULTS D6). The template's metric filter counts these lines. A line may be written twice.
func AlarmLapsed(log *slog.Logger) Effect {
	return func(ctx context.Context, c realname.Case) error {
		if e := c.Last(); e.Type == realname.CaseExpired && e.Fault == realname.CodeReviewLapsed {
			log.ErrorContext(ctx, "review lapsed", "alarm", "review_lapsed", "case", c.ID, "event", e.ID)
		}
		return nil
	}
}
