// Command pay-out sends the amount of an approved transfer.
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
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(env.Mode(store), env.Opened("kms"))
	step := steps.PayOut{Base: env.Base(store), Keys: keys, Records: store, Bank: bank.Connect(env.Setup(store))}
	lambdatask.Start(env, tasks.PayOut(step))
}
