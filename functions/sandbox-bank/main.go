// Command sandbox-bank plays the bank of the sandbox; it is not deployed in live mode.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/sandbox/bank"
	"shiming/shared/sealed/kms"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "SANDBOX_SECRET")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(store.Warm, env.Opened("kms"))
	take := &steps.TakePayment{Desk: env.Desk(store), Keys: keys}
	bank := sandboxbank.Connect(env.Get("SANDBOX_SECRET"), env.Clock, store, api.DeliverNotice(env.Gate(), take))
	take.Bank = bank
	lambdahttp.Start(env, bank.Endpoints()...)
}
