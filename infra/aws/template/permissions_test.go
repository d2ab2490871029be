package template

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestStatements(t *testing.T) {
	tpl, err := Load("testdata/template.yaml", Options{Params: map[string]string{"Issuer": "https://id.example.com"}})
	if err != nil {
		t.Fatal(err)
	}
	f, _ := tpl.Function("CasesOpen")
	want := []PolicyStatement{
		{
			Sid: "Open", Actions: []string{"kms:Decrypt"}, Resources: []string{"arn:aws:kms:us-east-1:000000000000:key/Key"},
			Conditions: []PolicyCondition{{Operator: "StringEquals", Key: "kms:EncryptionContext:purpose", Values: []string{"a", "b"}}},
		},
		{Deny: true, Actions: []string{"kms:Decrypt", "kms:Encrypt"}, Resources: []string{"*"}},
	}
	if !reflect.DeepEqual(f.Statements, want) {
		t.Errorf("got %+v", f.Statements)
	}
}

// modes loads the project's template as the sandbox and as live mode have it, with everything that can be set up.
func modes(t *testing.T) map[string]*Template {
	t.Helper()
	all := map[string]*Template{}
	for mode, sandbox := range map[string]string{"sandbox": "true", "live": "false"} {
		tpl, err := Load(project, Options{
			Params: map[string]string{
				"JwtIssuer": "https://id.example.com", "Sandbox": sandbox, "SecretArns": "arn:aws:secretsmanager:us-east-1:000000000000:secret:a",
				"WebhookUrl": "https://p.example.com/hook", "WebhookSecretArn": "arn:aws:secretsmanager:us-east-1:000000000000:secret:c",
				"PlatformUrl": "https://p.example.com", "PlatformSecretArn": "arn:aws:secretsmanager:us-east-1:000000000000:secret:d",
				"WeChatSecretArn": "arn:aws:secretsmanager:us-east-1:000000000000:secret:e",
				"StaffClientId":   "console", "StaffSecretArn": "arn:aws:secretsmanager:us-east-1:000000000000:secret:b",
			},
			Attrs: map[string]string{"SandboxSecret": "arn:aws:secretsmanager:us-east-1:000000000000:secret:sandbox"},
		})
		if err != nil {
			t.Fatal(err)
		}
		all[mode] = tpl
	}
	return all
}

// tableActions are what a function may do with the table: each names items by their keys, so that a condition on the keys holds
// for all of it. It would not for Scan or PartiQL, which bring none.
var tableActions = []string{
	"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:ConditionCheckItem",
}

var literal = regexp.MustCompile(`"([a-z_]+)"`)

// kinds are the texts of the program that could be kinds of records, as they stand in keys, with the entities of the table.
func kinds(t *testing.T) map[string]bool {
	t.Helper()
	all := map[string]bool{"ACCOUNT": true, "CASE": true, "SUBJECT": true}
	err := filepath.WalkDir("../../../shared", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, m := range literal.FindAllStringSubmatch(string(text), -1) {
			all[strings.ToUpper(m[1])] = true
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestTHREATS_X18_every_statement_about_the_table_names_kinds_of_keys(t *testing.T) {
	known := kinds(t)
	for mode, tpl := range modes(t) {
		for _, f := range tpl.Functions {
			sids := map[string]bool{}
			if text, err := json.Marshal(f.Statements); err != nil || len(text) > 10240 {
				t.Errorf("%s: the policy of %s has %d characters, and a role's at most 10,240: %v", mode, f.ID, len(text), err)
			}
			for _, s := range f.Statements {
				if s.Sid == "" || sids[s.Sid] { // IAM refuses two of one name
					t.Errorf("%s: %s has the statement %q twice", mode, f.ID, s.Sid)
				}
				sids[s.Sid] = true
				if !slices.ContainsFunc(s.Actions, func(a string) bool { return strings.HasPrefix(a, "dynamodb:") }) {
					continue
				}
				if len(s.Conditions) != 1 || s.Conditions[0].Operator != "ForAllValues:StringLike" || s.Conditions[0].Key != "dynamodb:LeadingKeys" || len(s.Conditions[0].Values) == 0 {
					t.Errorf("%s: %s, statement %s names no keys", mode, f.ID, s.Sid)
					continue
				}
				for _, a := range s.Actions {
					if !slices.Contains(tableActions, a) {
						t.Errorf("%s: %s, statement %s: %s is not about items", mode, f.ID, s.Sid, a)
					}
				}
				for _, keys := range s.Conditions[0].Values {
					if kind, ok := strings.CutSuffix(keys, "#*"); !ok || !known[kind] {
						t.Errorf("%s: %s, statement %s: there are no keys like %s", mode, f.ID, s.Sid, keys)
					}
				}
			}
		}
	}
}

// fromSecrets are what CloudFormation takes from a secret though it is none, and may be read in a function's configuration.
var fromSecrets = []string{"WECHAT_APP_ID", "WECHAT_TEMPLATES"}

// A function's configuration is read by whoever may look at the function: it says where secrets are, and holds none.
func TestTHREATS_X18_no_secret_in_plain_configuration(t *testing.T) {
	text, err := os.ReadFile(project)
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for i, line := range strings.Split(string(text), "\n") {
		if strings.Contains(line, "{{resolve:") {
			found++
			if name, _, _ := strings.Cut(strings.TrimSpace(line), ":"); !slices.Contains(fromSecrets, name) {
				t.Errorf("line %d: %s is resolved into plain configuration", i+1, name)
			}
		}
		if strings.Contains(line, "NoEcho") {
			t.Errorf("line %d: a parameter takes a secret", i+1)
		}
	}
	if found != len(fromSecrets) {
		t.Errorf("%d are resolved", found)
	}
	for mode, tpl := range modes(t) {
		for _, f := range tpl.Functions {
			for _, name := range []string{"SANDBOX_SECRET", "PLATFORM_SECRETS", "WEBHOOK_SECRETS", "WECHAT_SECRET", "STAFF_CLIENT_SECRET", "STAFF_COOKIE_SECRET"} {
				value := f.Environment[name]
				if value == "" {
					continue
				}
				where, _, _ := strings.Cut(value, "#")
				reads := slices.ContainsFunc(f.Statements, func(s PolicyStatement) bool {
					return slices.Equal(s.Actions, []string{"secretsmanager:GetSecretValue"}) && slices.Contains(s.Resources, where)
				})
				if !strings.HasPrefix(value, "arn:") || !reads {
					t.Errorf("%s: %s of %s is %q, and may be read: %t", mode, name, f.ID, value, reads)
				}
			}
		}
	}
}

// Who can verify an account can attest it: a commit without is refused (THREATS X14).
func TestTHREATS_X18_who_takes_seats_can_attest_and_nobody_else(t *testing.T) {
	for mode, tpl := range modes(t) {
		for _, f := range tpl.Functions {
			may := func(action, on string) bool {
				return slices.ContainsFunc(f.Statements, func(s PolicyStatement) bool {
					return slices.Contains(s.Actions, action) && (slices.Contains(s.Resources, on) ||
						slices.ContainsFunc(s.Conditions, func(c PolicyCondition) bool { return slices.Contains(c.Values, on) }))
				})
			}
			attests := may("kms:GenerateMac", "arn:aws:kms:us-east-1:000000000000:key/IdentityKey")
			takes := may("dynamodb:ConditionCheckItem", "SUBJECT#*") || f.ID == "FillForm" // where the register confirms a new name: the place stays
			if attests != takes || attests && (f.Environment["IDENTITY_KEYS"] == "" || !may("dynamodb:UpdateItem", "ACCOUNT#*")) {
				t.Errorf("%s: %s takes seats: %t, attests: %t", mode, f.ID, takes, attests)
			}
		}
	}
}
