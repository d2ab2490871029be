// Package lambdastream hands the events of committed cases from the table's stream to the dispatcher. It decides
// nothing; what has to happen is in steps.Dispatch.
package lambdastream

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/aws/aws-lambda-go/events"
	"shiming/shared/lambda/boot"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo/dynamostream"
)

// function dispatches batches of stream records. It implements lambda.Handler.
type function struct {
	dispatch steps.Dispatch
	fault    func(record string, cause error)
}

// New makes a function of a dispatcher. fault is told which record could not be carried out, and why.
func New(d steps.Dispatch, fault func(record string, cause error)) function {
	return function{d, fault}
}

// Start dispatches until Lambda ends the process.
func Start(env *boot.Env, d steps.Dispatch) {
	log := env.Gate().Log
	function := New(d, func(record string, cause error) {
		log.Error("event not carried out", "record", record, "cause", cause.Error())
	})
	env.Serve(function)
}

// Invoke carries out the records in order. At the first that fails it stops and reports it: the stream hands it and
// those after it over again, and puts it aside when it is a day old (see the template's OnFailure).
func (f function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	var batch events.DynamoDBEvent
	if err := json.Unmarshal(payload, &batch); err != nil {
		return nil, errors.New("the event is not one of a DynamoDB stream")
	}
	var answer events.DynamoDBEventResponse
	answer.BatchItemFailures = []events.DynamoDBBatchItemFailure{}
	for _, record := range batch.Records {
		if err := f.carry(ctx, record); err != nil {
			f.fault(record.Change.SequenceNumber, err)
			answer.BatchItemFailures = append(answer.BatchItemFailures, events.DynamoDBBatchItemFailure{ItemIdentifier: record.Change.SequenceNumber})
			break
		}
	}
	return json.Marshal(answer)
}

func (f function) carry(ctx context.Context, record events.DynamoDBEventRecord) error {
	cases, err := dynamostream.Cases(record.Change.NewImage) // none of what is no case: nothing follows
	for _, c := range cases {
		if err := f.dispatch.Do(ctx, c); err != nil {
			return err // the later events of the case wait for this one
		}
	}
	return err
}
