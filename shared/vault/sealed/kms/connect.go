package kmskeys

import (
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
)

// Connect makes Keys for a function: on KMS as cfg says, with the keys written as ParseKeys reads them. It panics when
// they cannot be read: a function cannot do anything without its keys.
func Connect(cfg aws.Config, now func() time.Time, dataKeys, digestKeys string) *Keys {
	keys, err := New(kms.NewFromConfig(cfg), Config{DataKeys: dataKeys, DigestKeys: digestKeys, Now: now})
	if err != nil {
		panic(err)
	}
	return keys
}
