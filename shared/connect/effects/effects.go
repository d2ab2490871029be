// Package effects lists what follows a commit, once for functions and the server.
package effects

import (
	"shiming/shared/api"
	"shiming/shared/connect"
	"shiming/shared/connect/bank"
	"shiming/shared/connect/providers"
	"shiming/shared/measures"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// Connect returns the dispatcher of everything that follows a commit. The gate takes in what the sandbox answers to
// magic names; workflow runs the state machines, queue takes what people and the platform are told by CHANNELS, and asks
// the checks whose providers do not push.
func Connect(
	s *connect.Setup, gate api.Gate, base steps.Base, keys steps.Keys, workflow steps.Workflow, queue telling.Queue, asks steps.Asks,
) steps.Dispatch {
	counted := func(c realname.Case) { measures.Case(s.Measures, c) }
	return steps.Dispatch{Livemode: s.Livemode, Measured: counted, Effects: []steps.Effect{
		steps.PlayCheck(keys, providers.Player(s, gate, base, keys)),
		steps.AskLater(asks),
		steps.MoveMoney(bank.Connect(s)),
		steps.RunMachines(workflow),
		steps.ListCase(s.Records),
		steps.QueueReview(s.Records),
		steps.ReleaseAppealed(base),
		steps.FreeAppealed(s.Records),
		steps.EndSuperseded(base),
		steps.AlarmLapsed(gate.Log),
		steps.ListRetention(base.Store, s.Records, s.Policy),
		telling.PartFromContact(telling.KeepContact{Base: base, Records: s.Records}), // before anybody is told
		telling.Tell(base.Store, s.Records, queue, s.Policy, telling.Channels(s.Get("CHANNELS"))...),
	}}
}
