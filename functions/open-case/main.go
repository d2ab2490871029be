// Command open-case opens a case on an account.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/providers/platform"
	"shiming/shared/sandbox/platform"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(store.Warm)
	own := platform.Connect(env.Get("HOST_URL"), env.Get("HOST_SECRETS"), env.Clock).Host()
	host := sandboxhost.Unless(own, !env.Settings().Livemode)
	lambdahttp.Start(env, api.OpenCase(env.Settings(), steps.OpenCase{Desk: env.Desk(store), Host: host}))
}
