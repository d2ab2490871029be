// Command escalate-review hands an overdue review to the second group, and keeps the token of the machine that goes on waiting.
package main

import (
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/task"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/workflow/sfn"
	"shiming/shared/workflow/tasks"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(store.Warm)
	step := steps.AwaitReview{Desk: env.Desk(store), Records: store, Workflow: sfn.Connect(env.AWS("states"), nil)}
	lambdatask.Start(env, tasks.EscalateReview(step))
}
