package template

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// ref gives what !Ref name gives: a parameter, a pseudo parameter, or a resource.
func (e *evaluator) ref(name string, at *yaml.Node) (string, error) {
	if v, ok := e.pseudo[name]; ok {
		return v, nil
	}
	if p, ok := e.params[name]; ok {
		if !p.set {
			return "", fmt.Errorf("line %d: parameter %s has no default: give it in Params", at.Line, name)
		}
		return p.value, nil
	}
	if v, ok := e.given[name]; ok {
		return v, nil
	}
	r, ok := e.resources[name]
	if !ok {
		if name == implicitAPIID {
			return name, nil
		}
		return "", fmt.Errorf("line %d: there is no parameter or resource %s", at.Line, name)
	}
	switch r.kind {
	case "AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine", "AWS::SNS::Topic":
		return e.arn(r)
	case "AWS::SQS::Queue":
		name, err := e.physicalName(r)
		return "https://sqs." + e.pseudo["AWS::Region"] + ".amazonaws.com/" + e.pseudo["AWS::AccountId"] + "/" + name, err
	}
	return e.physicalName(r)
}

// attribute gives what !GetAtt id.attr gives.
func (e *evaluator) attribute(id, attr string, at *yaml.Node) (string, error) {
	if v, ok := e.given[id+"."+attr]; ok {
		return v, nil
	}
	r, ok := e.resources[id]
	if !ok {
		return "", fmt.Errorf("line %d: there is no resource %s", at.Line, id)
	}
	var v string
	var err error
	switch {
	case attr == "Arn":
		v, err = e.arn(r)
	case attr == "StreamArn" && r.kind == "AWS::DynamoDB::Table":
		v, err = e.arn(r)
		v += "/stream/latest"
	case attr == "Name" || attr == "QueueName" || attr == "TopicName":
		v, err = e.physicalName(r)
	default:
		err = fmt.Errorf("the attribute is not known here")
	}
	if err != nil {
		return "", fmt.Errorf("line %d: %s.%s: %w: give it in Attrs", at.Line, id, attr, err)
	}
	return v, nil
}

// nameProperties are the properties that name a resource.
var nameProperties = []string{"FunctionName", "TableName", "BucketName", "QueueName", "TopicName", "Name"}

// physicalName is the given value, the name property, or the logical id.
func (e *evaluator) physicalName(r resource) (string, error) {
	if v, ok := e.given[r.id]; ok {
		return v, nil
	}
	for _, want := range nameProperties {
		for k, n := range pairs(r.properties) {
			if k != want {
				continue
			}
			v, present, err := e.scalar(n)
			if err != nil || present {
				return v, err
			}
		}
	}
	return r.id, nil
}

// arn makes the ARN of a resource in the account of the pseudo parameters.
func (e *evaluator) arn(r resource) (string, error) {
	name, err := e.physicalName(r)
	if err != nil {
		return "", err
	}
	prefix := func(service string) string {
		return "arn:" + e.pseudo["AWS::Partition"] + ":" + service + ":" + e.pseudo["AWS::Region"] + ":" + e.pseudo["AWS::AccountId"] + ":"
	}
	switch r.kind {
	case "AWS::Serverless::Function", "AWS::Lambda::Function":
		return prefix("lambda") + "function:" + name, nil
	case "AWS::DynamoDB::Table":
		return prefix("dynamodb") + "table/" + name, nil
	case "AWS::SQS::Queue":
		return prefix("sqs") + name, nil
	case "AWS::SNS::Topic":
		return prefix("sns") + name, nil
	case "AWS::KMS::Key":
		return prefix("kms") + "key/" + name, nil
	case "AWS::S3::Bucket":
		return "arn:" + e.pseudo["AWS::Partition"] + ":s3:::" + name, nil
	case "AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine":
		return prefix("states") + "stateMachine:" + name, nil
	case "AWS::Logs::LogGroup":
		return prefix("logs") + "log-group:" + name + ":*", nil
	case "AWS::SecretsManager::Secret":
		return prefix("secretsmanager") + "secret:" + name, nil
	}
	return "", fmt.Errorf("the ARN of a %s is not known here", r.kind)
}
