package asl

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Definition is a state machine as it runs: parsed, its substitutions filled in. Made by Parse, immutable.
type Definition struct {
	text    []byte
	hash    string // of text: executions keep the definition that they started with
	comment string
	startAt string
	states  map[string]*state
}

// Finding is one thing wrong with a definition. State is empty for the machine itself.
type Finding struct {
	State, Field, Text string
}

// Error returns the problem in one line.
func (p *Finding) Error() string {
	where := "the machine"
	if p.State != "" {
		where = fmt.Sprintf("state %q", p.State)
	}
	if p.Field != "" {
		where += ", " + p.Field
	}
	return where + ": " + p.Text
}

// state is one state. What is not of its type is zero.
type state struct {
	name, kind, comment string
	next                string // "" with end, Choice, Succeed and Fail
	end                 bool

	input, output  dataPath
	parameters     template // nil: the input as it is
	resultSelector template // nil: the result as it is
	result         dataPath // ResultPath
	fixed          *literal // Result of a Pass

	// Task
	function  string // what is invoked
	resource  string // as written, for the history
	payload   template
	direct    bool // Resource is the function itself
	timeout   time.Duration
	timeoutAt *path // TimeoutSecondsPath
	retry     []retrier
	catch     []catcher

	// Wait: one of these
	seconds     *time.Duration
	secondsAt   *path
	timestamp   *time.Time
	timestampAt *path

	rules    []rule // Choice
	fallback string // Default

	failError, failCause string // Fail
}

// dataPath is InputPath, ResultPath or OutputPath: a path, or null.
type dataPath struct {
	path path
	null bool
}

type retrier struct {
	errors   []string
	interval time.Duration
	attempts int
	rate     float64
	maxDelay time.Duration // 0: none
	full     bool          // JitterStrategy FULL
}

type catcher struct {
	errors []string
	result dataPath
	next   string
}

var (
	substitution = regexp.MustCompile(`\$\{([^{}]*)\}`)
	safeValue    = regexp.MustCompile(`^[^"\\\x00-\x1f]*$`)
)

// Substitutions returns the names that the definition wants in ${…}, sorted, each once: what DefinitionSubstitutions
// of the template must define, no more and no less.
func Substitutions(text []byte) []string {
	names := map[string]bool{}
	for _, m := range substitution.FindAllSubmatch(text, -1) {
		names[string(m[1])] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// Parse reads a definition, with ${Name} replaced as CloudFormation replaces it. The error joins a *Problem for
// everything that is outside the language's part that this package runs, or that AWS would refuse.
func Parse(text []byte, substitutions map[string]string) (*Definition, error) {
	var problems []error
	wanted := Substitutions(text)
	for _, name := range wanted {
		if _, ok := substitutions[name]; !ok {
			problems = append(problems, &Finding{Text: "the substitution ${" + name + "} is not defined"})
		}
	}
	for _, name := range slices.Sorted(maps.Keys(substitutions)) {
		switch {
		case !slices.Contains(wanted, name):
			problems = append(problems, &Finding{Text: "the substitution " + name + " is defined and not used"})
		case !safeValue.MatchString(substitutions[name]):
			problems = append(problems, &Finding{Text: "the substitution " + name + " has characters that do not belong in a name"})
		}
	}
	if len(problems) > 0 {
		return nil, errors.Join(problems...)
	}
	filled := substitution.ReplaceAllFunc(text, func(m []byte) []byte {
		return []byte(substitutions[string(m[2:len(m)-1])])
	})
	d := &Definition{text: filled, states: map[string]*state{}}
	sum := sha256.Sum256(filled)
	d.hash = hex.EncodeToString(sum[:])
	if err := d.read(); err != nil {
		return nil, err
	}
	return d, nil
}

// Comment returns what the definition says of itself.
func (d *Definition) Comment() string { return d.comment }

// StateNames returns the names of the states, sorted.
func (d *Definition) StateNames() []string { return slices.Sorted(maps.Keys(d.states)) }

// Functions returns what the Tasks invoke, as it is written there, sorted, each once.
func (d *Definition) Functions() []string {
	names := map[string]bool{}
	for _, s := range d.states {
		if s.kind == "Task" {
			names[s.function] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Validate checks what this project asks of its definitions beyond what the language does: a comment on the machine
// and on every state; a timeout, a Retry and a Catch on every Task; every state can be reached. It returns a *Problem
// for each thing wrong, joined.
func (d *Definition) Validate() error {
	var problems []error
	report := func(state, field, text string) { problems = append(problems, &Finding{state, field, text}) }
	if d.comment == "" {
		report("", "Comment", "is missing")
	}
	reached := d.reachable()
	for _, name := range d.StateNames() {
		s := d.states[name]
		if s.comment == "" {
			report(name, "Comment", "is missing")
		}
		if !reached[name] {
			report(name, "", "no state leads to it")
		}
		if s.kind != "Task" {
			continue
		}
		if s.timeout == 0 && s.timeoutAt == nil {
			report(name, "TimeoutSeconds", "is missing, and TimeoutSecondsPath too")
		}
		if len(s.retry) == 0 {
			report(name, "Retry", "is missing")
		}
		if len(s.catch) == 0 {
			report(name, "Catch", "is missing")
		}
	}
	return errors.Join(problems...)
}

func (d *Definition) reachable() map[string]bool {
	reached := map[string]bool{}
	ahead := []string{d.startAt}
	for len(ahead) > 0 {
		name := ahead[0]
		ahead = ahead[1:]
		if !reached[name] {
			reached[name] = true
			ahead = append(ahead, d.states[name].successors()...)
		}
	}
	return reached
}

// successors lists the states that can follow; it has an empty name only where the definition does.
func (s *state) successors() []string {
	var names []string
	if s.next != "" {
		names = append(names, s.next)
	}
	for _, c := range s.catch {
		names = append(names, c.next)
	}
	for _, r := range s.rules {
		names = append(names, r.next)
	}
	if s.fallback != "" {
		names = append(names, s.fallback)
	}
	return names
}

// checkNames refuses an object that has a field twice, at any depth: JSON readers keep one of them, silently.
func checkNames(text []byte) error {
	d := json.NewDecoder(strings.NewReader(string(text)))
	var walk func() error
	walk = func() error {
		token, err := d.Token()
		if err != nil {
			return errNotJSON
		}
		open, ok := token.(json.Delim)
		if !ok {
			return nil
		}
		seen := map[string]bool{}
		for d.More() {
			if open == '{' {
				name, err := d.Token()
				if err != nil {
					return errNotJSON
				}
				if seen[name.(string)] {
					return fmt.Errorf("the field %q stands twice in one object", name)
				}
				seen[name.(string)] = true
			}
			if err := walk(); err != nil {
				return err
			}
		}
		if _, err = d.Token(); err != nil {
			return errNotJSON
		}
		return nil
	}
	return walk()
}
