// Command sandbox-messages shows what the sandbox was given to send; it is not deployed in live mode.
package main

import (
	"shiming/shared/boot"
	"shiming/shared/dynamo"
	"shiming/shared/lambdahttp"
	"shiming/shared/notify/sandbox"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(store.Warm)
	lambdahttp.Start(env, sandbox.New(store, env.Clock).Endpoint())
}
