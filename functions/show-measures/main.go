// Command show-measures reads what functions count, where CloudWatch keeps it.
package main

import (
	"shiming/shared/api"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/lambda/services"
	"shiming/shared/measures/cloudwatch"
	"shiming/shared/store/dynamo"
)

func main() {
	env := boot.Load("TABLE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(env.Mode(store), env.Opened("monitoring"))
	metrics := cloudwatch.Metrics{Call: services.CloudWatch(env.AWS("monitoring"), env.Clock)}
	lambdahttp.Start(env, api.Measures(env.Settings(), metrics))
}
