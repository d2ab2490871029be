// Command sandbox-phone plays the phone of the sandbox; it is not deployed in live mode.
package main

import (
	"shiming/shared/connect/sandboxes"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "IDENTITY_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Attest(kmskeys.ConnectMACs(env.AWS("kms"), env.Get("IDENTITY_KEYS")))
	env.Warm(env.Mode(store), env.Opened("kms"))
	lambdahttp.Start(env, sandboxes.Phone(env.Setup(store), env.Gate(), env.Base(store), keys)...)
}
