// Command redact-case erases what an ended case knows of people, on request.
package main

import (
	"shiming/shared/api"
	"shiming/shared/files/s3"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("TABLE", "BUCKET", "IDENTITY_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Attest(kmskeys.ConnectMACs(env.AWS("kms"), env.Get("IDENTITY_KEYS")))
	documents := s3.Connect(env.AWS("s3"), env.Get("BUCKET"))
	env.Warm(env.Mode(store))
	step := steps.RedactCase{Base: env.Base(store), Records: store, Documents: documents}
	lambdahttp.Start(env, api.RedactCase(env.Settings(), step))
}
