// Package dynamostream reads the records of the table's stream, for the dispatch function. It is apart from the store
// so that no other function carries the event types.
package dynamostream

import (
	"encoding/json"
	"fmt"
	"strconv"

	"shiming/shared/realname"
	"shiming/shared/store/dynamo"

	"github.com/aws/aws-lambda-go/events"
)

// Cases returns what a stream record carries as its new image: the case as of one commit, whose event is its last; where events
// of the case are handed over again (dynamo.Backlog), the case as of each of them, in order. There is none in the record of an account
// or a subject, and in a removal, which has no image.
func Cases(image map[string]events.DynamoDBAttributeValue) ([]realname.Case, error) {
	sk, ok := image["SK"]
	if !ok || sk.DataType() != events.DataTypeString || sk.String() != "CASE" {
		return nil, nil
	}
	doc, ok := image["doc"]
	if !ok || doc.DataType() != events.DataTypeString {
		return nil, fmt.Errorf("dynamostream: a case without its document")
	}
	var c realname.Case
	if err := json.Unmarshal([]byte(doc.String()), &c); err != nil {
		return nil, fmt.Errorf("dynamostream: case: %w", err)
	}
	again, ok := image[dynamo.AttrAgain]
	if !ok {
		return []realname.Case{c}, nil
	}
	if again.DataType() != events.DataTypeNumber {
		return nil, fmt.Errorf("dynamostream: a case that is handed over again from no version")
	}
	from, err := strconv.Atoi(again.Number())
	if err != nil || from < 1 || from > c.Version() {
		return nil, fmt.Errorf("dynamostream: a case of %d events is handed over again from version %s", c.Version(), again.Number())
	}
	var all []realname.Case
	for v := from; v <= c.Version(); v++ {
		all = append(all, c.AsOf(v))
	}
	return all, nil
}
