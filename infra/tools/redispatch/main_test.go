package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"shiming/infra/aws/dynamolocal"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/store/storetest"
)

// A dry run lists and touches nothing; with -do each event of each case is handed over; one case that is named, alone.
func TestListsBeforeItHandsOver(t *testing.T) {
	local, err := dynamolocal.Start(t.Context(), dynamolocal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer local.Close()
	const name = "cases"
	client := dynamolocal.Client(local.Endpoint)
	if _, err := client.CreateTable(t.Context(), dynamo.CreateTableInput(name)); err != nil {
		t.Fatal(err)
	}
	store := dynamo.Open(client, name)
	var ids []realname.CaseID
	var at time.Time
	for range 2 {
		opening := storetest.Open(storetest.NewAccountID(), 0)
		for _, c := range []realname.Commit{opening, storetest.Fill(opening.Case)} {
			if err := store.Commit(t.Context(), c); err != nil {
				t.Fatal(err)
			}
		}
		ids, at = append(ids, opening.Case.ID), opening.Case.Last().At
	}
	handed := func() (n int) {
		out, err := client.Scan(t.Context(), &dynamodb.ScanInput{
			TableName: aws.String(name), FilterExpression: aws.String("again = :first"),
			ExpressionAttributeValues: map[string]types.AttributeValue{":first": &types.AttributeValueMemberN{Value: "1"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		return len(out.Items)
	}
	for _, row := range []struct {
		name   string
		one    realname.CaseID
		since  time.Time
		do     bool
		says   string
		handed int
		err    error
	}{
		{"a dry run", "", at, false, "4 events of 2 cases would be handed over", 0, nil},
		{"one case", ids[0], at, true, "2 events of 1 cases were handed over", 1, nil},
		{"all", "", at, true, "4 events of 2 cases were handed over", 2, nil},
		{"nothing since", "", at.AddDate(0, 0, 1), true, "0 events of 0 cases", 2, nil},
		{"a case that is not there", "case_none", at, true, "0 events", 2, steps.ErrNotFound},
	} {
		var out bytes.Buffer
		r := run{table: dynamo.Backlog{Client: client, Name: name}, since: row.since, do: row.do, now: time.Now, out: &out}
		if err := r.all(t.Context(), row.one); !errors.Is(err, row.err) {
			t.Errorf("%s: %v, want %v", row.name, err, row.err)
		}
		if !strings.Contains(out.String(), row.says) {
			t.Errorf("%s: says\n%s want %q", row.name, out.String(), row.says)
		}
		if n := handed(); n != row.handed {
			t.Errorf("%s: %d cases are touched, want %d", row.name, n, row.handed)
		}
	}
}
