package template

import (
	"errors"
	"slices"
)

// PolicyStatement is a statement of an IAM policy.
type PolicyStatement struct {
	// Sid names it.
	Sid string
	// Deny says that it forbids; otherwise it allows.
	Deny bool
	// Actions and Resources are what it is about, with wildcards as written.
	Actions, Resources []string
	// Conditions have to hold all, sorted by operator and key.
	Conditions []PolicyCondition
}

// PolicyCondition is one line of a statement's Condition.
type PolicyCondition struct {
	// Operator is such as "ForAllValues:StringLike", Key such as "dynamodb:LeadingKeys".
	Operator, Key string
	// Values are what the key is compared with; one is enough.
	Values []string
}

// EncryptionKey is an AWS::KMS::Key.
type EncryptionKey struct {
	// ID is the logical id, ARN what functions are given.
	ID, ARN string
	// Statements are those of its KeyPolicy, whoever they are for.
	Statements []PolicyStatement
}

func (e *evaluator) key(r resource) (EncryptionKey, error) {
	p := e.props(r.id, r.properties)
	k := EncryptionKey{ID: r.id}
	var err error
	if k.ARN, err = e.attribute(r.id, "Arn", r.properties); err != nil {
		return k, err
	}
	for _, s := range p.object("KeyPolicy").objects("Statement") {
		if len(s.keys()) > 0 { // AWS::NoValue
			k.Statements = append(k.Statements, e.statement(s))
		}
	}
	return k, p.err()
}

// statements reads the statements of a function's Policies; SAM's own policy templates are not understood.
func (e *evaluator) statements(p props) []PolicyStatement {
	var all []PolicyStatement
	for _, policy := range p.objects("Policies") {
		for _, s := range policy.objects("Statement") {
			if len(s.keys()) > 0 { // AWS::NoValue
				all = append(all, e.statement(s))
			}
		}
	}
	return all
}

func (e *evaluator) statement(p props) PolicyStatement {
	s := PolicyStatement{Sid: p.text("Sid", ""), Actions: p.list("Action"), Resources: p.list("Resource")}
	switch p.need("Effect") {
	case "Allow":
	case "Deny":
		s.Deny = true
	default:
		p.fail("Effect", errors.New("it has to be Allow or Deny"))
	}
	conditions := p.object("Condition")
	for _, operator := range sorted(conditions.keys()) {
		tests := conditions.object(operator)
		for _, key := range sorted(tests.keys()) {
			s.Conditions = append(s.Conditions, PolicyCondition{Operator: operator, Key: key, Values: tests.list(key)})
		}
	}
	return s
}

func sorted(names []string) []string {
	slices.Sort(names)
	return names
}
