package machines_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shiming/infra/aws/template"
	"shiming/infra/server/asl"
	"shiming/infra/server/machines"
	"shiming/shared/steps"
	"shiming/statemachines"
)

const root = "../../.."

// TestDefinitions holds the definitions to what this project asks of them, and the template to the definitions.
func TestDefinitions(t *testing.T) {
	definitions, err := machines.Definitions(func(name string) string { return name })
	if err != nil {
		t.Fatal(err)
	}
	if len(definitions) != 2 || definitions[steps.DeadlineMachine] == nil || definitions[steps.PayoutMachine] == nil {
		t.Fatalf("%d definitions", len(definitions))
	}
	for name, d := range definitions {
		if err := d.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	tpl, err := template.Load(filepath.Join(root, "template.yaml"), template.Options{Params: map[string]string{"JwtIssuer": "https://issuer.example", "Sandbox": "true"}})
	if err != nil {
		t.Fatal(err)
	}
	texts, err := statemachines.Definitions()
	if err != nil {
		t.Fatal(err)
	}
	if len(tpl.StateMachines) != len(texts) {
		t.Errorf("%d machines in the template, %d definitions", len(tpl.StateMachines), len(texts))
	}
	for _, m := range tpl.StateMachines {
		t.Run(m.ID, func(t *testing.T) {
			name := strings.TrimSuffix(filepath.Base(m.DefinitionURI), ".asl.json")
			onDisk, err := os.ReadFile(filepath.Join(root, m.DefinitionURI))
			if err != nil || string(onDisk) != string(texts[name]) {
				t.Fatalf("%s is not what the program carries: %v", m.DefinitionURI, err)
			}
			if !strings.HasSuffix(m.Name, "-"+name) {
				t.Errorf("it is called %s", m.Name)
			}
			if _, err := asl.Parse(onDisk, m.Substitutions); err != nil {
				t.Error(err)
			}
			if strings.Contains(string(onDisk), "arn:aws:") || strings.Contains(string(onDisk), "waitForTaskToken") {
				t.Error("it names a partition, or waits for somebody who may never answer")
			}
			for substitution, arn := range m.Substitutions {
				if substitution == "Partition" {
					continue
				}
				id := arn[strings.LastIndexByte(arn, ':')+1:]
				i := slices.IndexFunc(tpl.Functions, func(f template.Function) bool { return f.Name == id })
				if i < 0 || machines.Function(substitution) != tpl.Functions[i].Folder() {
					t.Errorf("%s is %s", substitution, arn)
				}
			}
		})
	}
}
