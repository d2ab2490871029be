package engine

import (
	"context"
	"path/filepath"
	"time"

	"shiming/infra/server/machines"
	"shiming/shared/api"
	"shiming/shared/connect/bank"
	"shiming/shared/connect/sms"
	"shiming/shared/steps"
	"shiming/shared/telling"
	"shiming/shared/workflow/tasks"
)

// deposits are the bank and the state machines, with the steps behind them.
type deposits struct {
	bank     steps.Bank
	machines *machines.Machines
	ask      steps.AskBank
}

// openDeposits opens the bank, and the machines with whatever they were at.
func (e *Engine) openDeposits(base steps.Base, keys steps.Keys) error {
	d := &deposits{bank: bank.Connect(e.setup)}
	var err error
	d.machines, err = machines.Open(machines.Options{
		DB: filepath.Join(e.config.Dir, workflowFile), Clock: base.Clock, Log: e.config.Log,
		Tasks: map[string]tasks.Task{
			"pay-out":       tasks.PayOut(steps.PayOut{Base: base, Keys: keys, Records: e.Store, Bank: d.bank}),
			"keep-deadline": tasks.KeepDeadline(steps.KeepDeadline{Base: base, Bank: d.bank}),
		},
	})
	if err != nil {
		return err
	}
	take := steps.TakePayment{Base: base, Keys: keys, Records: e.Store, Bank: d.bank}
	d.ask = steps.AskBank{ImportStatement: steps.ImportStatement{TakePayment: take}, Income: bank.Income(e.setup)}
	e.deposits = d
	return nil
}

// AskBank asks banks that push nothing, once. It is asked of a live engine by itself, every few minutes.
func (e *Engine) AskBank(ctx context.Context) error { return e.deposits.ask.Do(ctx) }

// askBank asks them until ctx ends; in the sandbox the bank pushes.
func (e *Engine) askBank(ctx context.Context) {
	for e.config.Livemode && ctx.Err() == nil {
		if err := e.AskBank(ctx); err != nil && ctx.Err() == nil {
			e.config.Log.Error("the bank was not asked", "cause", err.Error())
		}
		select {
		case <-ctx.Done():
		case <-time.After(steps.AskBankEvery):
		}
	}
}

// depositEndpoints are those of deposits.
func (e *Engine) depositEndpoints(s api.Settings, base steps.Base, keys steps.Keys) []api.Endpoint {
	money, statement := e.deposits.bank, bank.Statement(e.setup)
	show := steps.ShowDeposit{Base: base, Keys: keys, Bank: money}
	papers := api.FilePapers(s, steps.FilePapers{Base: base, Keys: keys, Records: e.Store, Bank: money})
	take := steps.TakePayment{Base: base, Keys: keys, Records: e.Store, Bank: money}
	papers = append(papers, api.Statements(steps.ImportStatement{TakePayment: take})...)
	papers = append(papers, api.Orders(steps.ListOrders{Base: base, Keys: keys, Records: e.Store})...)
	papers = append(papers, api.IssueDeposit(s, steps.IssueDeposit{Base: base, Keys: keys, Records: e.Store, Bank: money})...)
	return append([]api.Endpoint{
		api.ShowDeposit(show, statement),
		api.SendDeposit(telling.SendDeposit{ShowDeposit: show, Records: e.Store, Notifier: sms.Connect(e.setup)}),
		api.NameHandler(s, steps.NameHandler{Base: base, Keys: keys}),
		api.ShowPayout(steps.ShowPayout{Base: base, Keys: keys}, statement),
		api.ConfirmAmount(s, steps.ConfirmAmount{Base: base, Keys: keys, Bank: money}),
		api.TakePayment(take),
	}, papers...)
}
