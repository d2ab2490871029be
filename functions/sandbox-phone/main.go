// Command sandbox-phone plays the phone of the sandbox; it is not deployed in live mode.
package main

import (
	"shiming/shared/boot"
	"shiming/shared/dynamo"
	"shiming/shared/lambdahttp"
	"shiming/shared/providers/sandbox"
)

func main() {
	env := boot.Load("TABLE", "SANDBOX_SECRET")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(store.Warm)
	play := sandbox.Loop(env.Get("SANDBOX_SECRET"), env.Gate(), env.Desk(store))
	lambdahttp.Start(env, sandbox.NewPhone(play, store, env.Settings().Policy.Title).Endpoint())
}
