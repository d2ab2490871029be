// Command ask-upload makes a document of a case, and an address to upload it to.
package main

import (
	"shiming/shared/api"
	"shiming/shared/files/s3"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
)

func main() {
	env := boot.Load("TABLE", "BUCKET")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	documents := s3.Connect(env.AWS("s3"), env.Get("BUCKET"))
	env.Warm(env.Mode(store))
	step := steps.AskUpload{Base: env.Base(store), Records: store, Documents: documents}
	lambdahttp.Start(env, api.AskUpload(env.Settings(), step))
}
