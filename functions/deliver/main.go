// Command deliver makes the deliveries of the queue: messages to people, and webhooks to the platform.
package main

import (
	"shiming/shared/connect/amazon"
	"shiming/shared/connect/channels"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/queue"
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
	env.Warm(env.Mode(store), env.Opened("kms"))
	notifiers := channels.Connect(amazon.Sends(env.Setup(store), env.AWS))
	step := telling.Deliver{Base: env.Base(store), Records: store, Keys: keys, Notifiers: notifiers, Measures: env.Measures()}
	lambdaqueue.Start(env, lambdaqueue.Deliveries(step), queue)
}
