// Command publish-keys publishes the keys that verify the tokens of sessions; it reaches no data.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("SIGN_KEYS")
	env.Warm(env.Opened("kms"))
	lambdahttp.Start(env, api.PublishKeys(kmskeys.ConnectSigner(env.AWS("kms"), env.Get("SIGN_KEYS")))...)
}
