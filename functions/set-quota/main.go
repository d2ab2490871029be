// Command set-quota lets staff see and set how many accounts a subject may verify.
package main

import (
	"shiming/shared/api"
	"shiming/shared/boot"
	"shiming/shared/dynamo"
	"shiming/shared/lambdahttp"
	"shiming/shared/steps"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(store.Warm)
	lambdahttp.Start(env, api.Quota(steps.SetQuota{Desk: env.Desk(store), Limits: store})...)
}
