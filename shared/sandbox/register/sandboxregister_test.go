package sandboxregister_test

import (
	"os"
	"strings"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/providers/registertest"
	"shiming/shared/sandbox/register"
)

func TestConformance(t *testing.T) {
	other, err := identity.ParseOrganisationCode(identity.OtherCode, "91110101MA000100X6") // a listed one, as another kind
	if err != nil {
		t.Fatal(err)
	}
	registertest.Run(t, func(t *testing.T) registertest.Harness {
		h := registertest.Harness{
			Register: sandboxregister.Register{}, Listed: map[identity.OrganisationCode]string{},
			Unlisted: []identity.OrganisationCode{registertest.Code(t, "91110101MA0000074Q"), other},
		}
		for _, e := range sandboxregister.Enterprises() {
			switch {
			case e.Away:
				h.Away = registertest.Code(t, e.Code)
			case e.Now != "":
				h.Listed[registertest.Code(t, e.Code)] = e.Now
			}
		}
		return h
	})
}

func TestRULES_D8_TheNamesThatCanBeTried(t *testing.T) {
	renamed, same, business := 0, 0, 0
	for _, e := range sandboxregister.Enterprises() {
		if e.Code == "" {
			continue
		}
		code := registertest.Code(t, e.Code)
		if !code.Commercial() {
			t.Errorf("%s is not of the commercial register (RULES A7)", e.Code)
		}
		if strings.HasPrefix(e.Code, "92") {
			business++
		}
		for _, name := range []string{e.Was, e.Now} {
			if n, err := identity.ParseEnterpriseName(name); !e.Away && (err != nil || n.Text() != name) {
				t.Errorf("%s: a name is not one", e.Code)
			}
		}
		switch {
		case e.Away:
		case e.Was == e.Now:
			same++
		default:
			renamed++
		}
	}
	if renamed < 2 || same == 0 || business == 0 {
		t.Errorf("%d renamed, %d as before, %d of one person", renamed, same, business)
	}
}

func TestTheMagicTable(t *testing.T) {
	table, codes := sandboxregister.MagicTable(), map[string]bool{}
	all := sandboxregister.Enterprises()
	for i, e := range all {
		if codes[e.Code] || (e.Code == "") != (i == len(all)-1) {
			t.Errorf("row %d: the code stands twice, or is missing", i)
		}
		codes[e.Code] = true
		if !strings.Contains(table, e.ZH+" · "+e.EN+" |\n") || e.Code != "" && !strings.Contains(table, "| `"+e.Code+"` | "+e.Was+" | ") {
			t.Errorf("the table lacks row %d", i)
		}
	}
	if got, want := strings.Count(table, "\n"), len(all)+2; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}

// Where the README shows the magic codes, it shows them as they are.
func TestReadmeShowsTheMagicCodes(t *testing.T) {
	readme, err := os.ReadFile("../../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	table := sandboxregister.MagicTable()
	head, _, _ := strings.Cut(table, "\n")
	if strings.Contains(string(readme), head) && !strings.Contains(string(readme), table) {
		t.Errorf("README.md does not hold the table of magic codes as it is:\n%s", table)
	}
}
