// Command show-document says how a document stands, and signs addresses of clean copies.
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
	env := boot.Load("TABLE", "BUCKET", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	documents := s3.Connect(env.AWS("s3"), env.Get("BUCKET"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(env.Mode(store), env.Opened("kms"))
	step := steps.ShowDocument{Base: env.Base(store), Records: store, Documents: documents, Keys: keys}
	lambdahttp.Start(env, api.ShowDocument(env.Settings(), step)...)
}
