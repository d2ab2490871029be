// Command start-check asks the provider of the chosen method for a check and puts its QR code out.
package main

import (
	"shiming/shared/api"
	"shiming/shared/boot"
	"shiming/shared/dynamo"
	"shiming/shared/kmskeys"
	"shiming/shared/lambdahttp"
	"shiming/shared/providers/sandbox"
	"shiming/shared/steps"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEY", "DIGEST_KEYS")
	aws := env.AWS("dynamodb", "kms")
	store := dynamo.Connect(aws, env.Get("TABLE"))
	keys := kmskeys.Connect(aws, env.Clock, env.Get("DATA_KEY"), env.Get("DIGEST_KEYS"))
	step := steps.StartCheck{Desk: env.Desk(store), Keys: keys, Providers: sandbox.Methods(env.Sandbox())}
	lambdahttp.Start(env, api.StartCheck(env.Settings(), step))
}
