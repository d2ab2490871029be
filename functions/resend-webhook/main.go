// Command resend-webhook delivers an event to the platform's webhook once more.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/store/dynamo"
	"shiming/shared/telling"
	"shiming/shared/workflow/sqs"
)

func main() {
	env := boot.Load("TABLE", "DELIVERIES")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	queue := sqs.Connect(env.AWS("sqs"), env.Get("DELIVERIES"))
	env.Warm(env.Mode(store), env.Opened("sqs"))
	lambdahttp.Start(env, api.ResendWebhook(telling.ResendWebhook{Records: store, Queue: queue, Clock: env.Clock}))
}
