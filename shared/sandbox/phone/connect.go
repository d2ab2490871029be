package sandbox

import (
	"context"

	"shiming/shared/api"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Connect makes the sandbox of a function from its secret; nil when there is none, in live mode. It panics when the
// secret is not one. deliver takes signed callbacks the whole way in; nil where nothing is played. The app's accounts were
// verified at the first of the policy's sites.
func Connect(secret string, desk steps.Desk, deliver func(context.Context, steps.Callback) error) *Sandbox {
	if secret == "" {
		return nil
	}
	o := Options{Secret: []byte(secret), Clock: desk.Clock, Deliver: deliver}
	if len(desk.Policy.Sites) > 0 {
		o.Site = desk.Policy.Sites[0].Site
	}
	s, err := New(o)
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

// Names names the sandbox for each method that it plays: only its own callbacks count for its checks (THREATS W1).
func (s *Sandbox) Names() map[realname.Method]string {
	names := map[realname.Method]string{}
	for m := range s.ByMethod() {
		names[m] = Name
	}
	return names
}

// ByName lists the sandbox under its name in the address of callbacks; none when it is nil.
func (s *Sandbox) ByName() map[string]steps.Pusher {
	providers := map[string]steps.Pusher{}
	if s != nil {
		providers[Name] = s
	}
	return providers
}

// Loop makes the sandbox of a function that plays checks and takes in what comes of them itself, through the gate,
// signature and all; nil without a secret. keys seal an identity that is taken over.
func Loop(secret string, gate api.Gate, desk steps.Desk, keys steps.Keys) *Sandbox {
	settle := &steps.SettleCheck{Desk: desk, Keys: keys}
	play := Connect(secret, desk, api.Deliver(gate, settle, Name))
	settle.Providers = play.ByName()
	return play
}
