// Package providers chooses who proves identities, for each method (RULES B3 to B6, B8, C3 to C5).
package providers

import (
	"context"

	"shiming/shared/api"
	"shiming/shared/connect"
	"shiming/shared/realname"
	sandbox "shiming/shared/sandbox/phone"
	"shiming/shared/steps"
)

// Providers are those who prove identities. Nobody proves a method that is in none of the maps.
type Providers struct {
	ByMethod map[realname.Method]steps.Provider
	// Names are their names in the address of callbacks: only a provider's own callbacks count for its checks (THREATS W1).
	Names  map[realname.Method]string
	ByName map[string]steps.Pusher
	// Asked are those that are asked for results, by the name that their checks carry.
	Asked map[string]steps.Puller
	// Component takes the events of the WeChat Open Platform; nil where none is set up.
	Component steps.Listener
}

// Connect returns the sandbox for each method that it plays or, in live mode, whoever is set up for it (live.go).
func Connect(s *connect.Setup) Providers {
	if s.Livemode {
		return live(s)
	}
	return of(Sandbox(s, nil, nil))
}

// Player returns what answers a check of a magic name without a phone, the way in which a provider does: by a signed
// callback through the gate. It is nil in live mode.
func Player(s *connect.Setup, gate api.Gate, base steps.Base, keys steps.Keys) func(context.Context, steps.CheckRequest) error {
	play := Loop(s, gate, base, keys)
	if play == nil {
		return nil
	}
	return play.Auto
}

// Loop returns a sandbox that takes its own callbacks in, through the gate, signature and all, and comes back from what it
// is asked for; nil in live mode. keys seal an identity that is taken over, and open what is asked by.
func Loop(s *connect.Setup, gate api.Gate, base steps.Base, keys steps.Keys) *sandbox.Sandbox {
	settle := &steps.SettleCheck{Base: base, Keys: keys}
	ask := &steps.AskCheck{Base: base, Keys: keys, Records: s.Records}
	play := Sandbox(s, api.Deliver(gate, settle, sandbox.Name), api.ComeBack(gate, ask))
	own := of(play)
	settle.Providers, ask.Providers = own.ByName, own.Asked
	return play
}

// Sandbox returns the sandbox; nil in live mode. deliver takes callbacks in, and back comes back from a check; both nil
// where nothing is played. The accounts of its app were verified at the first of the policy's sites.
func Sandbox(
	s *connect.Setup, deliver func(context.Context, steps.Callback) error, back func(context.Context, realname.CheckID) error,
) *sandbox.Sandbox {
	if s.Livemode {
		return nil
	}
	o := sandbox.Options{Secret: s.Secret(), Clock: s.Clock, Results: s.Records, Deliver: deliver, Return: back}
	if len(s.Policy.Sites) > 0 {
		o.Site = s.Policy.Sites[0].Site
	}
	play, err := sandbox.New(o)
	if err != nil {
		return nil // Secret has said why
	}
	return play
}

// of lists the sandbox for each method that it plays.
func of(play *sandbox.Sandbox) Providers {
	p := nobody()
	if play == nil {
		return p
	}
	for _, m := range play.Methods() {
		p.ByMethod[m], p.Names[m] = play, sandbox.Name
	}
	p.ByName[sandbox.Name], p.Asked[sandbox.Name] = play, play
	return p
}

// nobody proves nothing.
func nobody() Providers {
	return Providers{
		ByMethod: map[realname.Method]steps.Provider{}, Names: map[realname.Method]string{},
		ByName: map[string]steps.Pusher{}, Asked: map[string]steps.Puller{},
	}
}
