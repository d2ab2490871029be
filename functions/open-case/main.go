// Command open-case opens a case on an account.
package main

import (
	"shiming/shared/api"
	"shiming/shared/connect/platform"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.TellUnproven()
	env.Warm(env.BeginMode(store))
	setup := env.Setup(store)
	step := steps.OpenCase{Base: env.Base(store), Records: store, Origins: setup.ReturnOrigins(), Platform: platform.Connect(setup)}
	lambdahttp.Start(env, api.OpenCase(env.Settings(), step))
}
