// Command send-deposit sends the details of a top-up to the phone of the enterprise's contact.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/notify/sns"
	"shiming/shared/sandbox/bank"
	"shiming/shared/sandbox/messages"
	"shiming/shared/sealed/kms"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(store.Warm, env.Opened("kms"))
	secret := env.Get("SANDBOX_SECRET")
	show := steps.ShowDeposit{Desk: env.Desk(store), Keys: keys, Bank: sandboxbank.Connect(secret, env.Clock, store, nil).Port()}
	notifier := sandbox.Instead(secret, store, env.Clock, sns.Connect(env.AWS("sns"), env.Get("SMS_SENDER")))
	lambdahttp.Start(env, api.SendDeposit(steps.SendDeposit{ShowDeposit: show, Notifier: notifier}))
}
