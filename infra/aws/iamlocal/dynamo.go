package iamlocal

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"shiming/infra/aws/template"
)

// attributes are values as DynamoDB's JSON writes them.
type attributes map[string]map[string]any

func (a attributes) text(name string) string {
	v, _ := a[name]["S"].(string)
	return v
}

// tableWrite is a write of one item, or one of a transaction.
type tableWrite struct {
	TableName string
	Key, Item attributes
}

// dynamoRequest has the fields of all requests of DynamoDB that say which items they are about.
type dynamoRequest struct {
	tableWrite
	IndexName                 string
	KeyConditionExpression    string
	ExpressionAttributeNames  map[string]string
	ExpressionAttributeValues attributes
	RequestItems              map[string]struct{ Keys []attributes }
	TransactItems             []map[string]tableWrite
}

// dynamo are the calls of a request to DynamoDB; dynamodb:LeadingKeys are the partition keys of the table, or of the index
// that is asked.
func (d *Door) dynamo(operation string, in dynamoRequest) ([]Call, error) {
	var calls []Call
	add := func(action, table, index string, keys func(template.Table) (string, error)) error {
		t, err := d.table(table)
		if err != nil {
			return err
		}
		resource := arn("dynamodb", "table/"+table)
		if index != "" {
			resource += "/index/" + index
		}
		leading, err := keys(t)
		if err != nil || leading == "" {
			return fmt.Errorf("%s without a partition key: %v", operation, err)
		}
		action = "dynamodb:" + action
		i := slices.IndexFunc(calls, func(c Call) bool { return c.Action == action && c.Resource == resource })
		if i < 0 {
			i, calls = len(calls), append(calls, Call{action, resource, map[string][]string{}})
		}
		calls[i].Context["dynamodb:LeadingKeys"] = append(calls[i].Context["dynamodb:LeadingKeys"], leading)
		return nil
	}
	of := func(a ...attributes) func(template.Table) (string, error) {
		return func(t template.Table) (string, error) {
			for _, from := range a {
				if key := from.text(t.Hash); key != "" {
					return key, nil
				}
			}
			return "", nil
		}
	}
	switch operation {
	case "GetItem", "PutItem", "UpdateItem", "DeleteItem":
		err := add(operation, in.TableName, "", of(in.Key, in.Item))
		return calls, err
	case "Query":
		err := add(operation, in.TableName, in.IndexName, in.asked)
		return calls, err
	case "BatchGetItem":
		for _, table := range slices.Sorted(maps.Keys(in.RequestItems)) {
			for _, key := range in.RequestItems[table].Keys {
				if err := add(operation, table, "", of(key)); err != nil {
					return nil, err
				}
			}
		}
		return calls, nil
	case "TransactWriteItems":
		actions := map[string]string{"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}
		for _, item := range in.TransactItems {
			for kind, write := range item {
				if actions[kind] == "" {
					return nil, fmt.Errorf("a transaction with %s is not understood", kind)
				}
				if err := add(actions[kind], write.TableName, "", of(write.Key, write.Item)); err != nil {
					return nil, err
				}
			}
		}
		return calls, nil
	}
	return nil, fmt.Errorf("%s is not understood", operation)
}

// asked is the partition key that a query names: "ATTRIBUTE = :value", first in its condition.
func (in dynamoRequest) asked(t template.Table) (string, error) {
	hash := t.Hash
	if in.IndexName != "" {
		i := slices.IndexFunc(t.Indexes, func(x template.Index) bool { return x.Name == in.IndexName })
		if i < 0 {
			return "", fmt.Errorf("there is no index %s", in.IndexName)
		}
		hash = t.Indexes[i].Hash
	}
	name, value, _ := strings.Cut(in.KeyConditionExpression, "=")
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if real, renamed := in.ExpressionAttributeNames[name]; renamed {
		name = real
	}
	if name != hash || value == "" {
		return "", fmt.Errorf("the condition %q is not understood", in.KeyConditionExpression)
	}
	return in.ExpressionAttributeValues.text(strings.Fields(value)[0]), nil
}
