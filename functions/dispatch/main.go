// Command dispatch carries out what follows a commit, from the stream of the table.
package main

import (
	"shiming/shared/connect/effects"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/stream"
	"shiming/shared/store/dynamo"
	"shiming/shared/vault/sealed/kms"
	"shiming/shared/workflow/sfn"
	"shiming/shared/workflow/sqs"
)

func main() {
	env := boot.Load(
		"TABLE", "DATA_KEYS", "DIGEST_KEYS", "IDENTITY_KEYS", "DEADLINE_MACHINE", "PAYOUT_MACHINE", "DELIVERIES", "ASKS")
	store := dynamo.Connect(env.AWS("dynamodb"), env.Get("TABLE"))
	keys := kmskeys.Connect(env.AWS("kms"), env.Clock, env.Get("DATA_KEYS"), env.Get("DIGEST_KEYS"))
	workflow, queues := sfn.Connect(env.AWS("states"), env.Machines()), env.AWS("sqs")
	tell, asks := sqs.Connect(queues, env.Get("DELIVERIES")), sqs.Connect(queues, env.Get("ASKS"))
	env.Attest(kmskeys.ConnectMACs(env.AWS("kms"), env.Get("IDENTITY_KEYS")))
	env.Warm(env.Mode(store), env.Opened("kms"), env.Opened("sqs"))
	lambdastream.Start(env, effects.Connect(env.Setup(store), env.Gate(), env.Base(store), keys, workflow, tell, asks))
}
