package sandbox

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Connect makes the sandbox of a function from its secret; nil when there is none, in live mode. It panics when the
// secret is not one. settle takes callbacks the whole way in; nil where nothing is played.
func Connect(secret string, clock steps.Clock, settle *steps.SettleCheck) *Sandbox {
	if secret == "" {
		return nil
	}
	o := Options{Secret: []byte(secret), Clock: clock}
	if settle != nil {
		o.Deliver = func(ctx context.Context, cb steps.Callback) error {
			_, err := settle.Do(ctx, Name, cb)
			return err
		}
	}
	s, err := New(o)
	if err != nil {
		panic(err)
	}
	return s
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
