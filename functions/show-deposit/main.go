// Command show-deposit tells the applicant which amount a top-up is to have, and how to pay it;
// and how far the amount of a corporate transfer is.
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
	setup := env.Setup(store)
	step, statement := steps.ShowDeposit{Base: env.Base(store), Keys: keys, Bank: bank.Connect(setup)}, bank.Statement(setup)
	payout := steps.ShowPayout{Base: env.Base(store), Keys: keys}
	lambdahttp.Start(env, api.ShowDeposit(step, statement), api.ShowPayout(payout, statement))
}
