package steps

import (
	"context"

	"shiming/shared/realname"
)

// BookPost books in papers that came by post, by a member of staff (RULES E6). When all have come, they are reviewed.
type BookPost struct{ Base }

// Do books the pieces in. Refused: own_case, field_invalid for a piece that the case does not ask for. One read, one
// write.
func (s BookPost) Do(ctx context.Context, ask Ask, id realname.CaseID, pieces []realname.Purpose) (realname.Case, error) {
	complete := func(c realname.Case) bool { return len(c.PostMissing(s.Policy, pieces...)) == 0 }
	event := func(c realname.Case) realname.EventType {
		if complete(c) {
			return realname.PostComplete
		}
		return realname.PostBooked
	}
	return change(ctx, s.Base, ask, id, move{eventOf: event, decide: func(c realname.Case) (realname.Command, error) {
		return realname.BookIn{
			Staff: ask.By, Pieces: pieces, Complete: complete(c), ReviewBy: s.workdaysOn(c.ReviewWorkdays(s.Policy)),
		}, nil
	}})
}
