package dynamo_test

import (
	"context"
	"errors"
	"testing"

	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/store/storetest"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// lazy is a client whose batches leave the last key undone, the first so many times.
type lazy struct {
	*dynamodb.Client
	times int
}

func (l *lazy) BatchGetItem(ctx context.Context, in *dynamodb.BatchGetItemInput, o ...func(*dynamodb.Options)) (*dynamodb.BatchGetItemOutput, error) {
	if l.times == 0 {
		return l.Client.BatchGetItem(ctx, in, o...)
	}
	l.times--
	done, undone := map[string]types.KeysAndAttributes{}, map[string]types.KeysAndAttributes{}
	for table, keys := range in.RequestItems {
		last := keys
		last.Keys = keys.Keys[len(keys.Keys)-1:]
		undone[table] = last
		if keys.Keys = keys.Keys[:len(keys.Keys)-1]; len(keys.Keys) > 0 {
			done[table] = keys
		}
	}
	out := &dynamodb.BatchGetItemOutput{}
	if len(done) > 0 {
		var err error
		if out, err = l.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: done}, o...); err != nil {
			return nil, err
		}
	}
	out.UnprocessedKeys = undone
	return out, nil
}

func TestUnprocessedKeysAreAskedForAgain(t *testing.T) {
	client, name := table(t)
	opening := storetest.Open(storetest.NewAccountID(), 0)
	if err := dynamo.Open(client, name).Commit(t.Context(), opening); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		times int
		want  error
	}{{0, nil}, {1, nil}, {3, nil}, {1000, steps.ErrUnavailable}} {
		a, c, err := dynamo.Open(&lazy{client, row.times}, name).AccountAndCase(t.Context(), opening.Account.ID, opening.Case.ID)
		if !errors.Is(err, row.want) {
			t.Errorf("left undone %d times: got %v, want %v", row.times, err, row.want)
		}
		if err == nil && (a.Rev != 1 || c.Version() != 1) {
			t.Errorf("left undone %d times: the account has Rev %d, the case has version %d, want 1 and 1", row.times, a.Rev, c.Version())
		}
	}
}
