package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Connect makes the store of a function: the table, on DynamoDB as cfg says.
func Connect(cfg aws.Config, table string) *Store {
	return Open(dynamodb.NewFromConfig(cfg), table)
}

// Warm asks for an item that never is there, in the init phase: it opens the connection, and the code that asks has
// run once before the first request needs it. Its failure does not matter.
func (s *Store) Warm(ctx context.Context) {
	_, _ = s.Case(ctx, "case_none")
}
