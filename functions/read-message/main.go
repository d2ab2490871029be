// Command read-message marks an in-site message as read.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/store/dynamo"
	"shiming/shared/telling"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(env.Mode(store))
	lambdahttp.Start(env, api.ReadMessage(telling.ReadMessage{Records: store, Clock: env.Clock}))
}
