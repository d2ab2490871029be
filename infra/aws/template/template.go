// Package template reads Shiming's template.yaml (AWS SAM) into plain Go values, so that the local runner, the
// tests and the benchmarks run what is deployed and not a second description of it. It understands the part of SAM
// and CloudFormation which a serverless application of this kind uses, and refuses anything else where it matters:
// a value that cannot be worked out is an error with its line, never an empty string.
//
// What must not live here: starting anything, network calls, knowledge of Shiming's rules.
package template

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"
)

// Options gives the values that only a deployment knows.
type Options struct {
	// Params holds values of the template's Parameters, by name; a parameter that is absent takes its Default.
	// Pseudo parameters may be given too ("AWS::Region"); they have defaults.
	Params map[string]string
	// Attrs holds values of resources: "Records" is what !Ref Records gives, "Records.Arn" what !GetAtt Records.Arn
	// gives. Names, URLs and ARNs have defaults made from the logical id; any other attribute that the template
	// needs has to be given.
	Attrs map[string]string
}

// Template is a SAM template with every value worked out. It is not changed after Parse: safe for concurrent reads.
type Template struct {
	// Dir is the folder that CodeUri and DefinitionUri are relative to ("" for Parse).
	Dir string
	// Functions are sorted by logical id.
	Functions []Function
	// APIs holds the HTTP APIs, the implicit one (logical id ServerlessHttpApi) only when a route uses it.
	APIs []HTTPAPI
	// Tables are sorted by logical id.
	Tables []Table
	// Queues are sorted by logical id.
	Queues []Queue
	// StateMachines are sorted by logical id.
	StateMachines []StateMachine
	// Keys are sorted by logical id.
	Keys []EncryptionKey
	// Types gives the type of every resource whose condition holds, by logical id.
	Types map[string]string
}

// Function is an AWS::Serverless::Function with the Globals merged in.
type Function struct {
	// ID is the logical id.
	ID string
	// Name is FunctionName, or the logical id when the template leaves it to CloudFormation.
	Name string
	// CodeURI is the folder of the code, relative to Template.Dir.
	CodeURI string
	// Handler and Runtime are as written, for example "bootstrap" and "provided.al2023".
	Handler, Runtime string
	// BuildMethod is Metadata.BuildMethod, for example "go1.x".
	BuildMethod string
	// Architectures has the one architecture, "arm64" or "x86_64"; x86_64 is the default of Lambda.
	Architectures []string
	// Timeout is how long one invocation may take (default of Lambda: 3 s).
	Timeout time.Duration
	// MemoryMB is MemorySize (default of Lambda: 128).
	MemoryMB int
	// Environment holds the variables, worked out.
	Environment map[string]string
	// Statements are those of its Policies: what the function may do, beside what its triggers need.
	Statements []PolicyStatement
	// Routes, Queues, Streams, Uploads and Schedules are the function's events, each in order of the event's name.
	Routes    []HTTPRoute
	Queues    []QueueEvent
	Streams   []Stream
	Uploads   []UploadTrigger
	Schedules []Schedule
}

// Folder is the name of the function's code folder, which is also the name of its built binary's folder.
func (f Function) Folder() string { return filepath.Base(filepath.Clean(f.CodeURI)) }

// StateMachine is an AWS::Serverless::StateMachine.
type StateMachine struct {
	// ID is the logical id, Name the Name property or the logical id.
	ID, Name string
	// DefinitionURI is the file of the definition, relative to Template.Dir.
	DefinitionURI string
	// Substitutions are the DefinitionSubstitutions, worked out.
	Substitutions map[string]string
}

// Load reads and parses the template at path. Template.Dir is the folder of path.
func Load(path string, o Options) (*Template, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	t, err := Parse(data, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	t.Dir = filepath.Dir(path)
	return t, nil
}

// Parse reads a template. An error names the line and the property.
func Parse(data []byte, o Options) (*Template, error) {
	root, err := rootOf(data)
	if err != nil {
		return nil, err
	}
	e, err := newEvaluator(root, o)
	if err != nil {
		return nil, err
	}
	t := &Template{Types: map[string]string{}}
	for _, id := range e.resourceIDs() {
		r := e.resources[id]
		t.Types[id] = r.kind
		switch r.kind {
		case "AWS::Serverless::Function":
			f, err := e.function(r)
			if err != nil {
				return nil, err
			}
			t.Functions = append(t.Functions, f)
		case "AWS::DynamoDB::Table":
			table, err := e.table(r)
			if err != nil {
				return nil, err
			}
			t.Tables = append(t.Tables, table)
		case "AWS::SQS::Queue":
			queue, err := e.queue(r)
			if err != nil {
				return nil, err
			}
			t.Queues = append(t.Queues, queue)
		case "AWS::KMS::Key":
			k, err := e.key(r)
			if err != nil {
				return nil, err
			}
			t.Keys = append(t.Keys, k)
		case "AWS::Serverless::HttpApi":
			api, err := e.httpAPI(id, r.properties)
			if err != nil {
				return nil, err
			}
			t.APIs = append(t.APIs, api)
		case "AWS::Serverless::StateMachine":
			m, err := e.stateMachine(r)
			if err != nil {
				return nil, err
			}
			t.StateMachines = append(t.StateMachines, m)
		}
	}
	if err := t.finishRoutes(e); err != nil {
		return nil, err
	}
	return t, nil
}

// Function returns the function with this logical id.
func (t *Template) Function(id string) (Function, bool) {
	i := slices.IndexFunc(t.Functions, func(f Function) bool { return f.ID == id })
	if i < 0 {
		return Function{}, false
	}
	return t.Functions[i], true
}

// Table returns the table with this logical id.
func (t *Template) Table(id string) (Table, bool) {
	i := slices.IndexFunc(t.Tables, func(x Table) bool { return x.ID == id })
	if i < 0 {
		return Table{}, false
	}
	return t.Tables[i], true
}

// API returns the HTTP API with this logical id.
func (t *Template) API(id string) (HTTPAPI, bool) {
	i := slices.IndexFunc(t.APIs, func(a HTTPAPI) bool { return a.ID == id })
	if i < 0 {
		return HTTPAPI{}, false
	}
	return t.APIs[i], true
}

func (e *evaluator) stateMachine(r resource) (StateMachine, error) {
	p := e.props(r.id, r.properties)
	m := StateMachine{
		ID:            r.id,
		Name:          p.text("Name", r.id),
		DefinitionURI: p.text("DefinitionUri", ""),
		Substitutions: p.texts("DefinitionSubstitutions"),
	}
	return m, p.err()
}
