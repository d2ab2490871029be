// Package sandboxes gives the sandboxes their own pages: the phone, the bank, and what was "sent". None of them is there
// in live mode (THREATS X5).
package sandboxes

import (
	"shiming/shared/api"
	"shiming/shared/connect"
	"shiming/shared/connect/providers"
	sandboxbank "shiming/shared/sandbox/bank"
	sandboxmessages "shiming/shared/sandbox/messages"
	sandboxphone "shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

// Endpoints are all pages of the sandboxes, for a process that serves them all; none in live mode.
func Endpoints(s *connect.Setup, gate api.Gate, base steps.Base, keys steps.Keys) []api.Endpoint {
	if s.Livemode {
		return nil
	}
	return append(Bank(s, gate, base, keys), append(Phone(s, gate, base, keys), Messages(s)...)...)
}

// Phone is the page behind the sandbox's QR codes, which plays the phone.
func Phone(s *connect.Setup, gate api.Gate, base steps.Base, keys steps.Keys) []api.Endpoint {
	play := providers.Loop(s, gate, base, keys)
	if play == nil {
		return nil
	}
	return []api.Endpoint{sandboxphone.NewPhone(play, base.Store, s.Policy.Title).Endpoint()}
}

// Bank are the statement of an account at the sandbox's bank, and its way to pay. Notices of payments go through the gate.
func Bank(s *connect.Setup, gate api.Gate, base steps.Base, keys steps.Keys) []api.Endpoint {
	if s.Livemode {
		return nil
	}
	take := &steps.TakePayment{Base: base, Keys: keys, Records: s.Records}
	bank, err := sandboxbank.New(sandboxbank.Options{
		Secret: s.Secret(), Clock: s.Clock, Records: s.Records, Deliver: api.DeliverNotice(gate, take),
	})
	if err != nil {
		return nil // Secret has said why
	}
	take.Bank = bank
	return bank.Endpoints()
}

// Messages lists what the sandbox was given to send.
func Messages(s *connect.Setup) []api.Endpoint {
	if s.Livemode {
		return nil
	}
	return []api.Endpoint{sandboxmessages.New(s.Records, s.Clock).Endpoint()}
}
