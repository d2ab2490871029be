package dynamo_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"shiming/infra/aws/dynamolocal"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/store/dynamo/dynamostream"
	"shiming/shared/store/storetest"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/google/go-cmp/cmp"
)

// What a commit wrote comes out of the stream as the case of that commit, once for each event, in their order.
func TestStreamCarriesEachEventInOrder(t *testing.T) {
	client, name := table(t)
	s := dynamo.Open(client, name)
	opening := storetest.Open(storetest.NewAccountID(), 0)
	filling := storetest.Fill(opening.Case)
	verifying := storetest.Verify(filling.Case, 1, storetest.Seat(storetest.NewSubjectKey(), opening.Account.ID, 3))
	var want []realname.Case
	for _, c := range []realname.Commit{opening, filling, verifying} {
		if err := s.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		want = append(want, c.Case)
	}
	var got []realname.Case
	others := 0
	for _, record := range records(t, client, name) {
		cases, err := dynamostream.Cases(image(t, record.Dynamodb.NewImage))
		if err != nil {
			t.Fatal(err)
		}
		if len(cases) == 0 {
			others++
		}
		got = append(got, cases...)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("the cases of the stream (-want +got):\n%s", diff)
	}
	if others != 3 { // the account twice, the subject once
		t.Errorf("%d records are no cases, want 3", others)
	}
}

func TestImagesThatAreNoCase(t *testing.T) {
	caseSK, noDoc, doc := events.NewStringAttribute("CASE"), events.NewStringAttribute("{"), events.NewStringAttribute(`{"id":"c"}`)
	for _, row := range []struct {
		name  string
		image map[string]events.DynamoDBAttributeValue
		fails bool
	}{
		{"a removal", nil, false},
		{"an account", map[string]events.DynamoDBAttributeValue{"SK": events.NewStringAttribute("ACCOUNT")}, false},
		{"a key of another type", map[string]events.DynamoDBAttributeValue{"SK": events.NewNumberAttribute("1")}, false},
		{"a case without document", map[string]events.DynamoDBAttributeValue{"SK": caseSK}, true},
		{"a case with a broken document", map[string]events.DynamoDBAttributeValue{"SK": caseSK, "doc": noDoc}, true},
		{"again from no number", map[string]events.DynamoDBAttributeValue{"SK": caseSK, "doc": doc, "again": caseSK}, true},
		{"again from an event that is not there",
			map[string]events.DynamoDBAttributeValue{"SK": caseSK, "doc": doc, "again": events.NewNumberAttribute("1")}, true},
	} {
		if cases, err := dynamostream.Cases(row.image); len(cases) > 0 || (err != nil) != row.fails {
			t.Errorf("%s: got %v and %v", row.name, cases, err)
		}
	}
}

// records reads the table's stream until it has been quiet for a moment.
func records(t *testing.T, client *dynamodb.Client, name string) []streamtypes.Record {
	t.Helper()
	described, err := client.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(name)})
	if err != nil {
		t.Fatal(err)
	}
	streams := dynamolocal.StreamsClient(local.Endpoint)
	arn := described.Table.LatestStreamArn
	stream, err := streams.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: arn})
	if err != nil {
		t.Fatal(err)
	}
	var all []streamtypes.Record
	for _, shard := range stream.StreamDescription.Shards {
		start, err := streams.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
			StreamArn: arn, ShardId: shard.ShardId, ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
		})
		if err != nil {
			t.Fatal(err)
		}
		iterator := start.ShardIterator
		for quiet := 0; quiet < 5 && iterator != nil; {
			out, err := streams.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: iterator})
			if err != nil {
				t.Fatal(err)
			}
			if quiet++; len(out.Records) > 0 {
				quiet = 0
			}
			all, iterator = append(all, out.Records...), out.NextShardIterator
			time.Sleep(50 * time.Millisecond)
		}
	}
	return all
}

// image converts a record of the streams API to what Lambda hands over.
func image(t *testing.T, from map[string]streamtypes.AttributeValue) map[string]events.DynamoDBAttributeValue {
	t.Helper()
	to := map[string]events.DynamoDBAttributeValue{}
	for name, value := range from {
		switch v := value.(type) {
		case *streamtypes.AttributeValueMemberS:
			to[name] = events.NewStringAttribute(v.Value)
		case *streamtypes.AttributeValueMemberN:
			to[name] = events.NewNumberAttribute(v.Value)
		case *streamtypes.AttributeValueMemberBOOL:
			to[name] = events.NewBooleanAttribute(v.Value)
		case *streamtypes.AttributeValueMemberSS:
			to[name] = events.NewStringSetAttribute(v.Value)
		default:
			t.Fatalf("attribute %s has the type %T", name, value)
		}
	}
	return to
}

// Events that are handed over again come out of the stream once more, each as it was, until the case goes on.
func TestStreamCarriesEventsAgain(t *testing.T) {
	client, name := table(t)
	s, again := dynamo.Open(client, name), dynamo.Backlog{Client: client, Name: name}
	opening := storetest.Open(storetest.NewAccountID(), 0)
	filling := storetest.Fill(opening.Case)
	for _, c := range []realname.Commit{opening, filling} {
		if err := s.Commit(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	at, id := opening.Case.Last().At, opening.Case.ID
	for range 2 { // twice is twice, though nothing changed between
		e, err := again.One(t.Context(), id, at)
		if err != nil {
			t.Fatal(err)
		}
		if err := again.Hand(t.Context(), e, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	stale, err := again.One(t.Context(), id, at)
	if err != nil {
		t.Fatal(err)
	}
	verifying := storetest.Verify(filling.Case, 1, storetest.Seat(storetest.NewSubjectKey(), opening.Account.ID, 3))
	if err := s.Commit(t.Context(), verifying); err != nil {
		t.Fatal(err)
	}
	if err := again.Hand(t.Context(), stale, time.Now()); !errors.Is(err, steps.ErrConflict) {
		t.Errorf("a case that went on meanwhile: %v, want a conflict", err)
	}
	var got []int
	for _, record := range records(t, client, name) {
		cases, err := dynamostream.Cases(image(t, record.Dynamodb.NewImage))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			got = append(got, c.Version())
		}
	}
	if want := []int{1, 2, 1, 2, 1, 2, 3}; !slices.Equal(got, want) {
		t.Errorf("the stream carries versions %v, want %v", got, want)
	}
	var found []realname.CaseID
	err = again.All(t.Context(), at, func(e dynamo.Rest) error { found = append(found, e.Case.ID); return nil })
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(found, []realname.CaseID{id}) {
		t.Errorf("cases since then: %v", found)
	}
	if _, err := again.One(t.Context(), id, verifying.Case.Last().At.Add(time.Second)); !errors.Is(err, steps.ErrNotFound) {
		t.Errorf("no event since then: %v", err)
	}
}
