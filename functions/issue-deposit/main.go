// Command issue-deposit issues the amount of a top-up, and takes back what came of it.
package main

import (
	"shiming/shared/api"
	"shiming/shared/connect/bank"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(env.Mode(store), env.Opened("kms"))
	step := steps.IssueDeposit{Base: env.Base(store), Keys: keys, Records: store, Bank: bank.Connect(env.Setup(store))}
	lambdahttp.Start(env, api.IssueDeposit(env.Settings(), step)...)
}
