package asl

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

var (
	// What a Task may name: a function, or the service that invokes one.
	invokeResource = regexp.MustCompile(`^arn:aws(-[a-z]+)*:states:::lambda:invoke$`)
	functionARN    = regexp.MustCompile(`^arn:aws(-[a-z]+)*:lambda:[a-z0-9-]+:[0-9]{12}:function:[A-Za-z0-9_-]{1,64}(:[A-Za-z0-9$_-]+)?$`)
	functionName   = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)
	errorName      = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.$-]{0,255}$`)
)

// readTask reads what only a Task has.
func readTask(f *fields, s *state) {
	s.resource = f.required("Resource")
	switch {
	case functionARN.MatchString(s.resource):
		s.direct, s.function = true, s.resource
		s.parameters = f.template("Parameters", true)
	case invokeResource.MatchString(s.resource):
		readInvoke(f, s)
	case s.resource != "":
		f.report("Resource", "%q is neither a Lambda function nor arn:aws:states:::lambda:invoke", s.resource)
	}
	s.resultSelector = f.template("ResultSelector", false)
	s.result = f.dataPath("ResultPath")

	s.timeout, _ = f.duration("TimeoutSeconds", 1)
	s.timeoutAt = f.path("TimeoutSecondsPath")
	if s.timeout > 0 && s.timeoutAt != nil {
		f.report("TimeoutSecondsPath", "stands beside TimeoutSeconds")
	}

	retry := f.list("Retry")
	for i, value := range retry {
		if r, ok := f.within(fmt.Sprintf("Retry[%d]", i), value); ok {
			s.retry = append(s.retry, readRetrier(r, i == len(retry)-1))
		}
	}
	catch := f.list("Catch")
	for i, value := range catch {
		if c, ok := f.within(fmt.Sprintf("Catch[%d]", i), value); ok {
			s.catch = append(s.catch, readCatcher(c, i == len(catch)-1))
		}
	}
}

// readInvoke reads the Parameters of lambda:invoke: the function, and what it gets.
func readInvoke(f *fields, s *state) {
	value, _ := f.take("Parameters")
	p, ok := f.within("Parameters", value)
	if !ok {
		return
	}
	s.function = p.required("FunctionName")
	if s.function != "" && !functionARN.MatchString(s.function) && !functionName.MatchString(s.function) {
		p.report("FunctionName", "%q is neither an ARN nor a name", s.function)
	}
	payload := map[string]any{}
	for _, name := range []string{"Payload", "Payload.$"} {
		if value, ok := p.take(name); ok {
			payload[name] = value
		}
	}
	if len(payload) != 1 {
		p.report("Payload", "one of Payload and Payload.$ is needed")
	}
	t, err := compile(payload, true)
	if err != nil {
		p.report("Payload", "%v", err)
		return
	}
	s.payload = t
	p.done()
}

func readRetrier(f *fields, last bool) retrier {
	defer f.done()
	f.text("Comment")
	r := retrier{errors: readErrors(f, last), interval: time.Second, attempts: 3, rate: 2}
	if d, ok := f.duration("IntervalSeconds", 1); ok {
		r.interval = d
	}
	if n, ok := f.whole("MaxAttempts", 0, 99999999); ok {
		r.attempts = int(n)
	}
	if value, ok := f.take("BackoffRate"); ok {
		rate, err := operandFor("NumericEquals", value)
		r.rate, _ = rate.(float64)
		if err != nil || r.rate < 1 {
			f.report("BackoffRate", "is not a number of 1 or more")
			r.rate = 1
		}
	}
	if n, ok := f.whole("MaxDelaySeconds", 1, 31622399); ok {
		r.maxDelay = time.Duration(n) * time.Second
		if r.maxDelay <= r.interval {
			f.report("MaxDelaySeconds", "is not more than IntervalSeconds")
		}
	}
	switch jitter := f.text("JitterStrategy"); jitter {
	case "FULL":
		r.full = true
	case "", "NONE":
	default:
		f.report("JitterStrategy", "%q is neither FULL nor NONE", jitter)
	}
	return r
}

func readCatcher(f *fields, last bool) catcher {
	defer f.done()
	f.text("Comment")
	return catcher{errors: readErrors(f, last), result: f.dataPath("ResultPath"), next: f.required("Next")}
}

// The names of errors that AWS gives itself and that definitions may name.
const (
	errAll           = "States.ALL"
	errTimeout       = "States.Timeout"
	errTaskFailed    = "States.TaskFailed"
	errRuntime       = "States.Runtime"
	errDataLimit     = "States.DataLimitExceeded"
	errParameterPath = "States.ParameterPathFailure"
	errResultPath    = "States.ResultPathMatchFailure"
	errNoChoice      = "States.NoChoiceMatched"
	errUnknown       = "Lambda.Unknown"
)

// readErrors reads ErrorEquals. States.ALL stands alone, in the last of the list only.
func readErrors(f *fields, last bool) []string {
	var names []string
	for _, value := range f.list("ErrorEquals") {
		name, _ := value.(string)
		known := []string{errAll, errTimeout, errTaskFailed, errParameterPath, errResultPath}
		if !errorName.MatchString(name) || strings.HasPrefix(name, "States.") && !slices.Contains(known, name) {
			f.report("ErrorEquals", "%q is not the name of an error that can be caught", name)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		f.report("ErrorEquals", "is missing")
	}
	if slices.Contains(names, errAll) && (len(names) > 1 || !last) {
		f.report("ErrorEquals", "%s stands alone, and last", errAll)
	}
	return names
}

// matches tells whether one of the names that a retrier or catcher lists covers the error.
func matches(names []string, name string) bool {
	if name == errRuntime || name == errDataLimit {
		return false // nothing catches these, not even States.ALL
	}
	return slices.ContainsFunc(names, func(n string) bool {
		return n == name || n == errAll || n == errTaskFailed && name != errTimeout
	})
}
