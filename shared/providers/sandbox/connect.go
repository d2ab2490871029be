package sandbox

import (
	"context"

	"shiming/shared/api"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Connect makes the sandbox of a function from its secret; nil when there is none, in live mode. It panics when the
// secret is not one. deliver takes signed callbacks the whole way in; nil where nothing is played.
func Connect(secret string, clock steps.Clock, deliver func(context.Context, steps.Callback) error) *Sandbox {
	if secret == "" {
		return nil
	}
	s, err := New(Options{Secret: []byte(secret), Clock: clock, Deliver: deliver})
	if err != nil {
		panic(err)
	}
	return s
}

// Player returns Auto; nil when the sandbox is nil.
func (s *Sandbox) Player() func(context.Context, steps.CheckRequest) error {
	if s == nil {
		return nil
	}
	return s.Auto
}

// ByMethod lists the sandbox as the provider of each method that it plays; none when it is nil.
func (s *Sandbox) ByMethod() map[realname.Method]steps.Provider {
	providers := map[realname.Method]steps.Provider{}
	if s != nil {
		for _, m := range s.Methods() {
			providers[m] = s
		}
	}
	return providers
}

// ByName lists the sandbox under its name in the address of callbacks; none when it is nil.
func (s *Sandbox) ByName() map[string]steps.Provider {
	providers := map[string]steps.Provider{}
	if s != nil {
		providers[Name] = s
	}
	return providers
}

// Loop makes the sandbox of a function that plays checks and takes in what comes of them itself, through the gate,
// signature and all; nil without a secret.
func Loop(secret string, gate api.Gate, desk steps.Desk) *Sandbox {
	settle := &steps.SettleCheck{Desk: desk}
	play := Connect(secret, desk.Clock, api.Deliver(gate, settle, Name))
	settle.Providers = play.ByName()
	return play
}
