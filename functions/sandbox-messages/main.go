// Command sandbox-messages shows what the sandbox was given to send; it is not deployed in live mode.
package main

import (
	"shiming/shared/connect/sandboxes"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/store/dynamo"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(env.Mode(store))
	lambdahttp.Start(env, sandboxes.Messages(env.Setup(store))...)
}
