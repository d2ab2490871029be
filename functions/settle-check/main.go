// Command settle-check takes the signed callbacks of providers, and asks those that push none when the browser comes back;
// proof verifies the account. The WeChat Open Platform sends its events here, too.
package main

import (
	"shiming/shared/api"
	"shiming/shared/connect/providers"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "IDENTITY_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Attest(kmskeys.ConnectMACs(env.AWS("kms"), env.Get("IDENTITY_KEYS")))
	env.Warm(env.Mode(store), env.Opened("kms"))
	prove := providers.Connect(env.SetupWith(store, keys))
	settle := steps.SettleCheck{Base: env.Base(store), Keys: keys, Providers: prove.ByName}
	ask := steps.AskCheck{Base: env.Base(store), Keys: keys, Records: store, Providers: prove.Asked}
	lambdahttp.Start(env, api.SettleCheck(settle), api.Return(ask), api.HearWeChat(prove.Component, env.Clock))
}
