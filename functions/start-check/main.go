// Command start-check asks the provider of the chosen method for a check and puts its QR code out, or sends a code.
package main

import (
	"shiming/shared/api"
	"shiming/shared/connect/groupsites"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/sandbox/phone"
	"shiming/shared/sealed/kms"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(store.Warm, env.Opened("kms"))
	play := sandbox.Connect(env.Get("SANDBOX_SECRET"), env.Desk(store), nil)
	s := env.Settings()
	cards, group := groupsites.Connect(env.Get, s.Livemode, s.Policy, env.Clock)
	step := steps.StartCheck{Desk: env.Desk(store), Keys: keys, Records: store, Providers: play.ByMethod(), Names: play.Names(), Cards: cards, Group: group}
	lambdahttp.Start(env, api.StartCheck(s, step))
}
