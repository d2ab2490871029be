// Command keep-retention erases what is due, once a day.
package main

import (
	"shiming/shared/files/s3"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/task"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
	"shiming/shared/workflow/tasks"
)

func main() {
	env := boot.Load("TABLE", "BUCKET", "IDENTITY_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Attest(kmskeys.ConnectMACs(env.AWS("kms"), env.Get("IDENTITY_KEYS")))
	redact := steps.RedactCase{Base: env.Base(store), Records: store, Documents: s3.Connect(env.AWS("s3"), env.Get("BUCKET"))}
	env.Warm(env.Mode(store))
	lambdatask.Start(env, tasks.KeepRetention(steps.KeepRetention{RedactCase: redact, Log: env.Gate().Log}))
}
