package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// Connect makes the store of a function: the table, on DynamoDB as cfg says.
func Connect(cfg aws.Config, table string) *Store {
	return Open(dynamodb.NewFromConfig(cfg), table)
}
