package sandboxregister_test

import (
	"errors"
	"os"
	"strings"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/providers/registertest"
	"shiming/shared/realname"
	"shiming/shared/sandbox/register"
	"shiming/shared/steps"
)

func TestConformance(t *testing.T) {
	other, err := identity.ParseOrganisationCode(identity.OtherCode, "MA000100X") // of a listed one, without its check characters
	if err != nil {
		t.Fatal(err)
	}
	name, err := identity.ParseName(sandboxregister.Representative)
	if err != nil {
		t.Fatal(err)
	}
	number, err := identity.ParseDocument(identity.ResidentID, sandboxregister.RepresentativeNumber)
	if err != nil {
		t.Fatal(err)
	}
	registertest.Run(t, func(t *testing.T) registertest.Harness {
		h := registertest.Harness{
			Register: sandboxregister.Register{}, Listed: map[identity.OrganisationCode]string{},
			Nameless: []identity.OrganisationCode{registertest.Code(t, "91110101MA0000074Q")},
			Unlisted: []identity.OrganisationCode{other, registertest.Code(t, "12110101400000018E")},
		}
		for _, e := range sandboxregister.Enterprises() {
			switch {
			case errors.Is(e.Fails, steps.ErrUnavailable):
				h.Away = registertest.Code(t, e.Code)
			case errors.Is(e.Fails, steps.ErrNotListedYet):
				h.Unpublished = append(h.Unpublished, registertest.Code(t, e.Code))
			case e.Fails != nil:
				h.Unlisted = append(h.Unlisted, registertest.Code(t, e.Code))
			case e.Code != "":
				h.Listed[registertest.Code(t, e.Code)] = e.Now
				h.Enterprises = append(h.Enterprises, registertest.RegisteredEnterprise{
					Code: registertest.Code(t, e.Code), Name: e.Now, Representative: realname.Party{Name: name, Document: number}, Status: e.Status,
				})
			}
		}
		return h
	})
}

// A tester's own enterprise is proven, whatever it is called; one that is in the table only under its names.
func TestRULES_A13_WhatTheSandboxBelieves(t *testing.T) {
	register := sandboxregister.Register{}
	for code, names := range map[string]map[string]realname.Fit{
		"91110101MA0000074Q": {"自家科技有限公司": realname.Fits, "别家科技有限公司": realname.Fits},
		"91110101MA000100X6": {"甄旧名科技有限公司": realname.Fits, "甄新名科技有限公司": realname.Fits, "别家科技有限公司": realname.Differs},
	} {
		for text, want := range names {
			name, err := identity.ParseEnterpriseName(text)
			if err != nil {
				t.Fatal(err)
			}
			got, err := register.Matches(t.Context(), registertest.Code(t, code), name, realname.Party{})
			if err != nil || got.Name != want || got.Status != realname.StatusOperating {
				t.Errorf("%s of %s: %+v, %v", text, code, got, err)
			}
		}
	}
}

func TestRULES_A13_EveryStatusCanBeTried(t *testing.T) {
	shown := map[realname.OperatingStatus]bool{}
	for _, e := range sandboxregister.Enterprises() {
		shown[e.Status] = true
	}
	for _, status := range realname.OperatingStatuses() {
		if !shown[status] {
			t.Errorf("no enterprise is %s", status)
		}
	}
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
			if n, err := identity.ParseEnterpriseName(name); name != "" && (err != nil || n.Text() != name) {
				t.Errorf("%s: a name is not one", e.Code)
			}
		}
		switch {
		case e.Was == "":
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
	if got, want := strings.Count(table, "\n"), len(all)+4; got != want {
		t.Errorf("%d lines, want %d", got, want)
	}
}

// Where the guide shows the magic codes, it shows them as they are.
func TestReadmeShowsTheMagicCodes(t *testing.T) {
	guide, err := os.ReadFile("../../../infra/guides/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	if table := sandboxregister.MagicTable(); !strings.Contains(string(guide), table) {
		t.Errorf("infra/guides/sandbox.md does not hold the table of magic codes as it is:\n%s", table)
	}
}
