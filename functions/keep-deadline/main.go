// Command keep-deadline looks at a case when something of it is due, and does what is.
package main

import (
	"shiming/shared/connect/bank"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/task"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/workflow/tasks"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(env.Mode(store))
	lambdatask.Start(env, tasks.KeepDeadline(steps.KeepDeadline{Base: env.Base(store), Bank: bank.Connect(env.Setup(store))}))
}
