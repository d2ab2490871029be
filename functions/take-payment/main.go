// Command take-payment takes the bank's word: signed notices of payments and payouts, and statements that come as files; and it
// lists what is done by hand at a bank without an API.
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
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "IDENTITY_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Attest(kmskeys.ConnectMACs(env.AWS("kms"), env.Get("IDENTITY_KEYS")))
	env.Warm(env.Mode(store), env.Opened("kms"))
	step := steps.TakePayment{Base: env.Base(store), Keys: keys, Records: store, Bank: bank.Connect(env.Setup(store))}
	orders := api.Orders(steps.ListOrders{Base: step.Base, Keys: keys, Records: store})
	endpoints := append(api.Statements(steps.ImportStatement{TakePayment: step}), orders...)
	lambdahttp.Start(env, append(endpoints, api.TakePayment(step))...)
}
