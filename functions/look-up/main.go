// Command look-up answers the questions: it reads, and can open nothing.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/telling"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "IDENTITY_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Attest(kmskeys.ConnectMACs(env.AWS("kms"), env.Get("IDENTITY_KEYS")))
	env.Warm(env.Mode(store), env.Opened("kms"))
	step := steps.LookUp{Base: env.Base(store), Keys: keys, Records: store}
	find := steps.FindCases{Base: env.Base(store), Records: store, Keys: keys}
	endpoints := api.LookUp(env.Settings(), step, telling.Told{Records: store})
	lambdahttp.Start(env, append(endpoints, api.FindCases(env.Settings(), find)...)...)
}
