// Command stream prints the keys of every batch it gets and fails on records with the attribute "poison": with an
// error, or by reporting the record when REPORT is set.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
)

type response struct {
	BatchItemFailures []failure `json:"batchItemFailures"`
}

type failure struct {
	ItemIdentifier string `json:"itemIdentifier"`
}

func main() { lambda.Start(handle) }

func handle(_ context.Context, e events.DynamoDBEvent) (response, error) {
	var keys []string
	var out response
	for _, r := range e.Records {
		item := r.Change.NewImage
		if _, poison := item["poison"]; poison {
			if os.Getenv("REPORT") == "" {
				fmt.Println("refused", len(e.Records))
				return out, errors.New("poison")
			}
			out.BatchItemFailures = []failure{{r.Change.SequenceNumber}}
			break
		}
		keys = append(keys, r.Change.Keys["pk"].String())
		if m, ok := item["deep"]; ok {
			keys = append(keys, "deep="+m.Map()["list"].List()[1].Number()+string(m.Map()["bin"].Binary()))
		}
	}
	fmt.Println("batch", strings.Join(keys, ","))
	return out, nil
}
