package dynamo

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"shiming/shared/realname"
	"shiming/shared/steps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// ifRev is the condition that nobody wrote a record since it was read.
const ifRev = "rev = :before"

// Record returns the record, or steps.ErrNotFound.
func (s *Store) Record(ctx context.Context, kind, id string) (steps.Record, error) {
	i, err := s.get(ctx, recordKey(kind, id))
	if err != nil {
		return steps.Record{}, err
	}
	return toRecord(kind, i)
}

// PutRecord writes the record if the stored one has Rev-1, or if there is none and Rev is 1; else steps.ErrConflict. A
// write whose answer was lost and that was repeated by the client is a conflict too.
func (s *Store) PutRecord(ctx context.Context, r steps.Record) error {
	switch kind := strings.ToUpper(r.Kind); {
	case r.Kind == "" || r.ID == "" || r.Rev < 1:
		return errors.New("dynamo: a record has a kind, an id and a revision from 1")
	case kind == "ACCOUNT" || kind == "CASE" || kind == "SUBJECT":
		return errors.New("dynamo: the kind of a record is not that of an entity of the table")
	}
	in := &dynamodb.PutItemInput{TableName: s.table, Item: recordItem(r), ConditionExpression: aws.String(ifNew)}
	if r.Rev > 1 {
		in.ConditionExpression, in.ExpressionAttributeValues = aws.String(ifRev), item{":before": num(r.Rev - 1)}
	}
	_, err := s.api.PutItem(ctx, in, s.options)
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return steps.ErrConflict
	}
	return s.fault(err)
}

// RecordsOf lists the records of an owner in the order of Sort, from an index that may lag. The cursor is the place of
// the last record of the page before. A page can be shorter than the limit though there are more, where records are
// very long.
func (s *Store) RecordsOf(ctx context.Context, kind, owner, cursor string, limit int) ([]steps.Record, string, error) {
	after, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(after) > 1024 || !utf8.Valid(after) {
		return nil, "", realname.RefuseField(realname.CodeFieldInvalid, "cursor")
	}
	bounds := recordOfOwnerKey(kind, owner, string(after))
	condition, values := "GSI1PK = :owner", item{":owner": bounds[attrGSI1PK]}
	if cursor != "" {
		condition, values[":after"] = condition+" AND GSI1SK > :after", bounds[attrGSI1SK]
	}
	out, err := s.api.Query(ctx, &dynamodb.QueryInput{
		TableName: s.table, IndexName: aws.String(indexGSI1),
		KeyConditionExpression: aws.String(condition), ExpressionAttributeValues: values,
		Limit: aws.Int32(int32(limit + 1)), // one more tells whether there are more
	}, s.options)
	if err != nil {
		return nil, "", s.fault(err)
	}
	page, last := make([]steps.Record, 0, len(out.Items)), ""
	more := len(out.LastEvaluatedKey) > 0
	for _, i := range out.Items {
		if len(page) == limit {
			more = true
			break
		}
		r, err := toRecord(kind, i)
		if err != nil {
			return nil, "", err
		}
		page, last = append(page, r), text(i, attrGSI1SK)
	}
	if !more {
		return page, "", nil
	}
	return page, base64.RawURLEncoding.EncodeToString([]byte(last)), nil
}

// recordItem is the whole record.
func recordItem(r steps.Record) item {
	i := recordKey(r.Kind, r.ID)
	i["id"], i["rev"], i["doc"], i["sort"] = str(r.ID), num(r.Rev), str(string(r.Doc)), str(r.Sort)
	if !r.Until.IsZero() {
		i[attrUntil] = num(int(r.Until.Unix()))
	}
	if r.Owner == "" {
		return i
	}
	i["owner"] = str(r.Owner)
	for name, value := range recordOfOwnerKey(r.Kind, r.Owner, r.Sort+"#"+r.ID) {
		i[name] = value
	}
	return i
}

func toRecord(kind string, i item) (steps.Record, error) {
	rev, err := number(i, "rev")
	if err != nil {
		return steps.Record{}, fmt.Errorf("dynamo: stored record: %w", err)
	}
	r := steps.Record{
		Kind: kind, ID: text(i, "id"), Owner: text(i, "owner"), Sort: text(i, "sort"), Rev: rev, Doc: []byte(text(i, "doc")),
	}
	until, err := number(i, attrUntil)
	if err != nil {
		return steps.Record{}, fmt.Errorf("dynamo: stored record: %w", err)
	}
	if until != 0 {
		r.Until = time.Unix(int64(until), 0).UTC()
	}
	return r, nil
}
