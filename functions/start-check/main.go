// Command start-check asks the provider of the chosen method for a check and puts its QR code out, or sends a code.
package main

import (
	"shiming/shared/api"
	"shiming/shared/boot"
	"shiming/shared/dynamo"
	"shiming/shared/kmskeys"
	"shiming/shared/lambdahttp"
	"shiming/shared/providers/groupsites"
	"shiming/shared/providers/platform"
	"shiming/shared/providers/sandbox"
	"shiming/shared/steps"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(store.Warm, env.Opened("kms"))
	play := sandbox.Connect(env.Get("SANDBOX_SECRET"), env.Desk(store), nil)
	settings, theirs := env.Settings(), platform.Connect(env.Get("PLATFORM_URL"), env.Get("PLATFORM_SECRETS"), env.Clock)
	step := steps.StartCheck{
		Desk: env.Desk(store), Keys: keys, Providers: play.ByMethod(), Names: play.Names(), Group: groupsites.Group(theirs, settings.Livemode, settings.Policy),
		Cards: groupsites.Cards(env.Get("TENCENT_SECRET_ID"), env.Get("TENCENT_SECRET_KEY"), settings.Livemode, env.Clock),
	}
	lambdahttp.Start(env, api.StartCheck(settings, step))
}
