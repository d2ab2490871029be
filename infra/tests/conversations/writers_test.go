package conversations

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"testing"

	"shiming/infra/aws/iamlocal"
	"shiming/infra/aws/template"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// The functions that template.yaml lets write accounts and the seats of subjects, and by which steps each of them commits: what the
// others hold cannot make an account verified, whatever becomes of them (THREATS X18).
type writers map[string]bool // by the name of a step

const root = "../../.."

var (
	stepOf  = regexp.MustCompile(`steps\.([A-Z][A-Za-z]+)\{`)
	frameOf = regexp.MustCompile(`^shiming/shared/steps\.\(?\*?([A-Z][A-Za-z]+)`)
)

// loadWriters reads the template and the mains.
func loadWriters(t *testing.T) (may writers, functions int) {
	t.Helper()
	tpl, err := template.Load(filepath.Join(root, "template.yaml"), template.Options{
		Params: map[string]string{"JwtIssuer": "https://id.example.com", "Sandbox": "true"}, Attrs: map[string]string{"SandboxSecret": "local"},
	})
	if err != nil {
		t.Fatal(err)
	}
	may = writers{"Dispatch": false}
	for _, f := range tpl.Functions {
		allowed := false
		for _, action := range []string{"PutItem", "UpdateItem", "DeleteItem"} {
			for _, key := range []string{"ACCOUNT#acct_1", "SUBJECT#person:v1:k"} {
				ok, err := iamlocal.Allows(f.Statements, iamlocal.Call{
					Action: "dynamodb:" + action, Resource: "arn:aws:dynamodb:us-east-1:000000000000:table/Table",
					Context: map[string][]string{"dynamodb:LeadingKeys": {key}},
				})
				if err != nil {
					t.Fatal(err)
				}
				allowed = allowed || ok && f.ID != "SetQuota" // a quota, and nobody's identity
			}
		}
		if !allowed {
			continue
		}
		functions++
		if f.ID == "Dispatch" {
			may["Dispatch"] = true
		}
		main, err := os.ReadFile(filepath.Join(root, f.CodeURI, "main.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, step := range stepOf.FindAllStringSubmatch(string(main), -1) {
			may[step[1]] = true
		}
	}
	return may, functions
}

// watched is a store that knows which step commits.
type watched struct {
	steps.Store
	t   *testing.T
	may writers
}

// Commit implements steps.Store.
func (w watched) Commit(ctx context.Context, c realname.Commit) error {
	if c.Account != nil || c.Take != nil || c.Give != nil {
		if step := committing(); !w.may[step] {
			w.t.Errorf("%s changes an account, which no function of it may (template.yaml)", step)
		}
	}
	return w.Store.Commit(ctx, c)
}

// committing is the outermost step on the stack; what is no step of a function follows a commit, and is dispatch's.
func committing() string {
	var pcs [64]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	step := ""
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		if m := frameOf.FindStringSubmatch(f.Function); m != nil {
			step = m[1]
		}
	}
	return step
}

func TestTHREATS_X18_few_functions_may_write_accounts(t *testing.T) {
	may, functions := loadWriters(t)
	if functions == 0 || functions > 16 || !may["SettleCheck"] || !may["Dispatch"] || may["GoBack"] || may["ShowDocument"] || may["LookUp"] {
		t.Errorf("%d functions, with the steps %v, may write accounts", functions, may)
	}
}
