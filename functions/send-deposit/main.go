// Command send-deposit sends the details of a top-up to the phone of the enterprise's contact.
package main

import (
	"shiming/shared/api"
	"shiming/shared/connect/amazon"
	"shiming/shared/connect/bank"
	"shiming/shared/connect/sms"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/telling"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(env.Mode(store), env.Opened("kms"))
	setup := amazon.Sends(env.Setup(store), env.AWS)
	show := steps.ShowDeposit{Base: env.Base(store), Keys: keys, Bank: bank.Connect(setup)}
	lambdahttp.Start(env, api.SendDeposit(telling.SendDeposit{ShowDeposit: show, Records: store, Notifier: sms.Connect(setup)}))
}
