package template

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func load(t *testing.T, o Options) *Template {
	t.Helper()
	tpl, err := Load("testdata/template.yaml", o)
	if err != nil {
		t.Fatal(err)
	}
	return tpl
}

var issuer = map[string]string{"Issuer": "https://issuer.example"}

func TestFunctions(t *testing.T) {
	tpl := load(t, Options{Params: issuer, Attrs: map[string]string{"Key.Arn": "arn:local-key"}})
	got, ok := tpl.Function("CasesOpen")
	if !ok {
		t.Fatal("CasesOpen is missing")
	}
	want := Function{
		ID: "CasesOpen", Name: "CasesOpen", CodeURI: "functions/cases_open/", Handler: "bootstrap",
		Runtime: "provided.al2023", BuildMethod: "go1.x", Architectures: []string{"arm64"},
		Timeout: 10 * time.Second, MemoryMB: 512,
		Environment: map[string]string{
			"TABLE": "shiming-records-test", "STAGE": "own", "KEY": "arn:local-key",
			"URL": "https://Api.example.com/test-${B}",
		},
		Routes: []HTTPRoute{
			{API: "Api", Method: "GET", Path: "/health"},
			{API: "Api", Method: "POST", Path: "/cases", Authorizer: "Jwt"},
		},
	}
	got.Statements = nil // TestStatements has them
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if got.Folder() != "cases_open" {
		t.Errorf("folder %q", got.Folder())
	}

	d, _ := tpl.Function("Dispatch")
	wantEvents := Function{
		Streams: []Stream{{
			Name: "Changes", Table: "Records", StartingPosition: "TRIM_HORIZON", BatchSize: 25, Retries: 5,
			Bisect: true, PartialFailures: true,
			Filters:   []string{`{"dynamodb":{"NewImage":{"outbox":{"S":[{"exists":true}]}}}}`},
			OnFailure: "arn:aws:sqs:us-east-1:000000000000:Failures",
		}},
		Uploads:   []UploadTrigger{{Name: "Upload", Bucket: "Uploads", Events: []string{"s3:ObjectCreated:*"}, Prefix: "in/", Suffix: ".png"}},
		Schedules: []Schedule{{Name: "Sweep", Expression: "rate(1 hour)"}},
	}
	gotEvents := Function{Streams: d.Streams, Uploads: d.Uploads, Schedules: d.Schedules}
	if diff := cmp.Diff(wantEvents, gotEvents); diff != "" {
		t.Error(diff)
	}
	if d.Name != "shiming-dispatch-test" || d.Timeout != time.Minute || d.Architectures[0] != "x86_64" {
		t.Errorf("own properties do not win over the Globals: %+v", d)
	}
}

func TestConditions(t *testing.T) {
	prod := load(t, Options{Params: map[string]string{"Issuer": "i", "Stage": "prod", "AWS::Region": "cn-north-1"}})
	test := load(t, Options{Params: issuer})
	if prod.Types["OnlyProd"] == "" || test.Types["OnlyProd"] != "" {
		t.Error("the condition of a resource is not followed")
	}
	p, _ := prod.Function("CasesOpen")
	if p.Environment["ONLY_PROD"] != "1" {
		t.Error("Fn::If takes the wrong side")
	}
	if !strings.Contains(p.Environment["KEY"], ":kms:cn-north-1:") {
		t.Errorf("region is not taken from Params: %s", p.Environment["KEY"])
	}
	if d, _ := prod.Function("Dispatch"); !d.Schedules[0].Enabled {
		t.Error("Enabled does not follow the condition")
	}
}

func TestAPIAndStateMachine(t *testing.T) {
	tpl := load(t, Options{Params: issuer})
	want := []HTTPAPI{{ID: "Api", DefaultAuthorizer: "Jwt", Authorizers: map[string]JWTAuthorizer{
		"Jwt": {IdentitySource: "$request.header.Authorization", Issuer: "https://issuer.example", Audience: []string{"shiming", "console"}},
	}}}
	if diff := cmp.Diff(want, tpl.APIs); diff != "" {
		t.Error(diff)
	}
	wantMachine := []StateMachine{{ID: "Deposit", Name: "Deposit", DefinitionURI: "statemachines/deposit.asl.json", Substitutions: map[string]string{
		"DispatchArn": "arn:aws:lambda:us-east-1:000000000000:function:shiming-dispatch-test",
		"Queue":       "https://sqs.us-east-1.amazonaws.com/000000000000/Failures",
	}}}
	if diff := cmp.Diff(wantMachine, tpl.StateMachines); diff != "" {
		t.Error(diff)
	}
}

func TestTable(t *testing.T) {
	tpl := load(t, Options{Params: issuer, Attrs: map[string]string{"Records": "other-name"}})
	table, _ := tpl.Table("Records")
	in := table.CreateTableInput()
	if *in.TableName != "other-name" || table.TTL != "ttl" {
		t.Errorf("name %s, ttl %s", *in.TableName, table.TTL)
	}
	if len(in.AttributeDefinitions) != 3 || *in.KeySchema[0].AttributeName != "pk" || *in.KeySchema[1].AttributeName != "sk" {
		t.Errorf("keys: %+v", in)
	}
	g := in.GlobalSecondaryIndexes[0]
	if *g.IndexName != "g1" || *g.KeySchema[0].AttributeName != "gpk" || g.Projection.NonKeyAttributes[0] != "state" {
		t.Errorf("index: %+v", g)
	}
	if in.StreamSpecification == nil || in.StreamSpecification.StreamViewType != "NEW_AND_OLD_IMAGES" {
		t.Error("the stream is missing")
	}
	if f, _ := tpl.Function("CasesOpen"); f.Environment["TABLE"] != "other-name" {
		t.Error("Attrs do not reach the environment")
	}
}

// Every mistake is an error that names the place.
func TestErrors(t *testing.T) {
	good, err := os.ReadFile("testdata/template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct{ name, old, new, want string }{
		{"a parameter without a value", "Issuer: {Type: String}", "Issuer: {Type: String}\n  Other: {Type: String}", ""},
		{"an unknown intrinsic where a value is needed", "!GetAtt Key.Arn", "!FindInMap [a, b, c]", "CasesOpen.Environment.Variables.KEY: line 74: Fn::FindInMap"},
		{"an unknown resource", "!GetAtt Key.Arn", "!GetAtt Kay.Arn", "no resource Kay"},
		{"an unknown attribute", "!GetAtt Key.Arn", "!GetAtt Key.Age", "Key.Age"},
		{"an unknown condition", "[IsTest, false, true]", "[IsNot, false, true]", `"IsNot"`},
		{"a condition in a circle", "!Equals [!Ref Stage, prod]", "!Not [!Condition IsTest]", "refers to itself"},
		{"a name in a circle", "shiming-dispatch-${Stage}", "${Dispatch}", "refers to itself"},
		{"an unknown event", "Type: Schedule", "Type: Kafka", `"Kafka"`},
		{"a route twice", "Path: /health, Auth: {Authorizer: NONE}}", "Path: /health}\n        Again:\n          Type: HttpApi\n          Properties: {ApiId: !Ref Api, Method: GET, Path: /health}", "belongs to CasesOpen and to CasesOpen"},
		{"an unknown authorizer", "Authorizer: NONE", "Authorizer: Other", "no authorizer Other"},
		{"a stream of nothing", "!GetAtt Records.StreamArn", "arn:aws:dynamodb:x", "Dispatch.Events.Changes.Properties.Stream"},
		{"a number that is none", "BatchSize: 25", "BatchSize: many", "BatchSize: a whole number"},
		{"a value that is not allowed", "Default: test,", "Default: moon,", "AllowedValues"},
		{"an open ${", "${AWS::StackName}-records", "${AWS::StackName-records", ""},
		{"no JSON at all", "Transform:", "\tTransform:", "yaml"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			text := strings.Replace(string(good), tc.old, tc.new, 1)
			if text == string(good) {
				t.Fatal("the test changes nothing")
			}
			_, err := Parse([]byte(text), Options{Params: issuer})
			if tc.name == "a parameter without a value" {
				if err != nil {
					t.Fatalf("a parameter that nothing needs is no error: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Fatalf("error %v, want …%s…", err, tc.want)
			}
		})
	}
	if _, err := Parse(good, Options{}); err == nil || !strings.Contains(err.Error(), "parameter Issuer") {
		t.Errorf("missing parameter: %v", err)
	}
	if _, err := Parse(good, Options{Params: map[string]string{"Issuer": "i", "Stge": "x"}}); err == nil || !strings.Contains(err.Error(), "Stge") {
		t.Errorf("misspelt parameter: %v", err)
	}
}

// A template without an HTTP API resource uses the one that SAM makes.
func TestImplicitAPI(t *testing.T) {
	tpl, err := Parse([]byte(`
Globals:
  HttpApi:
    Auth:
      DefaultAuthorizer: A
      Authorizers: {A: {JwtConfiguration: {issuer: i, audience: [a]}}}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: f
      Runtime: provided.al2023
      Events:
        Any: {Type: HttpApi}
`), Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := tpl.Functions[0].Routes[0]
	if r.Key() != "$default" || r.API != "ServerlessHttpApi" || r.Authorizer != "A" || len(tpl.APIs) != 1 {
		t.Errorf("route %+v, APIs %+v", r, tpl.APIs)
	}
}
