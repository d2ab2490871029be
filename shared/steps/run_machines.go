package steps

import (
	"context"
	"time"

	"shiming/shared/realname"
)

// The state machines, by the names of their files in statemachines/.
const (
	// DeadlineMachine waits until something of a case is due, and rings KeepDeadline.
	DeadlineMachine = "deadline"
	// PayoutMachine sends the amount of an approved transfer, and rings KeepDeadline when it should have arrived.
	PayoutMachine = "payout"
)

// RunMachines starts a state machine for each event that names a time (RULES C6, C7, D7): the end of a case, when a review or
// papers are due, until when an amount is to be paid, sent or confirmed, and when a late one is to be asked about again. The machine has the event's id as its name, so that an
// event that is handed over again starts nothing anew, and ids and a time as its input. It is never stopped: the row says
// whether its time still counts when it rings.
func RunMachines(workflow Workflow) Effect {
	return func(ctx context.Context, c realname.Case) error {
		e := c.Last()
		switch {
		case e.Type == realname.Opened:
			return workflow.Start(ctx, DeadlineMachine, string(e.ID), ring(c, c.Deadline()))
		case e.Type == realname.ReviewApproved && e.Deposit != nil:
			input := ring(c, c.StepDeadline())
			input["deposit"] = e.Deposit.Reference
			return workflow.Start(ctx, PayoutMachine, string(e.ID), input)
		case e.Type == realname.PayoutLate:
			return workflow.Start(ctx, DeadlineMachine, string(e.ID), ring(c, e.AskAt))
		case waitsFor[e.Type], beginsReview(c):
			return workflow.Start(ctx, DeadlineMachine, string(e.ID), ring(c, c.StepDeadline()))
		}
		return nil
	}
}

// waitsFor are the events, beside the beginning of a review, with which a step begins that has a time of its own.
var waitsFor = map[realname.EventType]bool{
	realname.DepositIssued: true, realname.PayoutArrived: true, realname.PapersAsked: true, realname.PapersSupplied: true,
}

// ring is the input of a machine that is to ring at the time. Machines know whole seconds, and none may ring before its
// time: it is rounded up.
func ring(c realname.Case, at time.Time) map[string]any {
	until := at.UTC().Add(time.Second - 1).Truncate(time.Second)
	return map[string]any{"case": string(c.ID), "until": until.Format(time.RFC3339)}
}

// beginsReview reports whether a review begins with the newest event of the case.
func beginsReview(c realname.Case) bool {
	began, ok := c.ReviewBegan()
	return ok && began.ID == c.Last().ID
}
