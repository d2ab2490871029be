// Command resend-webhook makes a delivery once more: an event to the platform's webhook, or a message that failed. It also
// sends the webhook a test.
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
	lambdahttp.Start(env, api.Resend(telling.Resend{Records: store, Queue: queue, Clock: env.Clock})...)
}
