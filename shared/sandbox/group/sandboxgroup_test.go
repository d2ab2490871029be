package sandboxgroup_test

import (
	"os"
	"strings"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/providers/grouptest"
	"shiming/shared/sandbox/group"
	"shiming/shared/steps"
)

func document(t *testing.T, number string) identity.IDDocument {
	t.Helper()
	d, err := identity.ParseDocument(identity.ResidentID, number)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// harness is of a group of the site.
func harness(t *testing.T, g steps.Group, site string) grouptest.Harness {
	h := grouptest.Harness{
		Group: g, Accounts: map[string]steps.GroupAccount{}, Unknown: []string{"nobody-of-the-group", "甄绑定"},
		Free: document(t, "110101199003078670"),
	}
	for _, a := range sandboxgroup.Accounts() {
		switch {
		case a.User == "":
			continue
		case a.Away:
			h.AwayUser, h.AwayDocument = a.User, document(t, a.Number)
			continue
		case a.InUse:
			h.Used = document(t, a.Number)
		}
		if a.Number == "" {
			h.Accounts[a.User] = steps.GroupAccount{}
			continue
		}
		h.Accounts[a.User] = grouptest.Person(t, site, a.Name, a.Kind, a.Number, a.Birth, a.Phone)
	}
	return h
}

func TestConformance(t *testing.T) {
	grouptest.Run(t, func(t *testing.T) grouptest.Harness {
		return harness(t, sandboxgroup.Group{}, sandboxgroup.DefaultSite)
	})
	t.Run("another site", func(t *testing.T) {
		grouptest.Run(t, func(t *testing.T) grouptest.Harness { return harness(t, sandboxgroup.Group{Site: "music"}, "music") })
	})
}

func TestRULES_B10_OnlyOneDocumentIsInUse(t *testing.T) {
	for _, a := range sandboxgroup.Accounts() {
		if a.Number == "" || a.Away {
			continue
		}
		d, err := identity.ParseDocument(a.Kind, a.Number)
		if err != nil {
			t.Fatal(err)
		}
		if used, err := (sandboxgroup.Group{}).InUse(t.Context(), d); err != nil || used != (a.User == "group-in-use") {
			t.Errorf("%s: %t, %v", a.User, used, err)
		}
	}
	other, err := identity.ParseDocument(identity.TaiwanPermit, "99000016") // the digits of a number of another kind
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []identity.IDDocument{other, {}} {
		if used, err := (sandboxgroup.Group{}).InUse(t.Context(), d); used || err != nil {
			t.Errorf("%s: %t, %v", d, used, err)
		}
	}
	if _, err := (sandboxgroup.Group{}).Account(t.Context(), ""); err == nil {
		t.Error("somebody has no user name")
	}
}

func TestTheMagicTable(t *testing.T) {
	table, taken := sandboxgroup.MagicTable(), map[string]bool{}
	all := sandboxgroup.Accounts()
	for i, a := range all {
		if (a.User == "") != (i == len(all)-1) {
			t.Errorf("row %d: the user name is missing", i)
		}
		for _, one := range []string{a.User, a.Number, a.Phone, a.Name} {
			if one != "" && taken[one] {
				t.Errorf("row %d: something stands twice", i)
			}
			taken[one] = true
		}
		if !strings.Contains(table, a.ZH+" · "+a.EN+" |\n") || a.User != "" && !strings.Contains(table, "| `"+a.User+"` | "+a.Name+" | ") {
			t.Errorf("the table lacks row %d", i)
		}
	}
	if got, want := strings.Count(table, "\n"), len(all)+2; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}

// Where the guide shows the magic user names, it shows them as they are.
func TestReadmeShowsTheMagicUsers(t *testing.T) {
	readme, err := os.ReadFile("../../../infra/guides/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	table := sandboxgroup.MagicTable()
	head, _, _ := strings.Cut(table, "\n")
	if strings.Contains(string(readme), head) && !strings.Contains(string(readme), table) {
		t.Errorf("infra/guides/sandbox.md does not hold the table of magic user names as it is:\n%s", table)
	}
}
