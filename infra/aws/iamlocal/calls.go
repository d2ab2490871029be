package iamlocal

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"shiming/infra/aws/template"
)

// The targets of the services that are understood.
const (
	DynamoDB      = "DynamoDB_20120810"
	KMS           = "TrentService"
	SQS           = "AmazonSQS"
	StepFunctions = "AWSStepFunctions"
	Secrets       = "secretsmanager"
	Logs          = "Logs_20140328"
	Metrics       = "GraniteServiceVersion20100801"
)

// calls are what the request asks for. A transaction asks for each of its actions, over all keys of that action: what holds
// then holds for each key alone, too, so that it does not matter which of the two AWS judges.
func (d *Door) calls(service, operation string, body []byte) ([]Call, error) {
	if service == DynamoDB {
		var in dynamoRequest
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, err
		}
		return d.dynamo(operation, in)
	}
	var in struct { // what the others name: each one thing
		KeyID             string `json:"KeyId"`
		EncryptionContext map[string]string
		QueueURL          string `json:"QueueUrl"`
		StateMachineArn   string `json:"stateMachineArn"`
		SecretID          string `json:"SecretId"`
		LogGroupName      string `json:"logGroupName"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		return nil, err
	}
	switch service {
	case KMS:
		context := map[string][]string{"kms:EncryptionContextKeys": slices.Sorted(maps.Keys(in.EncryptionContext))}
		for name, value := range in.EncryptionContext {
			context["kms:EncryptionContext:"+name] = []string{value}
		}
		return []Call{{"kms:" + operation, in.KeyID, context}}, nil
	case SQS:
		name := in.QueueURL[strings.LastIndexByte(in.QueueURL, '/')+1:]
		return []Call{{"sqs:" + strings.TrimSuffix(operation, "Batch"), arn("sqs", name), nil}}, nil
	case StepFunctions:
		return []Call{{"states:" + operation, in.StateMachineArn, nil}}, nil
	case Logs:
		if operation == "GetQueryResults" { // which names a query and no resource
			return []Call{{"logs:" + operation, "*", nil}}, nil
		}
		return []Call{{"logs:" + operation, arn("logs", "log-group:"+in.LogGroupName+":*"), nil}}, nil
	case Metrics: // which knows no resources
		return []Call{{"cloudwatch:" + operation, "*", nil}}, nil
	case Secrets:
		return []Call{{"secretsmanager:" + operation, in.SecretID, nil}}, nil
	}
	return nil, fmt.Errorf("%s is not understood", service)
}

// arn names a resource of the account that the template is read for.
func arn(service, name string) string {
	return "arn:aws:" + service + ":us-east-1:000000000000:" + name
}

// table finds a table by its name.
func (d *Door) table(name string) (template.Table, error) {
	i := slices.IndexFunc(d.Template.Tables, func(t template.Table) bool { return t.Name == name })
	if i < 0 {
		return template.Table{}, fmt.Errorf("there is no table %s", name)
	}
	return d.Template.Tables[i], nil
}
