package sandbox

import (
	"context"

	"shiming/shared/api"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Connect makes the sandbox of a function from its secret; nil when there is none, in live mode. It panics when the
// secret is not one. results keep what is asked for. The app's accounts were verified at the first of the policy's sites.
func Connect(secret string, desk steps.Desk, results steps.Records) *Sandbox {
	return connect(desk, Options{Secret: []byte(secret), Results: results})
}

func connect(desk steps.Desk, o Options) *Sandbox {
	if len(o.Secret) == 0 {
		return nil
	}
	o.Clock = desk.Clock
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

// Asked lists the sandbox under the name that its checks carry, to be asked; none when it is nil.
func (s *Sandbox) Asked() map[string]steps.Puller {
	providers := map[string]steps.Puller{}
	if s != nil {
		providers[Name] = s
	}
	return providers
}

// Loop makes the sandbox of a program that plays checks and takes in what comes of them itself, through the gate,
// signature and all; nil without a secret. keys seal an identity that is taken over, and open what is asked by.
func Loop(secret string, gate api.Gate, desk steps.Desk, keys steps.Keys, records steps.Records) *Sandbox {
	settle := &steps.SettleCheck{Desk: desk, Keys: keys}
	ask := &steps.AskCheck{Desk: desk, Keys: keys, Records: records}
	play := connect(desk, Options{
		Secret: []byte(secret), Results: records, Deliver: api.Deliver(gate, settle, Name), Return: api.ComeBack(gate, ask),
	})
	settle.Providers, ask.Providers = play.ByName(), play.Asked()
	return play
}
