package template

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

const project = "../../../template.yaml"

// Every alarm has its place in the guide for who is woken by it, in four parts, and the guide knows no other.
func TestEveryAlarmHasARunbook(t *testing.T) {
	guide, err := os.ReadFile("../../guides/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	books := map[string]string{}
	for _, part := range strings.Split(string(guide), "\n## ")[1:] {
		name, text, _ := strings.Cut(part, "\n")
		books[name] = text
	}
	tpl, err := Load(project, Options{Params: map[string]string{"JwtIssuer": "https://id.example.com", "Sandbox": "false", "MonthlyBudget": "100"}})
	if err != nil {
		t.Fatal(err)
	}
	alarms := 0
	for id, kind := range tpl.Types {
		if kind != "AWS::CloudWatch::Alarm" && kind != "AWS::Budgets::Budget" {
			continue
		}
		alarms++
		for _, part := range []string{"Means", "Look", "Mend", "Over"} {
			if !strings.Contains(books[id], "- **"+part+"**: ") {
				t.Errorf("%s: the guide does not say %q", id, part)
			}
		}
		delete(books, id)
	}
	for id := range books {
		t.Errorf("the guide has %s, the template has not", id)
	}
	if alarms < 18 {
		t.Errorf("%d alarms only", alarms)
	}
}

// Nothing names a partition by hand, and in the China regions nothing asks for what is not there.
func TestEveryPartition(t *testing.T) {
	machines, err := filepath.Glob("../../../statemachines/*.json")
	if err != nil || len(machines) == 0 {
		t.Fatal("no state machines", err)
	}
	written := regexp.MustCompile(`arn:aws(-cn)?:|\.amazonaws\.com`)
	for _, path := range append(machines, project) {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range strings.Split(string(text), "\n") {
			if written.MatchString(line) {
				t.Errorf("%s:%d names a partition: %s", filepath.Base(path), i+1, line)
			}
		}
	}
	params := map[string]string{"JwtIssuer": "https://id.example.com", "Sandbox": "false", "MonthlyBudget": "100", "MailFrom": "a@example.com"}
	params["AWS::Partition"], params["AWS::Region"], params["AWS::URLSuffix"] = "aws-cn", "cn-north-1", "amazonaws.com.cn"
	china, err := Load(project, Options{Params: params})
	if err != nil {
		t.Fatal(err)
	}
	if china.Types["SpendAlarm"] != "" {
		t.Error("a budget where there are none")
	}
	for _, m := range china.StateMachines {
		if m.Substitutions["Partition"] != "aws-cn" {
			t.Errorf("%s is of the partition %q", m.ID, m.Substitutions["Partition"])
		}
	}
	for _, f := range china.Functions {
		for name, value := range f.Environment {
			if strings.Contains(value, "arn:aws:") || strings.HasSuffix(value, "amazonaws.com") {
				t.Errorf("%s: %s is of another partition: %s", f.ID, name, value)
			}
		}
	}
}

// What would stop a deployment is said before it begins.
func TestRulesOfTheProject(t *testing.T) {
	for _, tc := range []struct {
		name   string
		values map[string]string
		want   string
	}{
		{"the sandbox needs nothing", map[string]string{"Sandbox": "true"}, ""},
		{"webhooks are signed", map[string]string{"Sandbox": "true", "WebhookUrl": "https://p.example.com"}, "WebhookSecretArn"},
		{"questions are signed", map[string]string{"Sandbox": "true", "PlatformUrl": "https://p.example.com"}, "PlatformSecretArn"},
		{"staff sign in with a secret", map[string]string{"Sandbox": "true", "StaffClientId": "console"}, "StaffSecretArn"},
		{"live mode rings", map[string]string{"Sandbox": "false"}, "AlarmTopicArn"},
		{"a budget tells somebody", map[string]string{"Sandbox": "true", "MonthlyBudget": "5"}, "AlarmTopicArn"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			broken, err := Broken(project, tc.values)
			said := strings.Join(broken, "; ")
			if err != nil || (said == "") != (tc.want == "") || !strings.Contains(said, tc.want) {
				t.Errorf("%q, %v", said, err)
			}
		})
	}
}

func TestMetricFilterIsRefusedWhenNotUnderstood(t *testing.T) {
	for _, pattern := range []string{"ERROR", "{ $.a > 5 }", "{ $.a = 5 }", "{ $.a.b = \"x\" }"} {
		if _, err := (MetricFilter{Pattern: pattern}).Counts([]byte(`{"a":"x"}`)); err == nil {
			t.Errorf("%s was understood", pattern)
		}
	}
}
