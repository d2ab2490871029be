// Command keep-retention erases what is due, once a day.
package main

import (
	"shiming/shared/files/s3"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/task"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/workflow/tasks"
)

func main() {
	env := boot.Load("TABLE", "BUCKET")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	redact := steps.RedactCase{Base: env.Base(store), Records: store, Documents: s3.Connect(env.AWS("s3"), env.Get("BUCKET"))}
	env.Warm(env.Mode(store))
	lambdatask.Start(env, tasks.KeepRetention(steps.KeepRetention{RedactCase: redact, Log: env.Gate().Log}))
}
