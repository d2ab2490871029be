// Command claim-review lets a reviewer take a review for a while, and give it back.
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
	lambdahttp.Start(env, api.ClaimReview(env.Settings(), steps.ClaimReview{Base: env.Base(store)})...)
}
