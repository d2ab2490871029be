// Command sandbox-phone plays the phone of the sandbox; it is not deployed in live mode.
package main

import (
	"shiming/shared/api"
	"shiming/shared/boot"
	"shiming/shared/dynamo"
	"shiming/shared/lambdahttp"
	"shiming/shared/providers/sandbox"
	"shiming/shared/steps"
)

func main() {
	env := boot.Load("TABLE", "SANDBOX_SECRET")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(store.Warm)
	settle := &steps.SettleCheck{Desk: env.Desk(store)}
	play := sandbox.Connect(env.Get("SANDBOX_SECRET"), env.Clock, api.Deliver(env.Gate(), settle, sandbox.Name))
	settle.Providers = play.ByName()
	lambdahttp.Start(env, sandbox.NewPhone(play, store, env.Settings().Policy.Title).Endpoint())
}
