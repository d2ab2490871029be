// Command dispatch carries out what follows a commit, from the stream of the table.
package main

import (
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/stream"
	"shiming/shared/sandbox/bank"
	"shiming/shared/sandbox/phone"
	"shiming/shared/sealed/kms"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/workflow/sfn"
	"shiming/shared/workflow/sqs"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "DEADLINE_MACHINE", "PAYOUT_MACHINE", "DELIVERIES", "ASKS")
	keys, secret := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS")), env.Get("SANDBOX_SECRET")
	store, sends := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE")), env.AWS("sqs")
	env.Warm(store.Warm, env.Opened("kms"), env.Opened("sqs"))
	lambdastream.Start(env, steps.Dispatch{Effects: []steps.Effect{
		steps.PlayCheck(keys, sandbox.Loop(secret, env.Gate(), env.Desk(store), keys, store).Player()), steps.AskLater(sqs.Connect(sends, env.Get("ASKS"))), steps.MoveMoney(sandboxbank.Connect(secret, env.Clock, store, nil).Port()),
		steps.RunMachines(sfn.Connect(env.AWS("states"), env.Machines())), steps.QueueReview(store), steps.ReleaseAppealed(env.Desk(store)), steps.Tell(store, sqs.Connect(sends, env.Get("DELIVERIES")), env.Settings().Policy, steps.Channels(env.Get("CHANNELS"))...),
	}})
}
