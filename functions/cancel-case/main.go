// Command cancel-case ends an open case on request.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(env.Mode(store))
	lambdahttp.Start(env, api.CancelCase(env.Settings(), steps.CancelCase{Base: env.Base(store)}))
}
