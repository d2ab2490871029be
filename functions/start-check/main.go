// Command start-check asks the provider of the chosen method for a check and puts its QR code out.
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
	play := sandbox.Connect(env.Get("SANDBOX_SECRET"), env.Clock, nil)
	step := steps.StartCheck{Desk: env.Desk(store), Keys: keys, Providers: play.ByMethod()}
	lambdahttp.Start(env, api.StartCheck(env.Settings(), step))
}
