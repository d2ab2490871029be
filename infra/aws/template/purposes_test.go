package template

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	vaultRow = regexp.MustCompile(`= kind\[[^\]]+\]\("([^"]+)", [^{]+\{\s+What:[^\n]+\n\s+Opened: "([^"]*)"`)
	stepOf   = regexp.MustCompile(`(?:steps|telling)\.([A-Z][A-Za-z]+)\{`)
)

// opened reads the vault's table: by which steps things of each purpose are opened.
func opened(t *testing.T) map[string][]string {
	t.Helper()
	text, err := os.ReadFile("../../../shared/vault/vault.go")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]string{}
	for _, m := range vaultRow.FindAllStringSubmatch(string(text), -1) {
		all[m[1]] = strings.Fields(m[2])
	}
	if len(all) != strings.Count(string(text), "= kind[") {
		t.Fatalf("%d rows were read", len(all))
	}
	return all
}

// behind are steps that a function has without its main naming them.
var behind = map[string][]string{
	"FillForm":   {"ShowForm"},
	"Dispatch":   {"PlayCheck", "AskCheck"},
	"StartCheck": {"OfficialAccount"}, "SettleCheck": {"OfficialAccount"}, "AskCheck": {"OfficialAccount"},
	"SandboxBank": {"TakePayment"},
}

// compared are the kinds that a function opens for nothing but to tell a repeated request from another, which the vault's table does not list.
var compared = map[string][]string{
	"FillForm":     {"person", "declared", "appeal"},
	"ChooseMethod": {"party", "card", "group_account"},
	"FilePapers":   {"bank-account"},
	"NameHandler":  {"party"},
}

// never are what a step opens in another function: ask-bank takes lines as they come, and approves no statement.
var never = map[string][]string{"AskBank": {"statement"}}

const dataKey = "arn:aws:kms:us-east-1:000000000000:key/DataKey"

// purposes are those that the function may do the action for.
func purposes(t *testing.T, f Function, action, operator string) []string {
	t.Helper()
	var all []string
	for _, s := range f.Statements {
		if !slices.Contains(s.Actions, action) || !slices.Contains(s.Resources, dataKey) {
			continue
		}
		if len(s.Conditions) != 1 || s.Conditions[0].Key != "kms:EncryptionContext:purpose" || s.Conditions[0].Operator != operator {
			t.Errorf("%s, statement %s: %v", f.ID, s.Sid, s.Conditions)
			continue
		}
		all = append(all, s.Conditions[0].Values...)
	}
	return all
}

// A function opens what the vault's table says that its steps open, and seals nothing that has no row.
func TestTHREATS_X18_a_function_opens_what_its_steps_open(t *testing.T) {
	table := opened(t)
	for mode, tpl := range modes(t) {
		opens, seals := map[string]bool{}, map[string]bool{}
		for _, f := range tpl.Functions {
			main, err := os.ReadFile(filepath.Join(filepath.Dir(project), f.CodeURI, "main.go"))
			if err != nil {
				t.Fatal(err)
			}
			steps := behind[f.ID]
			for _, m := range stepOf.FindAllStringSubmatch(string(main), -1) {
				steps = append(slices.Clip(steps), m[1])
			}
			may := purposes(t, f, "kms:Decrypt", "StringEqualsIfExists")
			for purpose, by := range table {
				does := slices.ContainsFunc(by, func(step string) bool { return slices.Contains(steps, step) }) || slices.Contains(compared[f.ID], purpose)
				if purpose == "provider_secret" && mode == "sandbox" || f.ID == "Dispatch" && mode == "live" || slices.Contains(never[f.ID], purpose) {
					does = false
				}
				if does != slices.Contains(may, purpose) {
					t.Errorf("%s: %s opens %s: %t, and may: %t", mode, f.ID, purpose, does, slices.Contains(may, purpose))
				}
			}
			for _, purpose := range may {
				opens[purpose] = true
			}
			for _, purpose := range purposes(t, f, "kms:GenerateDataKey", "StringEquals") {
				seals[purpose] = true
			}
		}
		for purpose := range table {
			if (!opens[purpose] || !seals[purpose]) && (purpose != "provider_secret" || mode == "live") {
				t.Errorf("%s: %s is opened by somebody: %t, sealed: %t", mode, purpose, opens[purpose], seals[purpose])
			}
		}
		for purpose := range seals {
			if table[purpose] == nil {
				t.Errorf("%s: %s is sealed, and no kind of the vault", mode, purpose)
			}
		}
	}
}

// The key's policy forbids what is no purpose of the vault, whatever a role allows.
func TestTHREATS_X18_the_key_knows_the_purposes_of_the_vault(t *testing.T) {
	table := opened(t)
	for closed, want := range map[string]int{"opened": 2, "closed": 3} {
		tpl, err := Load(project, Options{Params: map[string]string{"JwtIssuer": "https://id.example.com", "Sandbox": "false", "SealedWithoutPurpose": closed}})
		if err != nil {
			t.Fatal(err)
		}
		denies := 0
		for _, k := range tpl.Keys {
			for _, s := range k.Statements {
				if !s.Deny {
					continue
				}
				denies++
				if k.ID != "DataKey" {
					t.Errorf("%s denies %s", k.ID, s.Sid)
				}
				for _, c := range s.Conditions {
					if c.Operator == "StringNotEquals" && !slices.Equal(sorted(slices.Clone(c.Values)), slices.Sorted(maps.Keys(table))) {
						t.Errorf("statement %s knows other purposes than the vault: %v", s.Sid, c.Values)
					}
				}
			}
		}
		if denies != want {
			t.Errorf("%s: %d statements forbid", closed, denies)
		}
	}
}
