package dynamo

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// Events of cases are handed to the dispatcher once more that were put aside because what follows them could not be carried out for
// a day, or that followed a fault that nobody saw. The case's record is touched, so that the table's stream carries it again;
// nothing of the case changes. No function does this: it needs a right to the whole table.

// AttrAgain is the attribute of a touched case that says from which version on its events are to be carried out again. The next
// commit replaces the record, and with it the attribute.
const AttrAgain = "again"

// attrHanded makes a touch differ from the one before: the stream carries no write that changes nothing.
const attrHanded = "handed"

// Backlog is the table of a store, whose events may have been put aside. Its methods are safe for concurrent use.
type Backlog struct {
	Client *dynamodb.Client
	Name   string
}

// Rest is what there is of a case since a time: its events from the one of the version on.
type Rest struct {
	Case    realname.Case
	Version int
}

// since is what is not older of the case; false when there is nothing, or when the case was erased: nobody is told
// anything of it any more.
func since(c realname.Case, at time.Time) (Rest, bool) {
	if c.Last().Type == realname.CaseRedacted {
		return Rest{}, false
	}
	for i, e := range c.Events {
		if !e.At.Before(at) {
			return Rest{c, i + 1}, true
		}
	}
	return Rest{}, false
}

// One is what there is of the case since the time; steps.ErrNotFound if there is nothing. One read.
func (t Backlog) One(ctx context.Context, id realname.CaseID, at time.Time) (Rest, error) {
	out, err := t.Client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &t.Name, Key: caseKey(id), ConsistentRead: aws.Bool(true)})
	if err != nil {
		return Rest{}, err
	}
	if out.Item == nil {
		return Rest{}, steps.ErrNotFound
	}
	c, err := toCase(out.Item)
	if err != nil {
		return Rest{}, err
	}
	if e, ok := since(c, at); ok {
		return e, nil
	}
	return Rest{}, steps.ErrNotFound
}

// All calls yield with what there is since the time of every case that has something, in no order. It reads the whole table: half a
// read unit for each four kilobytes. The first error of yield ends it.
func (t Backlog) All(ctx context.Context, at time.Time, yield func(Rest) error) error {
	pages := dynamodb.NewScanPaginator(t.Client, &dynamodb.ScanInput{
		TableName: &t.Name, FilterExpression: aws.String("SK = :case"),
		ExpressionAttributeValues: item{":case": str("CASE")},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return err
		}
		for _, i := range page.Items {
			c, err := toCase(i)
			if err != nil {
				return err
			}
			if e, ok := since(c, at); ok {
				if err := yield(e); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// Hand hands the events to the dispatcher again, in order. steps.ErrConflict says that the case went on
// meanwhile: read it again. Twice is harmless, as every event may be carried out twice. One write of the case's size.
func (t Backlog) Hand(ctx context.Context, e Rest, now time.Time) error {
	_, err := t.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &t.Name, Key: caseKey(e.Case.ID),
		ConditionExpression:      aws.String("version = :version"),
		UpdateExpression:         aws.String("SET #again = :again, #handed = :handed"),
		ExpressionAttributeNames: map[string]string{"#again": AttrAgain, "#handed": attrHanded},
		ExpressionAttributeValues: item{
			":version": num(e.Case.Version()), ":again": num(e.Version),
			":handed": str(now.UTC().Format(time.RFC3339Nano)),
		},
	})
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return steps.ErrConflict
	}
	return err
}
