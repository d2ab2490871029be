// Command open-link opens links, once each, and keeps the sessions that they begin.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("TABLE", "SIGN_KEYS", "SESSION_ISSUER")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(env.Mode(store), env.Opened("kms"))
	lambdahttp.Start(env, api.Sessions(env.Settings(), steps.Sessions{
		Records: store, Clock: env.Clock, Wall: env.Clock, Issuer: env.Get("SESSION_ISSUER"),
		Signer: kmskeys.ConnectSigner(env.AWS("kms"), env.Get("SIGN_KEYS")),
	})...)
}
