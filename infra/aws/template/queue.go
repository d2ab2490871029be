package template

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Queue is an AWS::SQS::Queue.
type Queue struct {
	// ID is the logical id; Name is QueueName, or the logical id.
	ID, Name string
	// Visibility is VisibilityTimeout (default of SQS: 30 s).
	Visibility time.Duration
	// MaxReceives and DeadLetters are the RedrivePolicy: after how many receives a message goes to which queue, by
	// name; 0 and "" without one.
	MaxReceives int
	DeadLetters string
}

// QueueEvent is an SQS event: messages of a queue in batches.
type QueueEvent struct {
	// Name is the event's name in the template, Queue the logical id of the queue.
	Name, Queue string
	// BatchSize is the most messages of one invocation (default of Lambda: 10).
	BatchSize int
	// PartialFailures says that FunctionResponseTypes holds ReportBatchItemFailures.
	PartialFailures bool
}

func (e *evaluator) queue(r resource) (Queue, error) {
	p := e.props(r.id, r.properties)
	name, err := e.physicalName(r)
	if err != nil {
		p.fail("QueueName", err)
	}
	q := Queue{ID: r.id, Name: name, Visibility: time.Duration(p.number("VisibilityTimeout", 30)) * time.Second}
	if p.node("RedrivePolicy") != nil {
		redrive := p.object("RedrivePolicy")
		q.MaxReceives = redrive.number("maxReceiveCount", 0)
		arn := redrive.need("deadLetterTargetArn")
		q.DeadLetters = arn[strings.LastIndex(arn, ":")+1:]
		if q.MaxReceives < 1 {
			redrive.fail("maxReceiveCount", fmt.Errorf("1 or more is expected"))
		}
	}
	return q, p.err()
}

func (e *evaluator) queueEvent(name string, p props) QueueEvent {
	q := QueueEvent{
		Name: name, Queue: e.logicalID(p, "Queue", "Fn::GetAtt"), BatchSize: p.number("BatchSize", 10),
		PartialFailures: slices.Contains(p.list("FunctionResponseTypes"), "ReportBatchItemFailures"),
	}
	if q.BatchSize < 1 || q.BatchSize > 10 {
		p.fail("BatchSize", fmt.Errorf("1 to 10 can be run locally"))
	}
	return q
}
