package conversations

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// The functions that template.yaml lets write accounts and the seats of subjects, and by which steps each of them commits: what the
// others hold cannot make an account verified, whatever becomes of them (THREATS X18).
type writers map[string]bool // by the name of a step

const (
	root     = "../../.."
	excepted = `{"ForAllValues:StringNotLike": {"dynamodb:LeadingKeys": ["ACCOUNT#*", "SUBJECT#*"]}}`
)

var (
	resource  = regexp.MustCompile(`(?m)^  [A-Za-z]+:\n`)
	statement = regexp.MustCompile(`(?m)^            - Sid: .*\n(?:              .*\n)+`)
	folder    = regexp.MustCompile(`CodeUri: functions/([a-z-]+)/`)
	writes    = regexp.MustCompile(`dynamodb:(PutItem|UpdateItem|DeleteItem|\*)`)
	stepOf    = regexp.MustCompile(`steps\.([A-Z][A-Za-z]+)\{`)
	frameOf   = regexp.MustCompile(`^shiming/shared/steps\.\(?\*?([A-Z][A-Za-z]+)`)
)

// loadWriters reads the template and the mains. A statement that may write and names no keys may write all.
func loadWriters(t *testing.T) (may writers, functions int) {
	t.Helper()
	read := func(path string) string {
		data, err := os.ReadFile(filepath.Join(root, path))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	text := read("template.yaml")
	may = writers{"Dispatch": false}
	starts := append(resource.FindAllStringIndex(text, -1), []int{len(text), len(text)})
	for i := range starts[:len(starts)-1] {
		part := text[starts[i][0]:starts[i+1][0]]
		named := folder.FindStringSubmatch(part)
		if named == nil {
			continue
		}
		all := false
		for _, s := range statement.FindAllString(part, -1) {
			if strings.Contains(s, "Table.Arn") && writes.MatchString(s) && !strings.Contains(s, "dynamodb:LeadingKeys") {
				all = true
			}
		}
		if !all {
			continue
		}
		functions++
		if named[1] == "dispatch" {
			may["Dispatch"] = true
		}
		for _, step := range stepOf.FindAllStringSubmatch(read("functions/"+named[1]+"/main.go"), -1) {
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
	text, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil || strings.Count(string(text), excepted) < 20 {
		t.Errorf("%d statements leave accounts out, %v", strings.Count(string(text), excepted), err)
	}
}
