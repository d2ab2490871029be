package steps

import (
	"context"
	"errors"
	"time"

	"shiming/shared/realname"
)

// ClaimReview lets a reviewer take a review for a while, so that two do not do the same work, and give it back or on to a colleague.
type ClaimReview struct {
	Base
	Records Records // the queue
}

// Claim takes the review, or holds it longer. Refused: review_claimed, while somebody else has it; own_case. One read,
// one write.
func (s ClaimReview) Claim(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.ReviewClaimed, decide: func(realname.Case) (realname.Command, error) {
		return realname.Claim{Reviewer: ask.By, Until: s.until()}, nil
	}})
}

func (s ClaimReview) until() time.Time {
	return s.Clock().Add(time.Duration(s.Policy.Review.ClaimMinutes) * time.Minute)
}

// Release gives the reviewer's own claim back. Refused: review_not_claimed. One read, one write.
func (s ClaimReview) Release(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.ReviewGivenBack, decide: func(realname.Case) (realname.Command, error) {
		return realname.GiveBack{Reviewer: ask.By}, nil
	}})
}

// HandOver gives the reviewer's own claim to a colleague. Refused: review_not_claimed; own_case, when the case is theirs;
// wrong_state, when they cannot decide it. One read, one write.
func (s ClaimReview) HandOver(ctx context.Context, ask Ask, id realname.CaseID, to string) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.ReviewClaimed, decide: func(realname.Case) (realname.Command, error) {
		return realname.HandOver{Reviewer: ask.By, To: to, Until: s.until()}, nil
	}})
}

// Next takes the most urgent review, of the kind if one is named, that the reviewer can decide and nobody has: whoever else is
// faster with one, the next one is tried. A repeated request is answered with the one that it took. Refused: queue_empty. Two
// reads of lists, and a read and a write for each that is tried.
func (s ClaimReview) Next(ctx context.Context, ask Ask, kind realname.Kind) (realname.Case, error) {
	queue := ReviewQueue(s)
	if ask.Replay != nil {
		mine, _, err := queue.List(ctx, ask.By, ReviewFilter{Claimed: ClaimedByMe}, "", maxPage)
		if err != nil {
			return realname.Case{}, err
		}
		for _, e := range mine {
			if then, found, err := s.took(ctx, ask, e.Case); found || err != nil {
				return then, err
			}
		}
	}
	for cursor, pages := "", 0; pages < 10; pages++ {
		page, next, err := queue.List(ctx, ask.By, ReviewFilter{Kind: kind, Claimed: ClaimedByNobody}, cursor, maxPage)
		if err != nil {
			return realname.Case{}, err
		}
		for _, e := range page {
			if e.Account == ask.By.Account || e.Seconded != "" && ask.By.Is(e.Seconded) {
				continue
			}
			c, err := s.Claim(ctx, ask, e.Case)
			if !taken(err) {
				return c, err
			}
		}
		if cursor = next; cursor == "" {
			break
		}
	}
	return realname.Case{}, realname.Refuse(realname.CodeQueueEmpty)
}

// maxPage is how many entries of the queue are read at once.
const maxPage = 100

// took returns the case as the request took it before.
func (s ClaimReview) took(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, bool, error) {
	c, err := find(ctx, s.Store, ask.By, id)
	if err != nil {
		return realname.Case{}, false, err
	}
	return replay(c, ask, s.Clock(), move{event: realname.ReviewClaimed})
}

// taken reports whether a review cannot be had, or not by this reviewer: the queue lags behind by seconds.
func taken(err error) bool {
	for _, code := range []realname.Code{realname.CodeClaimed, realname.CodeConflict, realname.CodeWrongState, realname.CodeOwnCase, realname.CodeCaseExpired, realname.CodeCaseNotFound} {
		if errors.Is(err, realname.Refuse(code)) {
			return true
		}
	}
	return false
}
