package dynamo

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The conditions, one for each way in which a record can have changed meanwhile.
const (
	ifNew      = "attribute_not_exists(PK)"
	ifVersion  = "version = :before"
	ifTurn     = "turn = :turn"
	ifNoHolder = "attribute_not_exists(accounts)"
	// ifFree is the quota (RULES A3): a place is free, or the account's own. The set makes taking twice count once; a
	// counter would lose a place with every answer that is lost.
	ifFree = "attribute_not_exists(accounts) OR contains(accounts, :me) OR size(accounts) < quota" +
		" OR (attribute_not_exists(quota) AND size(accounts) < :limit)"
)

// Commit applies the commit, all of it or nothing. It refuses with steps.ErrConflict, *realname.HeldElsewhere or
// *realname.QuotaFull, in this order when several apply. A transaction that is repeated within ten minutes of taking
// effect can be answered with success instead of steps.ErrConflict; nothing happens twice.
func (s *Store) Commit(ctx context.Context, c realname.Commit) error {
	if c.Case.Version() == 0 {
		return errors.New("dynamo: a commit has at least one event")
	}
	if c.Account == nil && c.Take == nil && c.Give == nil {
		return s.commitCase(ctx, c.Case)
	}
	parts, err := s.parts(c)
	if err != nil {
		return err
	}
	in := &dynamodb.TransactWriteItemsInput{ClientRequestToken: aws.String(token(c))}
	for _, p := range parts {
		in.TransactItems = append(in.TransactItems, p.write)
	}
	_, err = s.api.TransactWriteItems(ctx, in, s.options)
	var canceled *types.TransactionCanceledException
	if errors.As(err, &canceled) {
		if refused := refusal(parts, canceled.CancellationReasons); refused != nil {
			return refused
		}
	}
	return s.fault(err)
}

// commitCase is one conditional write: it costs half of a transaction, in money and in time.
func (s *Store) commitCase(ctx context.Context, c realname.Case) error {
	put, err := s.putCase(c)
	if err != nil {
		return err
	}
	_, err = s.api.PutItem(ctx, &dynamodb.PutItemInput{
		TableName: put.TableName, Item: put.Item, ConditionExpression: put.ConditionExpression,
		ExpressionAttributeValues: put.ExpressionAttributeValues,
	}, s.options)
	var failed *types.ConditionalCheckFailedException
	if errors.As(err, &failed) {
		return steps.ErrConflict
	}
	return s.fault(err)
}

// part is one record of a transaction, with what it means that its condition did not hold.
type part struct {
	write   types.TransactWriteItem
	refused func(old item) error
}

// parts returns the records that the commit touches, in the order in which refusals win: a commit that had happened
// before is a conflict, never a full quota.
func (s *Store) parts(c realname.Commit) ([]part, error) {
	conflict := func(item) error { return steps.ErrConflict }
	put, err := s.putCase(c.Case)
	if err != nil {
		return nil, err
	}
	parts := []part{{types.TransactWriteItem{Put: put}, conflict}}
	if c.Account != nil {
		update, err := s.updateAccount(c.Account)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part{types.TransactWriteItem{Update: update}, conflict})
	}
	if c.Take != nil {
		for _, other := range c.Take.Others {
			parts = append(parts, part{
				types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
					TableName: s.table, Key: subjectKey(other), ConditionExpression: aws.String(ifNoHolder),
				}},
				func(item) error { return &realname.HeldElsewhere{Subject: other} },
			})
		}
		parts = append(parts, part{
			types.TransactWriteItem{Update: &types.Update{
				TableName: s.table, Key: subjectKey(c.Take.Subject),
				UpdateExpression: aws.String("ADD accounts :account"), ConditionExpression: aws.String(ifFree),
				ExpressionAttributeValues: item{
					":account": set(c.Take.Account), ":me": str(string(c.Take.Account)), ":limit": num(c.Take.Limit),
				},
				ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
			}},
			func(old item) error { return &realname.QuotaFull{Holders: holders(old)} },
		})
	}
	if c.Give == nil {
		return parts, nil
	}
	if c.Take != nil && c.Take.Subject == c.Give.Subject {
		if c.Take.Account != c.Give.Account {
			return nil, errors.New("dynamo: a commit moves one account's seat within a subject")
		}
		return parts, nil // a seat that is given and taken in one commit stays where it is
	}
	return append(parts, part{
		types.TransactWriteItem{Update: &types.Update{
			TableName: s.table, Key: subjectKey(c.Give.Subject), UpdateExpression: aws.String("DELETE accounts :account"),
			ExpressionAttributeValues: item{":account": set(c.Give.Account)},
		}},
		conflict,
	}), nil
}

// refusal returns what the first condition that did not hold means; nil when none failed.
func refusal(parts []part, reasons []types.CancellationReason) error {
	if busy(reasons) {
		return nil // what else was found was found while the state was changing
	}
	for i, reason := range reasons {
		if i < len(parts) && aws.ToString(reason.Code) == "ConditionalCheckFailed" {
			return parts[i].refused(reason.Item)
		}
	}
	return nil
}

func (s *Store) putCase(c realname.Case) (*types.Put, error) {
	i, err := caseItem(c)
	if err != nil {
		return nil, err
	}
	put := &types.Put{TableName: s.table, Item: i, ConditionExpression: aws.String(ifNew)}
	if before := c.Version() - 1; before > 0 {
		put.ConditionExpression, put.ExpressionAttributeValues = aws.String(ifVersion), item{":before": num(before)}
	}
	return put, nil
}

// updateAccount sets what the change names and nothing else, so that the account need not be read before.
func (s *Store) updateAccount(ch *realname.AccountChange) (*types.Update, error) {
	until := ""
	if !ch.OpenUntil.IsZero() {
		until = ch.OpenUntil.Format(time.RFC3339Nano)
	}
	expression := "SET turn = :after, livemode = :livemode, open_case = :open_case, open_until = :open_until"
	values := item{
		":after": num(ch.Rev + 1), ":livemode": &types.AttributeValueMemberBOOL{Value: ch.Livemode},
		":open_case": str(string(ch.OpenCase)), ":open_until": str(until),
	}
	if ch.Opened != nil {
		doc, err := json.Marshal(ch.Opened)
		if err != nil {
			return nil, fmt.Errorf("dynamo: account: %w", err)
		}
		expression += ", opened = :opened"
		values[":opened"] = str(string(doc))
	}
	if from, set := ch.Restriction(); set {
		at := ""
		if !from.IsZero() {
			at = from.Format(time.RFC3339Nano)
		}
		expression += ", restricted = :restricted"
		values[":restricted"] = str(at)
	}
	switch {
	case ch.Clear:
		expression += ", verified_as = :verified_as"
		values[":verified_as"] = str("")
	case ch.Identity != nil:
		doc, err := json.Marshal(ch.Identity)
		if err != nil {
			return nil, fmt.Errorf("dynamo: account: %w", err)
		}
		expression += ", verified_as = :verified_as"
		values[":verified_as"] = str(string(doc))
	}
	condition := ifNew
	if ch.Rev > 0 {
		condition, values[":turn"] = ifTurn, num(ch.Rev)
	}
	return &types.Update{
		TableName: s.table, Key: accountKey(ch.ID), UpdateExpression: aws.String(expression),
		ConditionExpression: aws.String(condition), ExpressionAttributeValues: values,
	}, nil
}

// token names the transaction, so that the same one sent twice takes effect once. The same event under another key of
// the subject (realname.Commit.Under) is another transaction.
func token(c realname.Commit) string {
	name := string(c.Case.Last().ID)
	if c.Take != nil {
		name += "\x00" + string(c.Take.Subject)
	}
	sum := sha256.Sum256([]byte(name))
	return hex.EncodeToString(sum[:16])
}

// SetLimit sets how many accounts the subject may verify, instead of the policy's number; 0 takes that back. Lowering
// it below what is taken takes no place away, but nothing new fits (RULES A3).
func (s *Store) SetLimit(ctx context.Context, key realname.SubjectKey, limit int) error {
	in := &dynamodb.UpdateItemInput{TableName: s.table, Key: subjectKey(key), UpdateExpression: aws.String("REMOVE quota")}
	if limit > 0 {
		in.UpdateExpression, in.ExpressionAttributeValues = aws.String("SET quota = :quota"), item{":quota": num(limit)}
	}
	_, err := s.api.UpdateItem(ctx, in, s.options)
	return s.fault(err)
}
