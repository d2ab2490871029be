package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"shiming/shared/realname"
)

// The state machines, by the names of their files in statemachines/.
const (
	TopUpMachine    = "top-up"
	TransferMachine = "transfer"
	DeadlineMachine = "deadline"
)

// ReviewEnded is why a transfer stops waiting for a review that did not approve it.
const ReviewEnded = "ReviewEnded"

// RunMachines follows each event that a state machine waits for, or begins with (RULES C6, C7, D7). A machine is started
// under the id of the event, with ids and times; so an event that is handed over again starts nothing anew. What ends a
// review answers the token of the machine that waits for it.
func RunMachines(workflow Workflow, records Records) Effect {
	return func(ctx context.Context, c realname.Case) error {
		e := c.Last()
		switch {
		case e.Type == realname.DepositIssued:
			return workflow.Start(ctx, TopUpMachine, string(e.ID), map[string]any{
				"case": string(c.ID), "deposit": e.Deposit.Reference, "deadline": until(e.Deadline).Until.Format(time.RFC3339),
			})
		case e.Type == realname.Opened && c.Lives():
			return workflow.Start(ctx, DeadlineMachine, string(e.ID), deadline(c, c.Deadline()))
		case beginsReview(c) && c.Method() != realname.CorporateTransfer:
			return workflow.Start(ctx, DeadlineMachine, string(e.ID), deadline(c, c.StepDeadline()))
		case beginsReview(c):
			return workflow.Start(ctx, TransferMachine, string(e.ID), map[string]any{
				"case": string(c.ID), "review": string(e.ID),
				"review_seconds": seconds(e.Deadline.Sub(e.At)), "case_seconds": seconds(c.Deadline().Sub(e.At)),
			})
		}
		review, ended := endedReview(c)
		if !ended {
			return nil
		}
		token, err := reviewToken(ctx, records, review)
		if errors.Is(err, ErrNotFound) {
			return nil // AwaitReview keeps the token, then looks whether the review has ended
		}
		if err != nil {
			return fmt.Errorf("read the token: %w", err)
		}
		return answerReview(ctx, workflow, token, e)
	}
}

// deadline is the input of a machine that waits until something of the case is due: an id and a time.
func deadline(c realname.Case, at time.Time) map[string]any {
	return map[string]any{"case": string(c.ID), "until": until(at).Until.Format(time.RFC3339)}
}

// beginsReview reports whether a review begins with the newest event of the case.
func beginsReview(c realname.Case) bool {
	began, ok := c.ReviewBegan()
	return ok && began.ID == c.Last().ID
}

// seconds rounds up, and is never below 1, the least that a state machine waits for.
func seconds(d time.Duration) int { return max(1, int((d+time.Second-1)/time.Second)) }

// endedReview returns the review of a transfer that the newest event of the case has ended, by the id of the event that
// began it. No machine waits for the end of any other review.
func endedReview(c realname.Case) (realname.EventID, bool) {
	n := len(c.Events)
	if n < 2 || c.Last().State.InReview() || !c.Events[n-2].State.InReview() || c.AsOf(n-1).Method() != realname.CorporateTransfer {
		return "", false
	}
	began, ok := c.ReviewBegan()
	return began.ID, ok
}

// answerReview lets the machine go on: with the deposit of an approval, or out.
func answerReview(ctx context.Context, workflow Workflow, token string, e realname.Event) error {
	if e.Deposit != nil {
		return workflow.Succeed(ctx, token, map[string]any{"deposit": e.Deposit.Reference})
	}
	return workflow.Fail(ctx, token, ReviewEnded)
}

// tokenKind is the kind of record of the task tokens of reviews, by the id of the event that began the review.
const tokenKind = "task_token"

func reviewToken(ctx context.Context, records Records, review realname.EventID) (string, error) {
	r, err := records.Record(ctx, tokenKind, string(review))
	if err != nil {
		return "", err
	}
	var token string
	if err := json.Unmarshal(r.Doc, &token); err != nil {
		return "", errors.New("a token is not readable")
	}
	return token, nil
}

func keepReviewToken(ctx context.Context, records Records, review realname.EventID, token string) error {
	r, err := records.Record(ctx, tokenKind, string(review))
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	doc, err := json.Marshal(token)
	if err != nil {
		return err
	}
	if r.Rev > 0 && string(r.Doc) == string(doc) {
		return nil
	}
	return records.PutRecord(ctx, Record{Kind: tokenKind, ID: string(review), Rev: r.Rev + 1, Doc: doc})
}
