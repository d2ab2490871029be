// Package dynamo is the store on AWS: one DynamoDB table, described in keys.go. Each method is exactly one call, apart
// from repeating one that was throttled or met another transaction.
//
// What must not live here: rules (the store compares versions and turns and counts seats, no more), the configuration
// of the AWS client, and the shape of stream events, which is in dynamostream so that only one function carries it.
package dynamo

import (
	"context"

	"shiming/shared/steps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// dynamoClient is what the store calls of the client; *dynamodb.Client has it.
type dynamoClient interface {
	// GetItem reads one item.
	GetItem(context.Context, *dynamodb.GetItemInput, ...func(*dynamodb.Options)) (*dynamodb.GetItemOutput, error)
	// BatchGetItem reads several at once.
	BatchGetItem(context.Context, *dynamodb.BatchGetItemInput, ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error)
	// Query lists by the index.
	Query(context.Context, *dynamodb.QueryInput, ...func(*dynamodb.Options)) (*dynamodb.QueryOutput, error)
	// PutItem writes one item under a condition.
	PutItem(context.Context, *dynamodb.PutItemInput, ...func(*dynamodb.Options)) (*dynamodb.PutItemOutput, error)
	// UpdateItem sets what staff may set.
	UpdateItem(context.Context, *dynamodb.UpdateItemInput, ...func(*dynamodb.Options)) (*dynamodb.UpdateItemOutput, error)
	// TransactWriteItems writes several items or none.
	TransactWriteItems(context.Context, *dynamodb.TransactWriteItemsInput, ...func(*dynamodb.Options)) (*dynamodb.TransactWriteItemsOutput, error)
}

// Store is a steps.Store and a steps.Records on one table. All methods are safe for concurrent use.
type Store struct {
	api     dynamoClient
	table   *string
	retryer aws.Retryer
}

var (
	_ steps.Store   = (*Store)(nil)
	_ steps.Records = (*Store)(nil)
)

// Open returns the store on the table, which must exist. It calls nothing. Repeating is the store's: it replaces the
// client's retryer on its own calls.
func Open(client dynamoClient, table string) *Store {
	return &Store{api: client, table: aws.String(table), retryer: newRetryer()}
}

// options apply to every call of the store.
func (s *Store) options(o *dynamodb.Options) { o.Retryer = s.retryer }
