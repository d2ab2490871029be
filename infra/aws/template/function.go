package template

import (
	"fmt"
	"slices"
	"time"
)

// HTTPRoute is an HttpApi event: one method and path of an HTTP API that ends at the function.
type HTTPRoute struct {
	// API is the logical id of the HTTP API.
	API string
	// Method is upper case, "ANY" for all; Path is as API Gateway writes it: "/cases/{id}", "/files/{proxy+}". Both
	// are "" for the $default route.
	Method, Path string
	// Authorizer is the name of the JWT authorizer, "" for a public route.
	Authorizer string
	// Scopes: the token has to hold at least one of them, when there are any.
	Scopes []string
}

// Key is the route key of API Gateway, such as "POST /cases" or "$default".
func (r HTTPRoute) Key() string {
	if r.Path == "" {
		return "$default"
	}
	return r.Method + " " + r.Path
}

// Stream is a DynamoDB event: records of a table's stream in batches.
type Stream struct {
	// Name is the event's name in the template.
	Name string
	// Table is the logical id of the table.
	Table string
	// StartingPosition is TRIM_HORIZON or LATEST.
	StartingPosition string
	// BatchSize is the most records of one invocation (default of Lambda: 100).
	BatchSize int
	// Retries is MaximumRetryAttempts; -1, the default of Lambda, means until the record expires.
	Retries int
	// Bisect is BisectBatchOnFunctionError.
	Bisect bool
	// PartialFailures says that FunctionResponseTypes holds ReportBatchItemFailures.
	PartialFailures bool
	// Filters are the patterns of FilterCriteria, as JSON text; a record passes when one of them matches.
	Filters []string
	// OnFailure is the ARN of the failure destination, "" without one.
	OnFailure string
}

// UploadTrigger is an S3 event.
type UploadTrigger struct {
	// Name is the event's name, Bucket the logical id of the bucket.
	Name, Bucket string
	// Events are such as "s3:ObjectCreated:*".
	Events []string
	// Prefix and Suffix filter the object's key.
	Prefix, Suffix string
}

// Schedule is a Schedule or ScheduleV2 event.
type Schedule struct {
	// Name is the event's name, Expression such as "rate(1 hour)", Input the constant payload or "".
	Name, Expression, Input string
	// Enabled is false for a schedule that is deployed switched off.
	Enabled bool
}

func (e *evaluator) function(r resource) (Function, error) {
	p := e.props(r.id, r.properties, e.globals["Function"])
	f := Function{
		ID:            r.id,
		CodeURI:       p.need("CodeUri"),
		Handler:       p.text("Handler", ""),
		Runtime:       p.need("Runtime"),
		BuildMethod:   e.props(r.id, r.metadata).text("BuildMethod", ""),
		Architectures: p.list("Architectures"),
		Timeout:       time.Duration(p.number("Timeout", 3)) * time.Second,
		MemoryMB:      p.number("MemorySize", 128),
		Environment:   p.object("Environment").texts("Variables"),
	}
	if len(f.Architectures) == 0 {
		f.Architectures = []string{"x86_64"}
	}
	name, err := e.physicalName(r)
	if err != nil {
		p.fail("FunctionName", err)
	}
	f.Name = name
	f.Statements = e.statements(p)
	events := p.object("Events")
	names := events.keys()
	slices.Sort(names)
	for _, name := range names {
		event := events.object(name)
		e.event(&f, name, event.text("Type", ""), event.object("Properties"))
	}
	return f, p.err()
}

// event adds one event to the function; a kind that cannot be run locally is an error, not a silence.
func (e *evaluator) event(f *Function, name, kind string, p props) {
	switch kind {
	case "HttpApi":
		f.Routes = append(f.Routes, e.route(p))
	case "DynamoDB":
		if p.flag("Enabled", true) {
			f.Streams = append(f.Streams, e.stream(name, p))
		}
	case "SQS":
		if p.flag("Enabled", true) {
			f.Queues = append(f.Queues, e.queueEvent(name, p))
		}
	case "S3":
		u := UploadTrigger{Name: name, Bucket: e.logicalID(p, "Bucket", "Ref"), Events: p.list("Events")}
		for _, rule := range p.object("Filter").object("S3Key").objects("Rules") {
			switch rule.text("Name", "") {
			case "prefix":
				u.Prefix = rule.text("Value", "")
			case "suffix":
				u.Suffix = rule.text("Value", "")
			}
		}
		f.Uploads = append(f.Uploads, u)
	case "Schedule", "ScheduleV2":
		s := Schedule{Name: name, Input: p.text("Input", ""), Enabled: p.flag("Enabled", true) && p.text("State", "ENABLED") == "ENABLED"}
		if kind == "Schedule" {
			s.Expression = p.need("Schedule")
		} else {
			s.Expression = p.need("ScheduleExpression")
		}
		f.Schedules = append(f.Schedules, s)
	default:
		p.fail("Type", fmt.Errorf("events of type %q cannot be run locally", kind))
	}
}

func (e *evaluator) route(p props) HTTPRoute {
	auth := p.object("Auth")
	r := HTTPRoute{
		API:        implicitAPIID,
		Method:     upperMethod(p.text("Method", "")),
		Path:       p.text("Path", ""),
		Authorizer: auth.text("Authorizer", ""),
		Scopes:     auth.list("AuthorizationScopes"),
	}
	if p.node("ApiId") != nil {
		r.API = e.logicalID(p, "ApiId", "Ref")
	}
	if (r.Method == "") != (r.Path == "") {
		p.fail("Path", fmt.Errorf("a route has both Path and Method, or neither"))
	}
	if v := p.text("PayloadFormatVersion", "2.0"); v != "2.0" {
		p.fail("PayloadFormatVersion", fmt.Errorf("only 2.0 can be run locally"))
	}
	return r
}

func (e *evaluator) stream(name string, p props) Stream {
	s := Stream{
		Name:             name,
		Table:            e.logicalID(p, "Stream", "Fn::GetAtt"),
		StartingPosition: p.need("StartingPosition"),
		BatchSize:        p.number("BatchSize", 100),
		Retries:          p.number("MaximumRetryAttempts", -1),
		Bisect:           p.flag("BisectBatchOnFunctionError", false),
		PartialFailures:  slices.Contains(p.list("FunctionResponseTypes"), "ReportBatchItemFailures"),
		OnFailure:        p.object("DestinationConfig").object("OnFailure").text("Destination", ""),
	}
	for _, filter := range p.object("FilterCriteria").objects("Filters") {
		s.Filters = append(s.Filters, filter.need("Pattern"))
	}
	if s.StartingPosition != "TRIM_HORIZON" && s.StartingPosition != "LATEST" {
		p.fail("StartingPosition", fmt.Errorf("TRIM_HORIZON or LATEST is expected"))
	}
	if s.BatchSize < 1 || s.BatchSize > 10000 {
		p.fail("BatchSize", fmt.Errorf("1 to 10000 is expected"))
	}
	return s
}

// logicalID reads a property that points at another resource of the template: !Ref X or !GetAtt X.Attr.
func (e *evaluator) logicalID(p props, key, by string) string {
	n := p.node(key)
	if n != nil {
		name, arg, ok := intrinsic(n)
		id := arg0(name, arg, ok)
		if _, known := e.resources[id]; known && name == by {
			return id
		}
		if id == implicitAPIID {
			return id
		}
	}
	p.fail(key, fmt.Errorf("a reference (%s) to a resource of this template is expected", by))
	return ""
}
