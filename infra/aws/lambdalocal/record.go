package lambdalocal

import (
	"encoding/base64"
	"encoding/json"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
)

// streamRecord is one change as Lambda hands it to a function.
type streamRecord struct {
	sequence string
	value    map[string]any // the JSON object, made of maps, []any, string, float64 and bool only
}

// newStreamRecord turns a record of the stream into the shape of events.DynamoDBEventRecord.
func newStreamRecord(r types.Record, streamARN string) streamRecord {
	change := map[string]any{
		"SequenceNumber": aws.ToString(r.Dynamodb.SequenceNumber),
		"SizeBytes":      float64(aws.ToInt64(r.Dynamodb.SizeBytes)),
		"StreamViewType": string(r.Dynamodb.StreamViewType),
	}
	if t := r.Dynamodb.ApproximateCreationDateTime; t != nil {
		change["ApproximateCreationDateTime"] = float64(t.Unix())
	}
	for name, image := range map[string]map[string]types.AttributeValue{
		"Keys": r.Dynamodb.Keys, "NewImage": r.Dynamodb.NewImage, "OldImage": r.Dynamodb.OldImage,
	} {
		if image != nil {
			change[name] = attributes(image)
		}
	}
	value := map[string]any{
		"eventID":        aws.ToString(r.EventID),
		"eventName":      string(r.EventName),
		"eventVersion":   aws.ToString(r.EventVersion),
		"eventSource":    "aws:dynamodb",
		"awsRegion":      aws.ToString(r.AwsRegion),
		"eventSourceARN": streamARN,
		"dynamodb":       change,
	}
	if u := r.UserIdentity; u != nil { // the time to live removed the item
		value["userIdentity"] = map[string]any{"type": aws.ToString(u.Type), "principalId": aws.ToString(u.PrincipalId)}
	}
	return streamRecord{sequence: aws.ToString(r.Dynamodb.SequenceNumber), value: value}
}

func attributes(item map[string]types.AttributeValue) map[string]any {
	out := make(map[string]any, len(item))
	for k, v := range item {
		out[k] = attribute(v)
	}
	return out
}

// attribute gives a value in the JSON of DynamoDB: {"S": "…"}, {"N": "…"}, {"M": {…}} and so on.
func attribute(v types.AttributeValue) map[string]any {
	switch v := v.(type) {
	case *types.AttributeValueMemberS:
		return map[string]any{"S": v.Value}
	case *types.AttributeValueMemberN:
		return map[string]any{"N": v.Value}
	case *types.AttributeValueMemberBOOL:
		return map[string]any{"BOOL": v.Value}
	case *types.AttributeValueMemberNULL:
		return map[string]any{"NULL": v.Value}
	case *types.AttributeValueMemberB:
		return map[string]any{"B": base64.StdEncoding.EncodeToString(v.Value)}
	case *types.AttributeValueMemberSS:
		return map[string]any{"SS": list(v.Value, asIs)}
	case *types.AttributeValueMemberNS:
		return map[string]any{"NS": list(v.Value, asIs)}
	case *types.AttributeValueMemberBS:
		return map[string]any{"BS": list(v.Value, base64.StdEncoding.EncodeToString)}
	case *types.AttributeValueMemberL:
		return map[string]any{"L": list(v.Value, attribute)}
	case *types.AttributeValueMemberM:
		return map[string]any{"M": attributes(v.Value)}
	}
	return nil
}

func asIs(s string) string { return s }

func list[T, U any](values []T, f func(T) U) []any {
	out := make([]any, len(values))
	for i, v := range values {
		out[i] = f(v)
	}
	return out
}

// payloadOf makes the event of a batch.
func payloadOf(batch []streamRecord) []byte {
	records := make([]map[string]any, len(batch))
	for i, r := range batch {
		records[i] = r.value
	}
	payload, _ := json.Marshal(map[string]any{"Records": records}) // maps, strings, numbers and booleans only
	return payload
}
