// Command choose-method picks one of the methods that a case lists.
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
	lambdahttp.Start(env, api.ChooseMethod(env.Settings(), steps.ChooseMethod{Desk: env.Desk(store)}))
}
