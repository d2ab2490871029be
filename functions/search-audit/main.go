// Command search-audit searches the audit trail: the lines of the functions' log group.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/lambda/services"
	"shiming/shared/store/dynamo"
	"shiming/shared/trail/insights"
)

func main() {
	env := boot.Load("TABLE", "LOG_GROUP")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(env.Mode(store), env.Opened("logs"))
	lambdahttp.Start(env, api.SearchAudit(env.Settings(), insights.Group{
		Name: env.Get("LOG_GROUP"), Records: store, Clock: env.Clock,
		Call: services.Caller(env.AWS("logs"), env.Clock, "logs", "Logs_20140328", 32<<20),
	})...)
}
