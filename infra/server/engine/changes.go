package engine

import (
	"shiming/shared/api"
	sandboxregister "shiming/shared/sandbox/register"
	"shiming/shared/steps"
)

// register is the commercial register that this engine asks: the sandbox's.
var register steps.Register = sandboxregister.Register{}

// changes puts what only changes of an account need on the engine's parts.
func changes(s api.Settings, desk steps.Desk, keys steps.Keys) []api.Endpoint {
	return []api.Endpoint{
		api.LookUpRegister(steps.LookUpRegister{Desk: desk, Keys: keys, Register: register}),
		api.BookPost(s, steps.BookPost{Desk: desk}),
	}
}
