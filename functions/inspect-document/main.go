// Command inspect-document judges what was uploaded, by the events of the bucket.
package main

import (
	"shiming/shared/connect/reader"
	"shiming/shared/files/inspect"
	"shiming/shared/files/s3"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/uploads"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
)

func main() {
	env := boot.Load("TABLE", "BUCKET", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	documents := s3.Connect(env.AWS("s3"), env.Get("BUCKET"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(env.Mode(store), documents.Warm, env.Opened("kms"))
	setup := env.Setup(store)
	lambdauploads.Start(env, steps.InspectDocument{Records: store, Documents: documents, Keys: keys, Clock: env.Clock,
		Inspect: inspect.Upload, Reader: reader.Connect(setup), Papers: reader.Papers(setup)})
}
