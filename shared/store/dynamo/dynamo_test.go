package dynamo_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"testing"
	"time"

	"shiming/infra/aws/dynamolocal"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/store/dynamo/dynamocount"
	"shiming/shared/store/dynamo/dynamofault"
	"shiming/shared/store/storetest"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// local is the DynamoDB Local of this package's tests.
var local *dynamolocal.DynamoDB

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if local, err = dynamolocal.Start(context.Background(), dynamolocal.Options{Progress: os.Stderr}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer local.Close()
	return m.Run()
}

// table makes a fresh table and returns a client with the middleware, and the table's name.
func table(t *testing.T, add ...func(*dynamodb.Options)) (*dynamodb.Client, string) {
	t.Helper()
	name := "shiming-" + rand.Text()
	client := dynamolocal.Client(local.Endpoint)
	if _, err := client.CreateTable(t.Context(), dynamo.CreateTableInput(name)); err != nil {
		t.Fatalf("CreateTable: %v", err)
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = 20 * time.Millisecond })
	if err := waiter.Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(name)}, time.Minute); err != nil {
		t.Fatalf("the table: %v", err)
	}
	return dynamodb.New(client.Options(), add...), name
}

func open(t *testing.T) storetest.Harness {
	var faults dynamofault.Faults
	client, name := table(t, func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, faults.Add) })
	return storetest.Harness{
		Store:  dynamo.Open(client, name),
		Reopen: func(*testing.T) storetest.Store { return dynamo.Open(dynamolocal.Client(local.Endpoint), name) },
		Inject: faults.Inject,
	}
}

func TestStore(t *testing.T) { storetest.Run(t, open) }

func TestFaults(t *testing.T) { storetest.RunFaults(t, open) }

// Each method is exactly one call, and every commit is one write.
func TestOneCallEach(t *testing.T) {
	var counter dynamocount.Counter
	client, name := table(t, func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, counter.Add) })
	s := dynamo.Open(client, name)
	opening := storetest.Open(storetest.NewAccountID(), 0)
	filling := storetest.Fill(opening.Case)
	verifying := storetest.Verify(filling.Case, 1, storetest.Seat(storetest.NewSubjectKey(), opening.Account.ID, 3, storetest.NewSubjectKey()))
	record := steps.Record{Kind: "document", ID: "x", Owner: "case_x", Rev: 1, Doc: []byte("{}")}
	for _, call := range []struct {
		name string
		want string
		do   func() error
	}{
		{"commit of a case and an account", "TransactWriteItems", func() error { return s.Commit(t.Context(), opening) }},
		{"commit of a case", "PutItem", func() error { return s.Commit(t.Context(), filling) }},
		{"commit with a seat", "TransactWriteItems", func() error { return s.Commit(t.Context(), verifying) }},
		{"Case", "GetItem", func() error { _, err := s.Case(t.Context(), opening.Case.ID); return err }},
		{"Account", "GetItem", func() error { _, err := s.Account(t.Context(), opening.Account.ID); return err }},
		{"Subject", "GetItem", func() error { _, err := s.Subject(t.Context(), verifying.Take.Subject); return err }},
		{"AccountAndCase", "BatchGetItem", func() error {
			_, _, err := s.AccountAndCase(t.Context(), opening.Account.ID, opening.Case.ID)
			return err
		}},
		{"Cases", "BatchGetItem", func() error { _, err := s.Cases(t.Context(), []realname.CaseID{opening.Case.ID}); return err }},
		{"CasesOf", "Query", func() error { _, _, err := s.CasesOf(t.Context(), opening.Account.ID, "", 10); return err }},
		{"PutRecord", "PutItem", func() error { return s.PutRecord(t.Context(), record) }},
		{"Record", "GetItem", func() error { _, err := s.Record(t.Context(), "document", "x"); return err }},
		{"RecordsOf", "Query", func() error { _, _, err := s.RecordsOf(t.Context(), "document", "case_x", "", 10); return err }},
		{"SetLimit", "UpdateItem", func() error { return s.SetLimit(t.Context(), verifying.Take.Subject, 5) }},
	} {
		t.Run(call.name, func(t *testing.T) {
			if err := call.do(); err != nil {
				t.Fatal(err)
			}
			if calls := counter.Take(); len(calls) != 1 || calls[call.want] != 1 {
				t.Errorf("made the calls %v, want one %s", calls, call.want)
			}
		})
	}
}
