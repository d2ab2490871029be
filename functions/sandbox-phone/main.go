// Command sandbox-phone plays the phone of the sandbox; it is not deployed in live mode.
package main

import (
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/sandbox/phone"
	"shiming/shared/sealed/kms"
	"shiming/shared/store/dynamo"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "SANDBOX_SECRET")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(store.Warm, env.Opened("kms"))
	play := sandbox.Loop(env.Get("SANDBOX_SECRET"), env.Gate(), env.Desk(store), keys, store)
	lambdahttp.Start(env, sandbox.NewPhone(play, store, env.Settings().Policy.Title).Endpoint())
}
