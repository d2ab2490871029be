package deployed_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/infra/aws/deployed"
	"shiming/infra/aws/dynamolocal"
	"shiming/infra/aws/template"
	"shiming/infra/server/asl"
	"shiming/infra/tests/conversations"
	"shiming/shared/clock"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/trail"
)

const root = "../../.."

// start serves the functions as deployed; what they print goes to the test's output, which is searched for personal
// data afterwards (THREATS L1).
func start(t *testing.T, profile string) *deployed.Stack {
	t.Helper()
	printed := &output{test: t.Output()}
	stack, err := deployed.Start(context.Background(), deployed.Options{
		Profile: profile, Root: root, BinDir: filepath.Join(root, ".build"), Output: printed, Progress: t.Output(),
		ReturnOrigins: []string{conversations.ReturnOrigin},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		holdUses(t, stack)
		holdTrail(t, stack, printed)
		if err := stack.Close(); err != nil {
			t.Error(err)
		}
	})
	return stack
}

// output is what functions print, for the test and for holdTrail. It is safe for concurrent use.
type output struct {
	test io.Writer
	mu   sync.Mutex
	all  bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all.Write(p)
	return o.test.Write(p)
}

// holdTrail holds the lines of the audit trail that all processes printed against the heads that they keep in the table: what
// whoever reads the log group would do (THREATS X14).
func holdTrail(t *testing.T, stack *deployed.Stack, printed *output) {
	store := dynamo.Open(dynamolocal.Client(stack.Dynamo.Endpoint), stack.Template.Tables[0].Name)
	heads, err := trail.Heads(context.Background(), store, time.Time{}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	printed.mu.Lock()
	var lines bytes.Buffer
	for line := range bytes.Lines(printed.all.Bytes()) {
		_, said, _ := bytes.Cut(line, []byte(" | ")) // behind the function's name
		lines.Write(said)
	}
	printed.mu.Unlock()
	ends, found, err := trail.Verify(&lines, heads)
	if err != nil || len(found) > 0 || len(ends) == 0 || len(heads) == 0 {
		t.Errorf("%d chains, %d heads, %v: %v", len(ends), len(heads), err, found)
	}
}

// rejected is how a task's function refuses an input that no retry makes better.
const rejected = `{"errorMessage":"the input is refused","errorType":"RejectedInputError"}`

// TestEvents feeds each sample event to the binary of its function, as `sam local invoke` would.
func TestEvents(t *testing.T) {
	stack := start(t, policies.Default)
	// What the samples are about does not exist, so most functions of the API do not find it.
	status := map[string]float64{
		"open-case": 201, "look-up": 200, "describe": 200, "review-queue": 200, "search-audit": 200, "show-measures": 200, "keep-contact": 200, "sandbox-messages": 200,
		"make-link": 201, "publish-keys": 200, "pages": 200, "staff": 303, "settle-check": 401, "take-payment": 401, "set-quota": 409,
	}
	// The others answer their own callers: the machines with the name of a fault, the triggers with what failed.
	payload := map[string]string{
		"pay-out": rejected, "keep-deadline": rejected, "ask-bank": "{}", "keep-retention": "{}",
		"dispatch": `{"batchItemFailures":[]}`, "ask-check": `{"batchItemFailures":[]}`, "deliver": `{"batchItemFailures":[{"itemIdentifier":"00000000-0000-0000-0000-000000000001"}]}`, "inspect-document": "null",
	}
	for _, f := range stack.Template.Functions {
		t.Run(f.Folder(), func(t *testing.T) {
			event, err := os.ReadFile(filepath.Join(root, "infra/aws/events", f.Folder()+".json"))
			if err != nil {
				t.Fatalf("the function has no sample event: %v", err)
			}
			result, err := stack.Invoke(context.Background(), f.ID, event)
			if err != nil {
				t.Fatal(err)
			}
			if want, ok := payload[f.Folder()]; ok {
				if string(result.Payload) != want {
					t.Errorf("answer %s, want %s", result.Payload, want)
				}
				return
			}
			if result.FunctionError != "" {
				t.Fatalf("failed: %s", result.Payload)
			}
			var answer map[string]any
			if err := json.Unmarshal(result.Payload, &answer); err != nil {
				t.Fatal(err)
			}
			want, ok := status[f.Folder()]
			if !ok {
				want = 404
			}
			if answer["statusCode"] != want {
				t.Errorf("status %v, want %v: %v", answer["statusCode"], want, answer["body"])
			}
		})
	}
	files, err := filepath.Glob(filepath.Join(root, "infra/aws/events/*.json"))
	if err != nil || len(files) != len(stack.Template.Functions) {
		t.Errorf("%d sample events for %d functions (%v)", len(files), len(stack.Template.Functions), err)
	}
}

// TestConversations plays the conversations that hold for every engine against the function binaries.
func TestConversations(t *testing.T) {
	var uses []deployed.Use
	conversations.Run(t, func(t *testing.T, profile string) conversations.World {
		stack := start(t, profile)
		t.Cleanup(func() {
			holdMachines(t, stack)
			uses = append(uses, stack.Uses()...)
		})
		return conversations.World{
			Base: stack.URL, Secret: stack.Secret, Now: clock.Now,
			Token: func(a realname.Actor) (string, error) { return stack.Issuer.Token(a, clock.Now(), time.Hour) },
		}
	}, filepath.Join(root, "infra/tests/conversations/testdata"))
	t.Run("THREATS_X18_functions_may_do_what_they_do_and_no_more", func(t *testing.T) { // with all conversations only
		tpl, err := deployed.Load(root, policies.Default)
		if err != nil {
			t.Fatal(err)
		}
		holdAllowed(t, tpl, uses)
	})
}

// holdMachines holds the executions that the template's machines have run to what they may cost; none has failed.
func holdMachines(t *testing.T, stack *deployed.Stack) {
	most := map[string]int{steps.DeadlineMachine: 2, steps.PayoutMachine: 3}
	for _, m := range stack.Template.StateMachines {
		name := m.Name[strings.LastIndexByte(m.Name, '-')+1:]
		for _, status := range []asl.ExecutionStatus{asl.Running, asl.Succeeded, asl.Failed} {
			all, _, err := stack.States.List(context.Background(), asl.Query{Machine: m.Name, Status: status, Limit: 1000})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s: %d %s", name, len(all), status)
			for _, x := range all {
				if status == asl.Failed || x.Transitions > most[name] {
					t.Errorf("%s: %s in %s after %d transitions: %s", name, status, x.State, x.Transitions, x.Error)
				}
			}
		}
	}
}

// TestProfiles holds the profiles that a deployment can choose to those that are shipped.
func TestProfiles(t *testing.T) {
	for _, profile := range policies.Names() {
		t.Run(profile, func(t *testing.T) {
			loaded, err := deployed.Load(root, profile)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range loaded.Functions {
				if f.Environment["PROFILE"] != profile {
					t.Errorf("%s runs under %q", f.ID, f.Environment["PROFILE"])
				}
			}
		})
	}
	for _, profile := range []string{"moon", "Tencent", "tencent "} {
		if _, err := deployed.Load(root, profile); err == nil {
			t.Errorf("a deployment under %q is not refused", profile)
		}
	}
	t.Run("no other is allowed", func(t *testing.T) {
		text, err := os.ReadFile(filepath.Join(root, "template.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		if want := "AllowedValues: [" + strings.Join(policies.Names(), ", ") + "]"; !strings.Contains(string(text), want) {
			t.Errorf("the template's Profile does not say %s", want)
		}
	})
}

// Whoever deploys says whether anybody is really verified: a mode that is forgotten is none (THREATS X5).
func TestTHREATS_X5_the_template_has_no_mode_of_its_own(t *testing.T) {
	path, params := filepath.Join(root, "template.yaml"), map[string]string{"JwtIssuer": "https://issuer.example"}
	if _, err := template.Load(path, template.Options{Params: params}); err == nil || !strings.Contains(err.Error(), "parameter Sandbox has no default") {
		t.Errorf("without a mode: %v", err)
	}
	for _, sandbox := range []string{"true", "false"} {
		params["Sandbox"] = sandbox
		loaded, err := template.Load(path, template.Options{Params: params})
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range loaded.Functions {
			if f.Environment["SANDBOX"] != sandbox {
				t.Errorf("%s runs with SANDBOX=%s where the deployment says %s", f.ID, f.Environment["SANDBOX"], sandbox)
			}
		}
	}
}
