package engine

import (
	"shiming/shared/api"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// links are what people are handed over by, and what they go on with: links, sessions, and the keys that verify their tokens.
func (e *Engine) links(s api.Settings, base steps.Base, keys steps.Keys, origins realname.Origins) []api.Endpoint {
	endpoints := api.MakeLink(s, steps.MakeLink{Base: base, Records: e.Store, Keys: keys, Origins: origins})
	endpoints = append(endpoints, api.Sessions(s, steps.Sessions{
		Records: e.Store, Clock: base.Clock, Wall: e.clock.base, Signer: e.signer, // tokens go by the real time, however the clock was turned
	})...)
	return append(endpoints, api.PublishKeys(e.signer)...)
}
