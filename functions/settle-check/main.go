// Command settle-check takes the signed callbacks of providers; proof verifies the account.
package main

import (
	"shiming/shared/api"
	"shiming/shared/boot"
	"shiming/shared/dynamo"
	"shiming/shared/kmskeys"
	"shiming/shared/lambdahttp"
	"shiming/shared/providers/sandbox"
	"shiming/shared/steps"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(store.Warm, env.Opened("kms"))
	play := sandbox.Connect(env.Get("SANDBOX_SECRET"), env.Desk(store), nil)
	step := steps.SettleCheck{Desk: env.Desk(store), Keys: keys, Providers: play.ByName()}
	lambdahttp.Start(env, api.SettleCheck(step))
}
