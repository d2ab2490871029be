// Command dispatch carries out what follows a commit, from the stream of the table.
package main

import (
	"shiming/shared/api"
	"shiming/shared/boot"
	"shiming/shared/dynamo"
	"shiming/shared/kmskeys"
	"shiming/shared/lambdastream"
	"shiming/shared/providers/sandbox"
	"shiming/shared/steps"
)

func main() {
	env := boot.Load("TABLE", "DATA_KEYS", "DIGEST_KEYS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	env.Warm(store.Warm, env.Opened("kms"))
	settle := &steps.SettleCheck{Desk: env.Desk(store)}
	play := sandbox.Connect(env.Get("SANDBOX_SECRET"), env.Clock, api.Deliver(env.Gate(), settle, sandbox.Name))
	settle.Providers = play.ByName()
	lambdastream.Start(env, steps.Dispatch{Effects: []steps.Effect{
		steps.PlayCheck(keys, play.Player()), steps.QueueReview(store),
	}})
}
