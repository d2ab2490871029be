// Command start-check asks the provider of the chosen method for a check and puts its QR code out, or sends a code.
package main

import (
	"shiming/shared/api"
	"shiming/shared/connect/cards"
	"shiming/shared/connect/group"
	"shiming/shared/connect/providers"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(env.Mode(store), env.Opened("kms"))
	setup := env.SetupWith(store, keys)
	prove := providers.Connect(setup)
	lambdahttp.Start(env, api.StartCheck(env.Settings(), steps.StartCheck{Base: env.Base(store), Keys: keys, Records: store,
		Providers: prove.ByMethod, Names: prove.Names, Cards: cards.Connect(setup), Group: group.Connect(setup)}))
}
