// Command file-papers files the bank account, the representative and the pictures of a corporate transfer.
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
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(store.Warm, env.Opened("kms"))
	bank := sandboxbank.Connect(env.Get("SANDBOX_SECRET"), env.Clock, store, nil)
	step := steps.FilePapers{Desk: env.Desk(store), Keys: keys, Records: store, Bank: bank.Port()}
	lambdahttp.Start(env, api.FilePapers(env.Settings(), step)...)
}
