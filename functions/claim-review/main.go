// Command claim-review lets a reviewer take a review for a while, give it back or on, and note something for colleagues.
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
	s, base := env.Settings(), env.Base(store)
	lambdahttp.Start(env, append(api.ClaimReview(s, steps.ClaimReview{Base: base, Records: store}),
		api.NoteReview(s, steps.NoteReview{Base: base, Records: store}))...)
}
