package dynamo

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/google/go-cmp/cmp"
)

// A key that changes loses what is stored under it.
func TestKeys(t *testing.T) {
	var got strings.Builder
	for _, row := range []struct {
		name string
		key  item
	}{
		{"account", accountKey("acct_demo")},
		{"case", caseKey("case_aaaaaaaaaaaaaaaaaaaaaaaaaa")},
		{"case of account, turn 1", caseOfAccountKey("acct_demo", 1)},
		{"case of account, turn 12", caseOfAccountKey("acct_demo", 12)},
		{"subject", subjectKey("person:v1:k3y")},
	} {
		fmt.Fprintf(&got, "%s:", row.name)
		for _, attr := range []string{attrPK, attrSK, attrGSI1PK, attrGSI1SK} {
			if v := text(row.key, attr); v != "" {
				fmt.Fprintf(&got, " %s=%s", attr, v)
			}
		}
		got.WriteByte('\n')
	}
	want, err := os.ReadFile("testdata/keys.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Fatalf("testdata/keys.golden (-want +got):\n%s", diff)
	}
}

func TestTokensNameTheTransaction(t *testing.T) {
	first := realname.Commit{
		Case:    realname.Case{Events: []realname.Event{{ID: realname.NewEventID()}}},
		Account: &realname.AccountChange{Identity: &realname.Identity{Subject: "new"}},
		Take:    &realname.Seat{Subject: "new", Others: []realname.SubjectKey{"old"}},
	}
	other := first
	other.Case = realname.Case{Events: []realname.Event{{ID: realname.NewEventID()}}}
	tokens := []string{token(first), token(first.Under("old")), token(other)}
	if token(first) != tokens[0] {
		t.Error("the same commit has two tokens")
	}
	if slices.Sort(tokens); len(slices.Compact(tokens)) != 3 {
		t.Error("two different transactions share a token")
	}
	if n := len(tokens[0]); n < 1 || n > 36 {
		t.Errorf("a token has %d characters, DynamoDB takes 1 to 36", n)
	}
}

// What a cancelled transaction says is what Commit answers; while another transaction is busy it says nothing.
func TestCancellationReasons(t *testing.T) {
	commit := realname.Commit{
		Case:    realname.Case{ID: "case_x", Events: make([]realname.Event, 2)},
		Account: &realname.AccountChange{ID: "acct_x", Rev: 1},
		Take:    &realname.Seat{Subject: "new", Others: []realname.SubjectKey{"old", "older"}, Account: "acct_x", Limit: 3},
		Give:    &realname.Seat{Subject: "gone", Account: "acct_x"},
	}
	parts, err := Open(nil, "table").parts(commit)
	if err != nil {
		t.Fatal(err)
	}
	full := item{"accounts": &types.AttributeValueMemberSS{Value: []string{"acct_2", "acct_1"}}}
	const failed, none = "ConditionalCheckFailed", "None"
	for _, row := range []struct {
		name  string
		codes []string // case, account, old, older, new, gone
		want  error
	}{
		{"the case", []string{failed, none, none, none, none, none}, steps.ErrConflict},
		{"the account", []string{none, failed, none, none, none, none}, steps.ErrConflict},
		{"an older key", []string{none, none, none, failed, none, none}, &realname.HeldElsewhere{Subject: "older"}},
		{"the quota", []string{none, none, none, none, failed, none}, &realname.QuotaFull{Holders: []realname.AccountID{"acct_1", "acct_2"}}},
		{"the case before the quota", []string{failed, none, none, none, failed, none}, steps.ErrConflict},
		{"the account before the quota", []string{none, failed, none, none, failed, none}, steps.ErrConflict},
		{"an older key before the quota", []string{none, none, failed, none, failed, none}, &realname.HeldElsewhere{Subject: "old"}},
		{"the quota while the account is busy", []string{none, "TransactionConflict", none, none, failed, none}, nil},
		{"throttled", []string{none, none, none, none, none, "ThrottlingError"}, nil},
		{"not valid", []string{"ValidationError", none, none, none, none, none}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			var reasons []types.CancellationReason
			for i, code := range row.codes {
				reason := types.CancellationReason{Code: aws.String(code)}
				if i == 4 && code == failed {
					reason.Item = full
				}
				reasons = append(reasons, reason)
			}
			if got := refusal(parts, reasons); !reflect.DeepEqual(got, row.want) {
				t.Errorf("got %v, want %v", got, row.want)
			}
		})
	}
}
