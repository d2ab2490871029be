// Command dispatch carries out what follows a commit, from the stream of the table.
package main

import (
	"shiming/shared/boot"
	"shiming/shared/dynamo"
	"shiming/shared/kmskeys"
	"shiming/shared/lambdastream"
	"shiming/shared/providers/sandbox"
	"shiming/shared/providers/sandboxbank"
	"shiming/shared/sfn"
	"shiming/shared/steps"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS", "TOP_UP_MACHINE", "TRANSFER_MACHINE")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	env.Warm(store.Warm, env.Opened("kms"))
	play := sandbox.Loop(env.Get("SANDBOX_SECRET"), env.Gate(), env.Desk(store))
	machines := sfn.Connect(env.AWS("states"), env.Get("TOP_UP_MACHINE"), env.Get("TRANSFER_MACHINE"))
	lambdastream.Start(env, steps.Dispatch{Effects: []steps.Effect{
		steps.PlayCheck(kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS")), play.Player()), steps.QueueReview(store),
		steps.RunMachines(machines, store), steps.MoveMoney(sandboxbank.Connect(env.Get("SANDBOX_SECRET"), env.Clock, store, nil).Port()),
	}})
}
