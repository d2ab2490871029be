// Command hold-case keeps cases from being erased and shown while the law asks for it, and lists which are.
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
	lambdahttp.Start(env, api.Holds(steps.HoldCase{Base: env.Base(store), Records: store})...)
}
