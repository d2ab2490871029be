// Command ask-check asks providers about the checks of the queue, until each has a result or its time is up.
package main

import (
	"shiming/shared/api"
	"shiming/shared/connect/providers"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/queue"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
	"shiming/shared/workflow/sqs"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "ASKS", "IDENTITY_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Attest(kmskeys.ConnectMACs(env.AWS("kms"), env.Get("IDENTITY_KEYS")))
	env.Warm(env.Mode(store), env.Opened("kms"))
	prove := providers.Connect(env.SetupWith(store, keys))
	step := steps.AskCheck{Base: env.Base(store), Keys: keys, Records: store, Providers: prove.Asked}
	lambdaqueue.Start(env, lambdaqueue.Checks(api.AskCheck(env.Gate(), step)), sqs.Connect(env.AWS("sqs"), env.Get("ASKS")))
}
