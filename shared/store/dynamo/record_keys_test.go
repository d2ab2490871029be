package dynamo

import (
	"testing"

	"shiming/shared/steps"

	"github.com/google/go-cmp/cmp"
)

// The keys are what is stored: a key that changes its shape loses what is in the table.
func TestKeysAreAsInTheTable(t *testing.T) {
	for _, row := range []struct {
		what string
		key  item
		want map[string]string
	}{
		{"account", accountKey("acct_a"), map[string]string{"PK": "ACCOUNT#acct_a", "SK": "ACCOUNT"}},
		{"case", caseKey("case_a"), map[string]string{"PK": "CASE#case_a", "SK": "CASE"}},
		{"case of an account", caseOfAccountKey("acct_a", 7), map[string]string{"GSI1PK": "ACCOUNT#acct_a", "GSI1SK": "CASE#0000000007"}},
		{"subject", subjectKey("person:v1:k"), map[string]string{"PK": "SUBJECT#person:v1:k", "SK": "SUBJECT"}},
		{"record", recordItem(steps.Record{Kind: "document", ID: "doc_a", Sort: "s", Rev: 3, Doc: []byte("{}")}), map[string]string{
			"PK": "DOCUMENT#doc_a", "SK": "DOCUMENT", "id": "doc_a", "sort": "s", "doc": "{}",
		}},
		{"record of an owner", recordItem(steps.Record{Kind: "document", ID: "doc_a", Owner: "case_a", Sort: "s", Rev: 3, Doc: []byte("{}")}), map[string]string{
			"PK": "DOCUMENT#doc_a", "SK": "DOCUMENT", "id": "doc_a", "owner": "case_a", "sort": "s", "doc": "{}",
			"GSI1PK": "DOCUMENT#OWNER#case_a", "GSI1SK": "s#doc_a",
		}},
	} {
		got := map[string]string{}
		for name := range row.key {
			if name != "rev" {
				got[name] = text(row.key, name)
			}
		}
		if diff := cmp.Diff(row.want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", row.what, diff)
		}
	}
}
