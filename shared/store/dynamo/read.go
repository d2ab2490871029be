package dynamo

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Case returns the case, or steps.ErrNotFound.
func (s *Store) Case(ctx context.Context, id realname.CaseID) (realname.Case, error) {
	i, err := s.get(ctx, caseKey(id))
	if err != nil {
		return realname.Case{}, err
	}
	return toCase(i)
}

// Account returns the account, or steps.ErrNotFound when no case was ever opened on it.
func (s *Store) Account(ctx context.Context, id realname.AccountID) (realname.Account, error) {
	i, err := s.get(ctx, accountKey(id))
	if err != nil {
		return realname.Account{}, err
	}
	return toAccount(id, i)
}

// Subject returns the subject, or steps.ErrNotFound when it never had an account nor a limit of its own. Its accounts
// are sorted.
func (s *Store) Subject(ctx context.Context, key realname.SubjectKey) (realname.Subject, error) {
	i, err := s.get(ctx, subjectKey(key))
	if err != nil {
		return realname.Subject{}, err
	}
	return toSubject(key, i)
}

func (s *Store) get(ctx context.Context, key item) (item, error) {
	out, err := s.api.GetItem(ctx, &dynamodb.GetItemInput{TableName: s.table, Key: key, ConsistentRead: aws.Bool(true)}, s.options)
	if err != nil {
		return nil, s.fault(err)
	}
	if len(out.Item) == 0 {
		return nil, steps.ErrNotFound
	}
	return out.Item, nil
}

// batchTries bounds how often the part of a batch that DynamoDB left undone is asked for again.
const batchTries = 5

// AccountAndCase returns both; what is missing is the zero value. A BatchGetItem costs half of a TransactGetItems, and
// that the two may be of two moments does no harm: what is decided on them is committed on the account's Rev.
func (s *Store) AccountAndCase(ctx context.Context, account realname.AccountID, id realname.CaseID) (realname.Account, realname.Case, error) {
	var a realname.Account
	var c realname.Case
	err := s.batch(ctx, []item{accountKey(account), caseKey(id)}, func(i item) (err error) {
		if text(i, attrSK) == "CASE" {
			c, err = toCase(i)
		} else {
			a, err = toAccount(account, i)
		}
		return err
	})
	if err != nil {
		return realname.Account{}, realname.Case{}, err
	}
	return a, c, nil
}

// Cases returns those of the cases that there are, in one BatchGetItem.
func (s *Store) Cases(ctx context.Context, ids []realname.CaseID) ([]realname.Case, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	keys, place := make([]item, len(ids)), map[realname.CaseID]int{}
	for i, id := range ids {
		keys[i], place[id] = caseKey(id), i
	}
	var all []realname.Case
	err := s.batch(ctx, keys, func(i item) error {
		c, err := toCase(i)
		all = append(all, c)
		return err
	})
	slices.SortFunc(all, func(a, b realname.Case) int { return place[a.ID] - place[b.ID] })
	return all, err
}

// batch reads what is under the keys, in any order; what is not there is left out. It is one call, and more only where
// DynamoDB left some undone.
func (s *Store) batch(ctx context.Context, keys []item, each func(item) error) error {
	wanted := map[string]types.KeysAndAttributes{*s.table: {Keys: keys, ConsistentRead: aws.Bool(true)}}
	for try := 1; ; try++ {
		out, err := s.api.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: wanted}, s.options)
		if err != nil {
			return s.fault(err)
		}
		for _, i := range out.Responses[*s.table] {
			if err := each(i); err != nil {
				return err
			}
		}
		if wanted = out.UnprocessedKeys; len(wanted) == 0 {
			return nil
		}
		if try == batchTries {
			return fmt.Errorf("dynamo: %w: a batch was left undone %d times", steps.ErrUnavailable, try)
		}
		if err := pause(ctx, try); err != nil {
			return err
		}
	}
}

// pause waits before the next try, or until ctx ends.
func pause(ctx context.Context, try int) error {
	timer := time.NewTimer(backoff(try))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("dynamo: %w: %w", steps.ErrUnavailable, ctx.Err())
	}
}

// CasesOf lists the cases of an account, newest first, from an index that may lag. The cursor is the turn of the last
// case of the page before. A page can be shorter than the limit though there are more, where cases are very long.
func (s *Store) CasesOf(ctx context.Context, account realname.AccountID, cursor string, limit int) ([]realname.Case, string, error) {
	before := 1<<31 - 1
	if cursor != "" {
		turn, err := strconv.ParseUint(cursor, 10, 31)
		if err != nil {
			return nil, "", realname.RefuseField(realname.CodeFieldInvalid, "cursor")
		}
		before = int(turn)
	}
	bounds := caseOfAccountKey(account, before)
	out, err := s.api.Query(ctx, &dynamodb.QueryInput{
		TableName: s.table, IndexName: aws.String(indexGSI1),
		KeyConditionExpression:    aws.String("GSI1PK = :account AND GSI1SK < :before"),
		ExpressionAttributeValues: item{":account": bounds[attrGSI1PK], ":before": bounds[attrGSI1SK]},
		ScanIndexForward:          aws.Bool(false),
		Limit:                     aws.Int32(int32(limit + 1)), // one more tells whether there are more
	}, s.options)
	if err != nil {
		return nil, "", s.fault(err)
	}
	page := make([]realname.Case, 0, len(out.Items))
	for _, i := range out.Items {
		c, err := toCase(i)
		if err != nil {
			return nil, "", err
		}
		page = append(page, c)
	}
	more := len(out.LastEvaluatedKey) > 0
	if len(page) > limit {
		page, more = page[:limit], true
	}
	if !more || len(page) == 0 {
		return page, "", nil
	}
	return page, strconv.Itoa(page[len(page)-1].AccountRev), nil
}
