// Command open-case opens a case on an account.
package main

import (
	"shiming/shared/api"
	"shiming/shared/connect/platform"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("TABLE", "IDENTITY_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.TellUnproven()
	env.Attest(kmskeys.ConnectMACs(env.AWS("kms"), env.Get("IDENTITY_KEYS")))
	env.Warm(env.BeginMode(store), env.Opened("kms"))
	setup := env.Setup(store)
	step := steps.OpenCase{Base: env.Base(store), Records: store, Origins: setup.ReturnOrigins(), Platform: platform.Connect(setup)}
	lambdahttp.Start(env, api.OpenCase(env.Settings(), step))
}
