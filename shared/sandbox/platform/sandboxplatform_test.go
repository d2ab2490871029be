package sandboxplatform_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"shiming/shared/providers/platformtest"
	"shiming/shared/realname"
	"shiming/shared/sandbox/platform"
)

func TestConformance(t *testing.T) {
	platformtest.Run(t, func(*testing.T) platformtest.Harness {
		h := platformtest.Harness{Platform: sandboxplatform.Platform{}, Hindrances: map[realname.AccountID][]realname.Hindrance{
			"acct_1": nil, "acct_arrears": nil, "acct_x-arrears-y": nil, "acct_7-arrears-running": {realname.RunningProducts, realname.Arrears},
			"acct_7-arrears-arrears": {realname.Arrears},
		}}
		for _, e := range sandboxplatform.Endings() {
			switch {
			case e.Away:
				h.Away = realname.AccountID("acct_1-lowbalance" + e.Text + "-arrears")
			case e.Text != "":
				h.Hindrances[realname.AccountID("acct_1"+e.Text)] = []realname.Hindrance{e.Hindrance}
			}
		}
		return h
	})
}

func TestTheMagicTable(t *testing.T) {
	table := sandboxplatform.MagicTable()
	var known []realname.Hindrance
	for i, e := range sandboxplatform.Endings() {
		if id := realname.AccountID("acct_1" + e.Text); !id.Valid() || (e.Text == "") != (i == 0) {
			t.Errorf("row %d: %s is no account", i, id)
		}
		if e.Hindrance != "" {
			if !e.Hindrance.Valid() || slices.Contains(known, e.Hindrance) {
				t.Errorf("row %d: %s is none, or stands twice", i, e.Hindrance)
			}
			known = append(known, e.Hindrance)
		}
		if !strings.Contains(table, e.ZH+" · "+e.EN+" |\n") || e.Text != "" && !strings.Contains(table, "| `"+e.Text+"` | ") {
			t.Errorf("the table lacks row %d", i)
		}
	}
	if got, want := strings.Count(table, "\n"), len(sandboxplatform.Endings())+2; got != want || len(known) != 4 {
		t.Errorf("%d lines, want %d; %d hindrances", got, want, len(known))
	}
}

// Where the guide shows the magic endings, it shows them as they are.
func TestReadmeShowsTheMagicEndings(t *testing.T) {
	readme, err := os.ReadFile("../../../infra/guides/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	table := sandboxplatform.MagicTable()
	head, _, _ := strings.Cut(table, "\n")
	if strings.Contains(string(readme), head) && !strings.Contains(string(readme), table) {
		t.Errorf("infra/guides/sandbox.md does not hold the table of magic endings as it is:\n%s", table)
	}
}
