package asl

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

// fields reads one object of a definition. What was not asked for when done is called is refused: so a field that
// this package does not know, or that does not belong to the type of a state, cannot be overlooked.
type fields struct {
	state, prefix string
	left          map[string]any
	problems      *[]error
}

func (f *fields) report(field, format string, args ...any) {
	*f.problems = append(*f.problems, &Finding{State: f.state, Field: f.prefix + field, Text: fmt.Sprintf(format, args...)})
}

func (f *fields) take(name string) (any, bool) {
	value, ok := f.left[name]
	delete(f.left, name)
	return value, ok
}

func (f *fields) done() {
	for _, name := range slices.Sorted(maps.Keys(f.left)) {
		f.report(name, "is not one of the fields that are understood here")
	}
}

// within returns a reader of an object inside this one.
func (f *fields) within(prefix string, value any) (*fields, bool) {
	object, ok := value.(map[string]any)
	if !ok {
		f.report(prefix, "is not an object")
		return nil, false
	}
	return &fields{state: f.state, prefix: f.prefix + prefix + ".", left: maps.Clone(object), problems: f.problems}, true
}

func (f *fields) text(name string) string {
	value, ok := f.take(name)
	s, isText := value.(string)
	if ok && (!isText || s == "") {
		f.report(name, "is not a text")
	}
	return s
}

func (f *fields) required(name string) string {
	_, there := f.left[name]
	s := f.text(name)
	if !there {
		f.report(name, "is missing")
	}
	return s
}

func (f *fields) list(name string) []any {
	value, ok := f.take(name)
	list, isList := value.([]any)
	if ok && (!isList || len(list) == 0) {
		f.report(name, "is not a list of one or more")
	}
	return list
}

// whole reads a whole number within bounds; ok is whether it stands there.
func (f *fields) whole(name string, least, most int64) (int64, bool) {
	value, ok := f.take(name)
	if !ok {
		return 0, false
	}
	n, err := wholeNumber(value)
	if err != nil || n < least || n > most {
		f.report(name, "is not a whole number of %d to %d", least, most)
		return least, true
	}
	return n, true
}

// maxSeconds is the longest time that AWS takes, a little over three years.
const maxSeconds = 99999999

func (f *fields) duration(name string, least int64) (time.Duration, bool) {
	n, ok := f.whole(name, least, maxSeconds)
	return time.Duration(n) * time.Second, ok
}

func (f *fields) path(name string) *path {
	text := f.text(name)
	if text == "" {
		return nil
	}
	p, err := parsePath(text)
	if err != nil {
		f.report(name, "%v", err)
		return nil
	}
	return &p
}

// dataPath reads a path that may be null and is $ where it does not stand.
func (f *fields) dataPath(name string) dataPath {
	if value, ok := f.left[name]; ok && value == nil {
		delete(f.left, name)
		return dataPath{null: true}
	}
	if p := f.path(name); p != nil {
		if name == "ResultPath" && p.hasIndex() {
			f.report(name, "has an index: results go into fields")
		}
		return dataPath{path: *p}
	}
	return dataPath{path: path{text: "$"}}
}

// template reads one whose paths may be those of the context object too, where context says so.
func (f *fields) template(name string, context bool) template {
	value, ok := f.take(name)
	if !ok {
		return nil
	}
	if _, isObject := value.(map[string]any); !isObject {
		f.report(name, "is not an object")
		return nil
	}
	t, err := compile(value, context)
	if err != nil {
		f.report(name, "%v", err)
	}
	return t
}

func wholeNumber(value any) (int64, error) {
	n, ok := value.(json.Number)
	if !ok {
		return 0, errors.New("it is not a number")
	}
	return n.Int64()
}

// read fills the definition from its text.
func (d *Definition) read() error {
	if err := checkNames(d.text); err != nil {
		return &Finding{Text: err.Error()}
	}
	doc, err := decode(d.text)
	if err != nil {
		return &Finding{Text: err.Error()}
	}
	var problems []error
	top := &fields{problems: &problems}
	machine, ok := top.within("definition", doc)
	if !ok {
		return errors.Join(problems...)
	}
	machine.prefix = ""
	d.comment = machine.text("Comment")
	d.startAt = machine.required("StartAt")
	if v := machine.text("Version"); v != "" && v != "1.0" {
		machine.report("Version", "is %q, not 1.0", v)
	}
	if q := machine.text("QueryLanguage"); q != "" && q != "JSONPath" {
		machine.report("QueryLanguage", "is %q, not JSONPath", q)
	}
	states, _ := machine.take("States")
	all, ok := states.(map[string]any)
	if !ok || len(all) == 0 {
		machine.report("States", "is not an object of one or more states")
	}
	machine.done()
	for _, name := range slices.Sorted(maps.Keys(all)) {
		one := &fields{state: name, problems: &problems}
		f, ok := one.within("State", all[name])
		if !ok {
			continue
		}
		f.prefix = ""
		d.states[name] = readState(f)
	}
	d.checkTargets(machine)
	return errors.Join(problems...)
}

func (d *Definition) checkTargets(machine *fields) {
	if d.states[d.startAt] == nil && d.startAt != "" {
		machine.report("StartAt", "there is no state %q", d.startAt)
	}
	for _, name := range d.StateNames() {
		for _, next := range d.states[name].successors() {
			if d.states[next] == nil {
				(&fields{state: name, problems: machine.problems}).report("Next", "there is no state %q", next)
			}
		}
	}
}

var stateName = regexp.MustCompile(`^[^\x00-\x1f"<>{}\[\]?*#%\\^|~` + "`" + `$&,;:/]{1,80}$`)

// readState reads one state, all of its fields.
func readState(f *fields) *state {
	s := &state{name: f.state, kind: f.required("Type"), comment: f.text("Comment")}
	if !stateName.MatchString(s.name) {
		f.report("", "its name has more than 80 characters, or some that are not allowed")
	}
	switch s.kind {
	case "Task":
		readFlow(f, s)
		readTask(f, s)
	case "Pass":
		readFlow(f, s)
		s.parameters = f.template("Parameters", true)
		if value, ok := f.take("Result"); ok {
			s.fixed = &literal{value}
			if s.parameters != nil {
				f.report("Result", "stands beside Parameters, which it would hide")
			}
		}
		s.result = f.dataPath("ResultPath")
	case "Wait":
		readFlow(f, s)
		readWait(f, s)
	case "Choice":
		s.input, s.output = f.dataPath("InputPath"), f.dataPath("OutputPath")
		for i, value := range f.list("Choices") {
			if r, ok := f.within(fmt.Sprintf("Choices[%d]", i), value); ok {
				s.rules = append(s.rules, readRule(r, true))
			}
		}
		if len(s.rules) == 0 {
			f.report("Choices", "is missing")
		}
		s.fallback = f.text("Default")
	case "Succeed":
		s.input, s.output = f.dataPath("InputPath"), f.dataPath("OutputPath")
	case "Fail":
		s.failError, s.failCause = f.text("Error"), f.text("Cause")
	case "":
		return s
	default:
		f.report("Type", "%q is not one of the types that are understood here", s.kind)
		return s
	}
	f.done()
	return s
}

// readFlow reads what Task, Pass and Wait have together.
func readFlow(f *fields, s *state) {
	s.input, s.output = f.dataPath("InputPath"), f.dataPath("OutputPath")
	s.next = f.text("Next")
	end, ok := f.take("End")
	if ok && end != true {
		f.report("End", "is not true")
	}
	s.end = ok
	if s.end == (s.next != "") {
		f.report("Next", "one of Next and End is needed")
	}
}

func readWait(f *fields, s *state) {
	ways := 0
	for _, name := range []string{"Seconds", "SecondsPath", "Timestamp", "TimestampPath"} {
		if _, ok := f.left[name]; ok {
			ways++
		}
	}
	if ways != 1 {
		f.report("Seconds", "one of Seconds, SecondsPath, Timestamp and TimestampPath is needed")
	}
	if d, ok := f.duration("Seconds", 0); ok {
		s.seconds = &d
	}
	s.secondsAt, s.timestampAt = f.path("SecondsPath"), f.path("TimestampPath")
	if text := f.text("Timestamp"); text != "" {
		at, err := time.Parse(time.RFC3339, text)
		if err != nil {
			f.report("Timestamp", "is not a time as in RFC 3339")
		}
		s.timestamp = &at
	}
}

// readRule reads a rule of a Choice; only those at the top say what is next.
func readRule(f *fields, top bool) rule {
	defer f.done()
	var r rule
	f.text("Comment")
	if top {
		r.next = f.required("Next")
	}
	var operators []string
	for _, name := range slices.Sorted(maps.Keys(f.left)) {
		if slices.Contains([]string{"And", "Or", "Not", "StringEquals", "BooleanEquals", "IsPresent"}, name) || numeric[name] != nil {
			operators = append(operators, name)
		}
	}
	if len(operators) != 1 {
		f.report("Choice", "has %d operators, not one: %s", len(operators), strings.Join(operators, ", "))
		return r
	}
	r.operator = operators[0]
	switch r.operator {
	case "And", "Or":
		for i, value := range f.list(r.operator) {
			if kid, ok := f.within(fmt.Sprintf("%s[%d]", r.operator, i), value); ok {
				r.rules = append(r.rules, readRule(kid, false))
			}
		}
		return r
	case "Not":
		value, _ := f.take("Not")
		if kid, ok := f.within("Not", value); ok {
			r.rules = []rule{readRule(kid, false)}
		}
		return r
	}
	if p := f.path("Variable"); p != nil {
		r.variable = *p
	} else {
		f.report("Variable", "is missing")
	}
	value, _ := f.take(r.operator)
	operand, err := operandFor(r.operator, value)
	if err != nil {
		f.report(r.operator, "%v", err)
	}
	r.operand = operand
	return r
}
