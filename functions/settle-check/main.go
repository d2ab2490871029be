// Command settle-check takes the signed callbacks of providers; proof verifies the account.
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
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(store.Warm)
	play := sandbox.Connect(env.Get("SANDBOX_SECRET"), env.Clock, nil)
	step := steps.SettleCheck{Desk: env.Desk(store), Providers: play.ByName()}
	lambdahttp.Start(env, api.SettleCheck(step))
}
