// Command keep-contact keeps how an account is told things; what it keeps is sealed.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/sealed/kms"
	"shiming/shared/store/dynamo"
	"shiming/shared/telling"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(env.Mode(store), env.Opened("kms"))
	lambdahttp.Start(env, api.KeepContact(telling.KeepContact{Records: store, Keys: keys, Clock: env.Clock}))
}
