package iamlocal

import (
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"shiming/infra/aws/template"
)

const table = "arn:aws:dynamodb:us-east-1:000000000000:table/Table"

var tpl = &template.Template{Keys: []template.EncryptionKey{{ARN: "strict", Statements: []template.PolicyStatement{
	{Actions: []string{"kms:*"}, Resources: []string{"*"}},
	{Deny: true, Actions: []string{"kms:Decrypt"}, Resources: []string{"*"}, Conditions: []template.PolicyCondition{
		{Operator: "StringNotEquals", Key: "kms:EncryptionContext:purpose", Values: []string{"contact"}},
	}},
}}}, Tables: []template.Table{{
	Name: "Table", Hash: "PK", Range: "SK", Indexes: []template.Index{{Name: "GSI1", Hash: "GSI1PK", Range: "GSI1SK"}},
}}}

// on allows the actions on the keys.
func on(keys []string, actions ...string) template.PolicyStatement {
	return template.PolicyStatement{Sid: "Keys", Actions: actions, Resources: []string{table, table + "/index/GSI1"}, Conditions: []template.PolicyCondition{
		{Operator: "ForAllValues:StringLike", Key: "dynamodb:LeadingKeys", Values: keys},
	}}
}

// A request is judged as IAM would: by all keys of an action at once, by one statement.
func TestTHREATS_X18_a_request_is_judged_by_its_keys(t *testing.T) {
	cases, accounts := []string{"CASE#*"}, []string{"ACCOUNT#*", "SUBJECT#*"}
	for _, tc := range []struct {
		name, target, body string
		statements         []template.PolicyStatement
		want               bool
	}{
		{"a key of the kind", "GetItem", `{"TableName":"Table","Key":{"PK":{"S":"CASE#1"},"SK":{"S":"CASE"}}}`, []template.PolicyStatement{on(cases, "dynamodb:GetItem")}, true},
		{"a key of another kind", "GetItem", `{"TableName":"Table","Key":{"PK":{"S":"ACCOUNT#1"}}}`, []template.PolicyStatement{on(cases, "dynamodb:GetItem")}, false},
		{"a kind that begins alike", "GetItem", `{"TableName":"Table","Key":{"PK":{"S":"CASE_NOTE#1"}}}`, []template.PolicyStatement{on(cases, "dynamodb:GetItem")}, false},
		{"another action", "PutItem", `{"TableName":"Table","Item":{"PK":{"S":"CASE#1"}}}`, []template.PolicyStatement{on(cases, "dynamodb:GetItem")}, false},
		{"no statement", "GetItem", `{"TableName":"Table","Key":{"PK":{"S":"CASE#1"}}}`, nil, false},
		{"a whole item", "PutItem", `{"TableName":"Table","Item":{"PK":{"S":"CASE#1"},"doc":{"S":"{}"}}}`, []template.PolicyStatement{on(cases, "dynamodb:PutItem")}, true},
		{"the key of the index", "Query", `{"TableName":"Table","IndexName":"GSI1","KeyConditionExpression":"GSI1PK = :a AND GSI1SK < :b","ExpressionAttributeValues":{":a":{"S":"ACCOUNT#1"},":b":{"S":"CASE#9"}}}`, []template.PolicyStatement{on(accounts, "dynamodb:Query")}, true},
		{"another key of the index", "Query", `{"TableName":"Table","IndexName":"GSI1","KeyConditionExpression":"GSI1PK = :a","ExpressionAttributeValues":{":a":{"S":"CONTACT#OWNER#1"}}}`, []template.PolicyStatement{on(accounts, "dynamodb:Query")}, false},
		{"a batch within one statement", "BatchGetItem", `{"RequestItems":{"Table":{"Keys":[{"PK":{"S":"CASE#1"}},{"PK":{"S":"ACCOUNT#1"}}]}}}`, []template.PolicyStatement{on(append(cases, accounts...), "dynamodb:BatchGetItem")}, true},
		{"a batch over two statements", "BatchGetItem", `{"RequestItems":{"Table":{"Keys":[{"PK":{"S":"CASE#1"}},{"PK":{"S":"ACCOUNT#1"}}]}}}`, []template.PolicyStatement{on(cases, "dynamodb:BatchGetItem"), on(accounts, "dynamodb:BatchGetItem")}, false},
		{"a transaction, each action by its keys", "TransactWriteItems", transaction, []template.PolicyStatement{on(cases, "dynamodb:PutItem"), on(accounts, "dynamodb:UpdateItem"), on(accounts, "dynamodb:ConditionCheckItem")}, true},
		{"a transaction with one action too many", "TransactWriteItems", transaction, []template.PolicyStatement{on(cases, "dynamodb:PutItem"), on(accounts, "dynamodb:UpdateItem")}, false},
		{"a transaction with one key too many", "TransactWriteItems", transaction, []template.PolicyStatement{on(cases, "dynamodb:PutItem"), on(accounts[:1], "dynamodb:UpdateItem"), on(accounts, "dynamodb:ConditionCheckItem")}, false},
		{"a transaction, an action over two statements", "TransactWriteItems", transaction, []template.PolicyStatement{on(cases, "dynamodb:PutItem"), on(accounts[:1], "dynamodb:UpdateItem"), on(accounts[1:], "dynamodb:UpdateItem"), on(accounts, "dynamodb:ConditionCheckItem")}, false},
		{"what is not understood", "Scan", `{"TableName":"Table"}`, []template.PolicyStatement{on([]string{"*"}, "dynamodb:*")}, false},
		{"no key", "GetItem", `{"TableName":"Table","Key":{}}`, []template.PolicyStatement{on([]string{"*"}, "dynamodb:*")}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			status, said, came := ask(&Door{Function: "F", Statements: tc.statements, Template: tpl}, DynamoDB+"."+tc.target, tc.body)
			if tc.want && (status != http.StatusOK || came != tc.body) {
				t.Errorf("%d %s, and %q came through", status, said, came)
			}
			if !tc.want && (status != http.StatusBadRequest || came != "") {
				t.Errorf("%d %s, and %q came through", status, said, came)
			}
		})
	}
}

const transaction = `{"TransactItems":[{"Put":{"TableName":"Table","Item":{"PK":{"S":"CASE#1"}}}},` +
	`{"Update":{"TableName":"Table","Key":{"PK":{"S":"ACCOUNT#1"}}}},{"ConditionCheck":{"TableName":"Table","Key":{"PK":{"S":"SUBJECT#0"}}}},` +
	`{"Update":{"TableName":"Table","Key":{"PK":{"S":"SUBJECT#1"}}}}]}`

// ask sends a request through the door, and says what came out behind it.
func ask(d *Door, target, body string) (status int, said, came string) {
	behind := http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		all, _ := io.ReadAll(r.Body)
		came = string(all)
	})
	d.Services = map[string]http.Handler{DynamoDB: behind, KMS: behind, SQS: behind, StepFunctions: behind, Secrets: behind, Logs: behind, Metrics: behind}
	r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
	r.Header.Set("X-Amz-Target", target)
	w := httptest.NewRecorder()
	d.ServeHTTP(w, r)
	return w.Code, w.Body.String(), came
}

func TestOtherServices(t *testing.T) {
	allow := func(action, resource string, c ...template.PolicyCondition) template.PolicyStatement {
		return template.PolicyStatement{Actions: []string{action}, Resources: []string{resource}, Conditions: c}
	}
	purpose := template.PolicyCondition{Operator: "StringEquals", Key: "kms:EncryptionContext:purpose", Values: []string{"case", "contact"}}
	optional := purpose
	optional.Operator += "IfExists"
	for _, tc := range []struct {
		name, target, body string
		statement          template.PolicyStatement
		want               bool
	}{
		{"a key", KMS + ".GenerateMac", `{"KeyId":"k"}`, allow("kms:GenerateMac", "k"), true},
		{"another key", KMS + ".GenerateMac", `{"KeyId":"l"}`, allow("kms:GenerateMac", "k"), false},
		{"a purpose", KMS + ".Decrypt", `{"KeyId":"k","EncryptionContext":{"purpose":"case"}}`, allow("kms:Decrypt", "k", purpose), true},
		{"another purpose", KMS + ".Decrypt", `{"KeyId":"k","EncryptionContext":{"purpose":"code"}}`, allow("kms:Decrypt", "k", purpose), false},
		{"a purpose where one is not needed", KMS + ".Decrypt", `{"KeyId":"k","EncryptionContext":{"purpose":"case"}}`, allow("kms:Decrypt", "k", optional), true},
		{"no purpose where one is not needed", KMS + ".Decrypt", `{"KeyId":"k"}`, allow("kms:Decrypt", "k", optional), true},
		{"another purpose where one is not needed", KMS + ".Decrypt", `{"KeyId":"k","EncryptionContext":{"purpose":"code"}}`, allow("kms:Decrypt", "k", optional), false},
		{"a purpose that the key's policy forbids", KMS + ".Decrypt", `{"KeyId":"strict","EncryptionContext":{"purpose":"case"}}`, allow("kms:Decrypt", "strict"), false},
		{"none, which it forbids too", KMS + ".Decrypt", `{"KeyId":"strict"}`, allow("kms:Decrypt", "strict"), false},
		{"one that it leaves to the roles", KMS + ".Decrypt", `{"KeyId":"strict","EncryptionContext":{"purpose":"contact"}}`, allow("kms:Decrypt", "strict"), true},
		{"what only the key's policy allows", KMS + ".Sign", `{"KeyId":"strict"}`, allow("kms:Decrypt", "strict"), false},
		{"no purpose", KMS + ".Decrypt", `{"KeyId":"k"}`, allow("kms:Decrypt", "k", purpose), false},
		{"a queue", SQS + ".SendMessageBatch", `{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/000000000000/Asks"}`, allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:Asks"), true},
		{"another queue", SQS + ".SendMessage", `{"QueueUrl":"https://sqs.us-east-1.amazonaws.com/000000000000/Other"}`, allow("sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:Asks"), false},
		{"a secret", Secrets + ".GetSecretValue", `{"SecretId":"s"}`, allow("secretsmanager:GetSecretValue", "s"), true},
		{"another secret", Secrets + ".GetSecretValue", `{"SecretId":"t"}`, allow("secretsmanager:GetSecretValue", "s"), false},
		{"a log group", Logs + ".StartQuery", `{"logGroupName":"Logs"}`, allow("logs:StartQuery", "arn:aws:logs:us-east-1:000000000000:log-group:Logs:*"), true},
		{"another log group", Logs + ".StartQuery", `{"logGroupName":"Other"}`, allow("logs:StartQuery", "arn:aws:logs:us-east-1:000000000000:log-group:Logs:*"), false},
		{"results", Logs + ".GetQueryResults", `{"queryId":"q"}`, allow("logs:GetQueryResults", "*"), true},
		{"figures", Metrics + ".GetMetricData", `{}`, allow("cloudwatch:GetMetricData", "*"), true},
		{"figures that are written", Metrics + ".PutMetricData", `{}`, allow("cloudwatch:GetMetricData", "*"), false},
		{"a machine", StepFunctions + ".StartExecution", `{"stateMachineArn":"m"}`, allow("states:StartExecution", "m"), true},
		{"a condition that is not understood", KMS + ".Decrypt", `{"KeyId":"k"}`, allow("kms:Decrypt", "k", template.PolicyCondition{Operator: "DateLessThan"}), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if status, said, _ := ask(&Door{Statements: []template.PolicyStatement{tc.statement}, Template: tpl}, tc.target, tc.body); (status == http.StatusOK) != tc.want {
				t.Errorf("%d %s", status, said)
			}
		})
	}
	if status, _, came := ask(&Door{Template: tpl}, "Other.Thing", "{}"); status != http.StatusNotFound || came != "" {
		t.Errorf("a service that is not there: %d", status)
	}
}

func TestPolicies(t *testing.T) {
	deny := template.PolicyStatement{Deny: true, Actions: []string{"a:Write*"}, Resources: []string{"*"}}
	allow := template.PolicyStatement{Actions: []string{"a:*"}, Resources: []string{"r?"}}
	for call, want := range map[string]bool{"a:Read": true, "a:WriteAll": false, "b:Read": false} {
		if got, err := Allows([]template.PolicyStatement{allow, deny}, Call{Action: call, Resource: "r1"}); err != nil || got != want {
			t.Errorf("%s: %t, %v", call, got, err)
		}
	}
	var got []bool
	for _, v := range []string{"", "ab", "axxb", "axxbc", "b"} {
		got = append(got, like("a*b", v))
	}
	if want := []bool{false, true, true, false, false}; !reflect.DeepEqual(got, want) {
		t.Errorf("a*b: %v", got)
	}
	absent := template.PolicyCondition{Operator: "ForAllValues:StringLike", Key: "k", Values: []string{"x"}}
	if ok, err := holds(absent, nil); !ok || err != nil {
		t.Errorf("nothing is brought: %t, %v", ok, err)
	}
	for value, want := range map[string]bool{"true": false, "false": true} {
		null := template.PolicyCondition{Operator: "Null", Key: "k", Values: []string{value}}
		there, err1 := holds(null, []string{"x"})
		gone, err2 := holds(null, nil)
		if err1 != nil || err2 != nil || there != want || gone == want {
			t.Errorf("Null %s: there %t, gone %t, %v, %v", value, there, gone, err1, err2)
		}
	}
}
