package steps_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"shiming/infra/server/asl"
	"shiming/infra/server/machines"
	"shiming/shared/realname"
	"shiming/shared/sandbox/bank"
	"shiming/shared/steps"
	"shiming/shared/workflow/tasks"
)

// house is a world with a bank, the state machines as they are deployed, and a dispatcher. Every call of the steps to
// database, keys, workflow and bank goes through calls; what the bank does among itself does not.
type house struct {
	*world
	p        parts
	calls    *calls
	bank     *sandboxbank.Bank
	money    bank
	machines *machines.Machines
	flow     steps.Workflow
	stumbles atomic.Int32 // tasks that failed, and will be tried again
}

func newHouse(t testing.TB) *house {
	h := &house{world: newWorld(t), calls: &calls{}}
	h.p = h.world.parts().through(h.calls)
	var err error
	h.bank, err = sandboxbank.New(sandboxbank.Options{Secret: secret, Clock: h.now, Records: h.store, Deliver: func(ctx context.Context, cb steps.Callback) error {
		_, err := h.takes().Do(ctx, cb)
		return err
	}})
	if err != nil {
		t.Fatal(err)
	}
	h.money = bank{h.bank, h.calls}
	h.openMachines()
	t.Cleanup(func() { _ = h.machines.Close() })
	return h
}

// openMachines opens the machines on their file, as a process does when it starts.
func (h *house) openMachines() {
	h.t.Helper()
	var err error
	h.machines, err = machines.Open(machines.Options{DB: filepath.Join(h.dir, "workflow.db"), Clock: h.now, Tasks: h.tasks()})
	if err != nil {
		h.t.Fatal(err)
	}
	h.flow = workflow{h.machines, h.calls}
}

// restart ends the machines where they are and starts them anew.
func (h *house) restart() {
	h.t.Helper()
	if err := h.machines.Close(); err != nil {
		h.t.Fatal(err)
	}
	h.openMachines()
}

func (h *house) tasks() map[string]tasks.Task {
	all := map[string]tasks.Task{
		"pay-out":       tasks.PayOut(steps.PayOut{Base: h.p.Base, Keys: h.p.keys, Bank: h.money}),
		"keep-deadline": tasks.KeepDeadline(h.rings()),
	}
	for name, task := range all {
		all[name] = func(ctx context.Context, payload []byte) ([]byte, error) {
			answer, err := task(ctx, payload)
			if err != nil {
				h.stumbles.Add(1)
			}
			return answer, err
		}
	}
	return all
}

func (h *house) rings() steps.KeepDeadline {
	return steps.KeepDeadline{Base: h.p.Base, Bank: h.money}
}
func (h *house) issues() steps.IssueDeposit {
	return steps.IssueDeposit{Base: h.p.Base, Keys: h.p.keys, Records: h.p.records, Bank: h.money}
}
func (h *house) shows() steps.ShowDeposit {
	return steps.ShowDeposit{Base: h.p.Base, Keys: h.p.keys, Bank: h.money}
}
func (h *house) takes() steps.TakePayment {
	return steps.TakePayment{Base: h.p.Base, Keys: h.p.keys, Records: h.p.records, Bank: h.money}
}
func (h *house) confirms() steps.ConfirmAmount {
	return steps.ConfirmAmount{Base: h.p.Base, Keys: h.p.keys, Bank: h.money}
}

// settle carries out everything that follows from what was committed, and whatever is due by the clock: what fails is
// tried again, as the stream, the loop and the state machines do, until nothing is left to do.
func (h *house) settle() {
	h.t.Helper()
	dispatch := steps.Dispatch{Effects: []steps.Effect{
		steps.RunMachines(h.flow), steps.MoveMoney(h.money), steps.QueueReview(h.p.records), steps.ReleaseAppealed(h.p.Base),
		steps.EndSuperseded(h.p.Base),
	}}
	for range 200 {
		failed := h.stumbles.Swap(0) > 0
		pending, err := h.store.Pending(background, 0, 100)
		if err != nil {
			h.t.Fatal(err)
		}
		held := map[realname.CaseID]bool{}
		for _, p := range pending {
			if held[p.Case.ID] {
				continue
			}
			if dispatch.Do(background, p.Case) != nil {
				held[p.Case.ID], failed = true, true
			} else if err := h.store.Done(background, p); err != nil {
				h.t.Fatal(err)
			}
		}
		h.quiet()
		if failed || h.stumbles.Load() > 0 {
			h.wait(10 * time.Second) // the pause of a Retry
			h.machines.ClockTurned()
			continue
		}
		if len(pending) == 0 {
			return
		}
	}
	h.t.Fatal("it never comes to rest")
}

// quiet waits until the machines wait for a time, or are over.
func (h *house) quiet() {
	h.t.Helper()
	ctx, cancel := context.WithTimeout(background, 20*time.Second)
	defer cancel()
	if err := h.machines.Settle(ctx); err != nil {
		h.t.Fatal(err)
	}
}

// pass lets time pass, and does what is due.
func (h *house) pass(d time.Duration) {
	h.t.Helper()
	h.wait(d)
	h.machines.ClockTurned()
	h.settle()
}

// insist does something as a patient client does it, until it works or is refused.
func (h *house) insist(do func() error) error {
	h.t.Helper()
	var err error
	for range 5 {
		err = do()
		var refused *realname.Error
		if err == nil || errors.As(err, &refused) && refused.Code != realname.CodeConflict {
			return err
		}
	}
	return err
}

// The only way of each machine.
const (
	deadlinePath = "Wait until it is due > Do what is due"
	payoutPath   = "Send the amount > Wait until it should have arrived > Do what is due"
)

// ran is which machines the events of the case have started, in their order, but for the one that waits for the end of every
// case, and how many transitions they cost together. Each must have come to its end on its only way.
func (h *house) ran(c realname.Case) (names string, transitions int) {
	h.t.Helper()
	var all []string
	for _, e := range c.Events[1:] {
		for machine, way := range map[string]string{steps.DeadlineMachine: deadlinePath, steps.PayoutMachine: payoutPath} {
			run, err := h.machines.Describe(background, h.machines.ExecutionARN(machine, string(e.ID)))
			if err != nil {
				continue // the event started none
			}
			if run.Status != asl.Succeeded || h.path(run) != way {
				h.t.Errorf("%s of %s: %s by %s", machine, e.Type, run.Status, h.path(run))
			}
			all, transitions = append(all, machine), transitions+run.Transitions
		}
	}
	return strings.Join(all, " "), transitions
}

// execution is the one of the machine of deadlines that the newest event of the type started.
func (h *house) execution(c realname.Case, began realname.EventType) asl.Execution {
	h.t.Helper()
	for _, e := range slices.Backward(c.Events) {
		if e.Type == began {
			x, err := h.machines.Describe(background, h.machines.ExecutionARN(steps.DeadlineMachine, string(e.ID)))
			if err != nil {
				h.t.Fatal(err)
			}
			return x
		}
	}
	h.t.Fatal("the case started no machine")
	return asl.Execution{}
}

// path is the names of the states that an execution entered.
func (h *house) path(x asl.Execution) string {
	h.t.Helper()
	events, err := h.machines.History(background, x.ARN)
	if err != nil {
		h.t.Fatal(err)
	}
	var names []string
	for _, e := range events {
		if strings.HasSuffix(e.Type, "StateEntered") {
			names = append(names, e.State)
		}
	}
	return strings.Join(names, " > ")
}

// ledger is the bank's entries of the case, by id.
func (h *house) ledger(c realname.Case) map[string]sandboxbank.Booking {
	h.t.Helper()
	entries, err := h.bank.Statement(background, c.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	all := map[string]sandboxbank.Booking{}
	for _, e := range entries {
		all[e.ID] = e
	}
	return all
}

// sent is the payout of the deposit in progress, as the statement shows it.
func (h *house) sent(c realname.Case) sandboxbank.Booking {
	h.t.Helper()
	e, ok := h.ledger(c)[c.Deposit().Reference]
	if !ok {
		h.t.Fatal("nothing was sent")
	}
	return e
}

// pays lets the enterprise pay, and the bank say so until it is heard.
func (h *house) pays(id, payer, reference string, fen int) {
	h.t.Helper()
	err := h.insist(func() error {
		_, err := h.bank.TakeIn(background, sandboxbank.IncomingPayment{ID: id, Reference: reference, PayerName: payer, Fen: fen})
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

// notice lets somebody who can sign say that a payment came, whatever the bank's books have.
func (h *house) notice(id, payer, reference string, fen int) {
	h.t.Helper()
	cb, err := h.bank.Sign(steps.BankNotice{ID: id, Payment: true, Reference: reference, PayerName: payer, Fen: int64(fen), Currency: "CNY"}, h.now())
	if err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.takes().Do(background, cb); err != nil {
		h.t.Fatal(err)
	}
}

// bothShapes is what the sandbox bank is.
type bothShapes interface {
	steps.PayingBank
	Draws(accountNo string) bool
	Start(ctx context.Context, p steps.Payout) (steps.PayoutState, error)
	Check(ctx context.Context, a steps.AmountAttempt) (steps.AmountAnswer, error)
}

type bank struct {
	bothShapes
	calls *calls
}

func (b bank) Start(ctx context.Context, p steps.Payout) (s steps.PayoutState, err error) {
	err = b.calls.pass("Bank.Start", func() error { s, err = b.bothShapes.Start(ctx, p); return err })
	return s, err
}

func (b bank) Check(ctx context.Context, a steps.AmountAttempt) (answer steps.AmountAnswer, err error) {
	err = b.calls.pass("Bank.Check", func() error { answer, err = b.bothShapes.Check(ctx, a); return err })
	return answer, err
}

func (b bank) Pay(ctx context.Context, p steps.Payout) (s steps.PayoutState, err error) {
	err = b.calls.pass("Bank.Pay", func() error { s, err = b.bothShapes.Pay(ctx, p); return err })
	return s, err
}

func (b bank) Progress(ctx context.Context, key string) (s steps.PayoutState, err error) {
	err = b.calls.pass("Bank.Progress", func() error { s, err = b.bothShapes.Progress(ctx, key); return err })
	return s, err
}

func (b bank) Refund(ctx context.Context, payment string) error {
	return b.calls.pass("Bank.Refund", func() error { return b.bothShapes.Refund(ctx, payment) })
}

func (b bank) Credit(ctx context.Context, payment string, account realname.AccountID) error {
	return b.calls.pass("Bank.Credit", func() error { return b.bothShapes.Credit(ctx, payment, account) })
}

func (b bank) Withdraw(ctx context.Context, payment string, account realname.AccountID) error {
	return b.calls.pass("Bank.Withdraw", func() error { return b.bothShapes.Withdraw(ctx, payment, account) })
}

type workflow struct {
	steps.Workflow
	calls *calls
}

func (w workflow) Start(ctx context.Context, machine, name string, input map[string]any) error {
	return w.calls.pass("Workflow.Start", func() error { return w.Workflow.Start(ctx, machine, name, input) })
}
