// Command claim-review lets a reviewer take a review for a while, and give it back.
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
	lambdahttp.Start(env, api.ClaimReview(env.Settings(), steps.ClaimReview{Desk: env.Desk(store)})...)
}
