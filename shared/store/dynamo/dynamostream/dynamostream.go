// Package dynamostream reads the records of the table's stream, for the dispatch function. It is apart from the store
// so that no other function carries the event types.
package dynamostream

import (
	"encoding/json"
	"fmt"

	"shiming/shared/realname"

	"github.com/aws/aws-lambda-go/events"
)

// CaseFromImage returns the case that a stream record carries as its new image: the case as of one commit, whose event
// is its last. It is false for the record of an account or a subject, and for a removal, which has no image.
func CaseFromImage(image map[string]events.DynamoDBAttributeValue) (realname.Case, bool, error) {
	sk, ok := image["SK"]
	if !ok || sk.DataType() != events.DataTypeString || sk.String() != "CASE" {
		return realname.Case{}, false, nil
	}
	doc, ok := image["doc"]
	if !ok || doc.DataType() != events.DataTypeString {
		return realname.Case{}, false, fmt.Errorf("dynamostream: a case without its document")
	}
	var c realname.Case
	if err := json.Unmarshal([]byte(doc.String()), &c); err != nil {
		return realname.Case{}, false, fmt.Errorf("dynamostream: case: %w", err)
	}
	return c, true, nil
}
