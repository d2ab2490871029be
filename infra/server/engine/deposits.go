package engine

import (
	"path/filepath"

	"shiming/infra/server/machines"
	"shiming/shared/api"
	"shiming/shared/realname"
	sandboxbank "shiming/shared/sandbox/bank"
	"shiming/shared/steps"
	"shiming/shared/workflow/tasks"
)

// deposits are the sandbox bank and the state machines, with the steps behind them.
type deposits struct {
	bank     *sandboxbank.Bank
	machines *machines.Machines
	take     *steps.TakePayment
}

// openDeposits opens the bank, and the machines with whatever they were at.
func (e *Engine) openDeposits(gate api.Gate, desk steps.Desk, keys steps.Keys, secret string) error {
	d := &deposits{take: &steps.TakePayment{Desk: desk, Keys: keys}}
	d.bank = sandboxbank.Connect(secret, desk.Clock, e.Store, api.DeliverNotice(gate, d.take))
	d.take.Bank = d.bank
	var err error
	d.machines, err = machines.Open(machines.Options{
		DB: filepath.Join(e.config.Dir, workflowFile), Clock: desk.Clock, Log: e.config.Log,
		Tasks: map[string]tasks.Task{
			"pay-out":       tasks.PayOut(steps.PayOut{Desk: desk, Keys: keys, Bank: d.bank}),
			"keep-deadline": tasks.KeepDeadline(steps.KeepDeadline{Desk: desk, Bank: d.bank}),
		},
	})
	if err != nil {
		return err
	}
	e.deposits, e.Bank = d, d.bank
	return nil
}

// endpoints are those of deposits, and of the sandbox bank.
func (d *deposits) endpoints(s api.Settings, desk steps.Desk, keys steps.Keys, records steps.Records, notifier steps.Notifier) []api.Endpoint {
	show := steps.ShowDeposit{Desk: desk, Keys: keys, Bank: d.bank}
	path := func(id realname.CaseID) string { return d.bank.Path(id) }
	papers := api.FilePapers(s, steps.FilePapers{Desk: desk, Keys: keys, Records: records, Bank: d.bank})
	return append([]api.Endpoint{
		api.IssueDeposit(s, steps.IssueDeposit{Desk: desk, Keys: keys, Bank: d.bank}),
		api.ShowDeposit(show, path),
		api.SendDeposit(steps.SendDeposit{ShowDeposit: show, Notifier: notifier}),
		api.NameHandler(s, steps.NameHandler{Desk: desk, Keys: keys}),
		api.ShowPayout(steps.ShowPayout{Desk: desk}, path),
		api.ConfirmAmount(s, steps.ConfirmAmount{Desk: desk, Keys: keys, Bank: d.bank}),
		api.TakePayment(*d.take),
	}, append(papers, d.bank.Endpoints()...)...)
}

// effects are what follows a commit of a deposit.
func (d *deposits) effects() []steps.Effect {
	return []steps.Effect{steps.RunMachines(d.machines), steps.MoveMoney(d.bank)}
}
