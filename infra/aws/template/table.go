package template

import (
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Table is an AWS::DynamoDB::Table.
type Table struct {
	// ID is the logical id; Name is what !Ref gives: Options.Attrs[ID], the TableName property, or the logical id.
	ID, Name string
	// Attributes are the attributes of all keys with their types, "S", "N" or "B", in the order of the template.
	Attributes []Attribute
	// Hash and Range are the attributes of the primary key; Range may be "".
	Hash, Range string
	// Indexes are the global secondary indexes.
	Indexes []Index
	// TTL is the attribute of the time to live, "" when there is none.
	TTL string
	// StreamView is the StreamViewType, "" without a stream.
	StreamView string
}

// Attribute is one AttributeDefinition.
type Attribute struct{ Name, Type string }

// Index is a global secondary index.
type Index struct {
	Name, Hash, Range string
	// Projection is ALL, KEYS_ONLY or INCLUDE; Include lists the attributes of INCLUDE.
	Projection string
	Include    []string
}

func (e *evaluator) table(r resource) (Table, error) {
	p := e.props(r.id, r.properties)
	name, err := e.physicalName(r)
	if err != nil {
		p.fail("TableName", err)
	}
	t := Table{ID: r.id, Name: name, StreamView: p.object("StreamSpecification").text("StreamViewType", "")}
	for _, a := range p.objects("AttributeDefinitions") {
		t.Attributes = append(t.Attributes, Attribute{a.need("AttributeName"), a.need("AttributeType")})
	}
	t.Hash, t.Range = keySchema(p)
	for _, g := range p.objects("GlobalSecondaryIndexes") {
		projection := g.object("Projection")
		i := Index{Name: g.need("IndexName"), Projection: projection.need("ProjectionType"), Include: projection.list("NonKeyAttributes")}
		i.Hash, i.Range = keySchema(g)
		t.Indexes = append(t.Indexes, i)
	}
	if p.node("LocalSecondaryIndexes") != nil {
		p.fail("LocalSecondaryIndexes", fmt.Errorf("are not understood by the local template reader"))
	}
	if ttl := p.object("TimeToLiveSpecification"); ttl.flag("Enabled", false) {
		t.TTL = ttl.need("AttributeName")
	}
	return t, p.err()
}

// keySchema reads the hash and the range attribute.
func keySchema(p props) (hash, rng string) {
	for _, k := range p.objects("KeySchema") {
		switch k.need("KeyType") {
		case "HASH":
			hash = k.need("AttributeName")
		case "RANGE":
			rng = k.need("AttributeName")
		}
	}
	if hash == "" {
		p.fail("KeySchema", fmt.Errorf("a HASH key is expected"))
	}
	return hash, rng
}

// CreateTableInput is the call that makes the table, on demand, with its indexes and its stream. The time to live is
// a call of its own in DynamoDB (UpdateTimeToLive on attribute TTL).
func (t Table) CreateTableInput() *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName:   aws.String(t.Name),
		KeySchema:   keyElements(t.Hash, t.Range),
		BillingMode: types.BillingModePayPerRequest,
	}
	for _, a := range t.Attributes {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{
			AttributeName: aws.String(a.Name), AttributeType: types.ScalarAttributeType(a.Type),
		})
	}
	for _, i := range t.Indexes {
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName:  aws.String(i.Name),
			KeySchema:  keyElements(i.Hash, i.Range),
			Projection: &types.Projection{ProjectionType: types.ProjectionType(i.Projection), NonKeyAttributes: i.Include},
		})
	}
	if t.StreamView != "" {
		in.StreamSpecification = &types.StreamSpecification{
			StreamEnabled: aws.Bool(true), StreamViewType: types.StreamViewType(t.StreamView),
		}
	}
	return in
}

func keyElements(hash, rng string) []types.KeySchemaElement {
	out := []types.KeySchemaElement{{AttributeName: aws.String(hash), KeyType: types.KeyTypeHash}}
	if rng != "" {
		out = append(out, types.KeySchemaElement{AttributeName: aws.String(rng), KeyType: types.KeyTypeRange})
	}
	return out
}
