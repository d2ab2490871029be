// Command ask-bank asks banks that push nothing what came in, and how the payouts stand that are on their way; every few minutes.
package main

import (
	"shiming/shared/connect/bank"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/task"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
	"shiming/shared/workflow/tasks"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "IDENTITY_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Attest(kmskeys.ConnectMACs(env.AWS("kms"), env.Get("IDENTITY_KEYS")))
	env.Warm(env.Mode(store))
	setup := env.Setup(store)
	take := steps.TakePayment{Base: env.Base(store), Keys: keys, Records: store, Bank: bank.Connect(setup)}
	statements := steps.ImportStatement{TakePayment: take}
	lambdatask.Start(env, tasks.AskBank(steps.AskBank{ImportStatement: statements, Income: bank.Income(setup)}))
}
