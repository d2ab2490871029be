package dynamolocal

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"

	"shiming/infra/aws/template"
)

// Region, AccessKeyID and SecretAccessKey are what the clients of this package use. DynamoDB Local accepts anything
// that looks like them.
const (
	Region          = "us-east-1"
	AccessKeyID     = "local"
	SecretAccessKey = "local"
)

func config() aws.Config {
	return aws.Config{
		Region:      Region,
		Credentials: credentials.NewStaticCredentialsProvider(AccessKeyID, SecretAccessKey, ""),
	}
}

// Client returns a DynamoDB client for a local endpoint, safe for concurrent use. Reads no environment and no files.
func Client(endpoint string) *dynamodb.Client {
	return dynamodb.NewFromConfig(config(), func(o *dynamodb.Options) { o.BaseEndpoint = aws.String(endpoint) })
}

// StreamsClient returns a DynamoDB Streams client for the same endpoint.
func StreamsClient(endpoint string) *dynamodbstreams.Client {
	return dynamodbstreams.NewFromConfig(config(), func(o *dynamodbstreams.Options) { o.BaseEndpoint = aws.String(endpoint) })
}

// CreateTables makes the tables of a template, with their indexes, streams and times to live, and waits until they
// can be used.
func CreateTables(ctx context.Context, client *dynamodb.Client, tables ...template.Table) error {
	for _, t := range tables {
		if _, err := client.CreateTable(ctx, t.CreateTableInput()); err != nil {
			return fmt.Errorf("create table %s: %w", t.Name, err)
		}
		waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = 50 * time.Millisecond })
		if err := waiter.Wait(ctx, &dynamodb.DescribeTableInput{TableName: aws.String(t.Name)}, time.Minute); err != nil {
			return fmt.Errorf("wait for table %s: %w", t.Name, err)
		}
		if t.TTL == "" {
			continue
		}
		_, err := client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
			TableName:               aws.String(t.Name),
			TimeToLiveSpecification: &types.TimeToLiveSpecification{AttributeName: aws.String(t.TTL), Enabled: aws.Bool(true)},
		})
		if err != nil {
			return fmt.Errorf("time to live of table %s: %w", t.Name, err)
		}
	}
	return nil
}
