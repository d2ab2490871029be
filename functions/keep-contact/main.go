// Command keep-contact keeps how an account is told things; what it keeps is sealed.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/store/dynamo"
	"shiming/shared/telling"
	"shiming/shared/vault/sealed/kms"
	"shiming/shared/workflow/sqs"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "DELIVERIES")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	queue := sqs.Connect(env.AWS("sqs"), env.Get("DELIVERIES"))
	env.Warm(env.Mode(store), env.Opened("kms"), env.Opened("sqs"))
	lambdahttp.Start(env, api.KeepContact(telling.KeepContact{
		Base: env.Base(store), Records: store, Keys: keys, Queue: queue, Channels: telling.Channels(env.Get("CHANNELS")),
	})...)
}
