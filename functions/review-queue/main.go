// Command review-queue shows reviewers what there is to review.
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
	lambdahttp.Start(env, api.ReviewQueue(env.Settings(), steps.ReviewQueue{Desk: env.Desk(store), Records: store})...)
}
