// Command keep-deadline ends a case whose time is over, or hands an overdue review to the second group of reviewers.
package main

import (
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/task"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/workflow/tasks"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(store.Warm)
	lambdatask.Start(env, tasks.KeepDeadline(steps.KeepDeadline{Desk: env.Desk(store)}))
}
