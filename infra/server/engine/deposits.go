package engine

import (
	"path/filepath"

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
}

// openDeposits opens the bank, and the machines with whatever they were at.
func (e *Engine) openDeposits(base steps.Base, keys steps.Keys) error {
	d := &deposits{bank: bank.Connect(e.setup)}
	var err error
	d.machines, err = machines.Open(machines.Options{
		DB: filepath.Join(e.config.Dir, workflowFile), Clock: base.Clock, Log: e.config.Log,
		Tasks: map[string]tasks.Task{
			"pay-out":       tasks.PayOut(steps.PayOut{Base: base, Keys: keys, Bank: d.bank}),
			"keep-deadline": tasks.KeepDeadline(steps.KeepDeadline{Base: base, Bank: d.bank}),
		},
	})
	if err != nil {
		return err
	}
	e.deposits = d
	return nil
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
