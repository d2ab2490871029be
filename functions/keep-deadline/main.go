// Command keep-deadline ends a case whose time is over, or hands an overdue review to the second group of reviewers.
package main

import (
	"shiming/shared/boot"
	"shiming/shared/dynamo"
	"shiming/shared/lambdatask"
	"shiming/shared/steps"
	"shiming/shared/tasks"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(store.Warm)
	lambdatask.Start(env, tasks.KeepDeadline(steps.KeepDeadline{Desk: env.Desk(store)}))
}
