package steps

import (
	"context"
	"time"

	"shiming/shared/realname"
)

// ClaimReview lets a reviewer take a review for a while, so that two do not do the same work, and give it back.
type ClaimReview struct{ Base }

// Claim takes the review, or holds it longer. Refused: review_claimed, while somebody else has it; own_case. One read,
// one write.
func (s ClaimReview) Claim(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.ReviewClaimed, decide: func(realname.Case) (realname.Command, error) {
		until := s.Clock().Add(time.Duration(s.Policy.Review.ClaimMinutes) * time.Minute)
		return realname.Claim{Reviewer: ask.By, Until: until}, nil
	}})
}

// Release gives the reviewer's own claim back. Refused: review_not_claimed. One read, one write.
func (s ClaimReview) Release(ctx context.Context, ask Ask, id realname.CaseID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.ReviewGivenBack, decide: func(realname.Case) (realname.Command, error) {
		return realname.GiveBack{Reviewer: ask.By}, nil
	}})
}
