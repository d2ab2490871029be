package realname_test

import (
	"slices"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

// The notice says what the policy does: its own days, and no kind of data that none of its ways asks for.
func TestRULES_L6_the_notice_is_the_policys(t *testing.T) {
	for _, name := range policies.Names() {
		p, err := policies.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		rows := map[realname.DataKind]realname.DataRow{}
		for _, row := range p.Notice() {
			rows[row.Kind] = row
			if len(row.Terms) == 0 || len(row.Recipients) > 0 {
				t.Errorf("%s: %s is kept for ever, or goes to %v", name, row.Kind, row.Recipients)
			}
		}
		days := func(k realname.DataKind, after realname.TermStart) int {
			for _, term := range rows[k].Terms {
				if term.After == after {
					return term.Days
				}
			}
			return -1
		}
		for _, tc := range []struct {
			kind  realname.DataKind
			after realname.TermStart
			want  int
		}{
			{realname.DataPerson, realname.WhileVerified, 0}, {realname.DataPerson, realname.AfterFormer, p.Retention.Former},
			{realname.DataPerson, realname.AfterFailed, p.Retention.Failed}, {realname.DataPerson, realname.AfterLeft, p.Retention.Left},
			{realname.DataPictures, realname.AfterVerified, p.Retention.Papers}, {realname.DataPictures, realname.AfterClosed, p.Retention.Closed},
			{realname.DataMessages, realname.AfterWritten, p.Retention.Messages}, {realname.DataAccesses, realname.AfterWritten, p.Retention.Access},
			{realname.DataContact, realname.AfterFormer, p.Deliveries.FormerDays},
		} {
			if got := days(tc.kind, tc.after); got != tc.want {
				t.Errorf("%s: %s after %s: %d days, want %d", name, tc.kind, tc.after, got, tc.want)
			}
		}
		_, card := rows[realname.DataBankCard]
		if want := slices.ContainsFunc(p.Methods(), realname.Method.NeedsCard); card != want {
			t.Errorf("%s: bank cards are told of: %t, want %t", name, card, want)
		}
		p.Recipients = []realname.Recipient{{EN: "somebody", Kinds: []realname.DataKind{realname.DataPerson}}}
		for _, row := range p.Notice() {
			if named := len(row.Recipients) == 1; named != (row.Kind == realname.DataPerson) {
				t.Errorf("%s: %s goes to %v", name, row.Kind, row.Recipients)
			}
		}
	}
}
