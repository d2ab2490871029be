// Command redispatch hands events of cases to the dispatcher again, on AWS, with the rights of who calls it (dynamodb:Scan,
// GetItem and UpdateItem on the table):
//
//	go run ./infra/tools/redispatch -table NAME -since TIME [-case ID] [-do]
//
// It prints, for each case that has an event since the time (RFC 3339), its id and those events; with -do it hands them
// over, and what follows them (messages, webhooks, queue entries, timers, payments) is carried out again. What was carried
// out before is not doubled: every effect takes the event's ids. What was told is known as long as messages are kept
// (`retention` of the policy): a time before that may tell somebody twice. Erased cases stay alone. A case that goes on
// meanwhile is read again, three times.
//
// infra/guides/operations.md says when to use it. Exit code: 1 when something was not handed over; calling it again does
// the rest.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
)

func main() {
	table := flag.String("table", "", "the table: the stack's output TableName")
	since := flag.String("since", "", "from when on, RFC 3339")
	one := flag.String("case", "", "only this case")
	do := flag.Bool("do", false, "hand them over; without it they are only listed")
	flag.Parse()
	at, err := time.Parse(time.RFC3339, *since)
	if err != nil || *table == "" {
		fmt.Fprintln(os.Stderr, "redispatch: -table NAME and -since TIME (such as 2026-11-30T18:00:00+08:00) are needed")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	cfg, err := config.LoadDefaultConfig(ctx)
	if err == nil {
		cases := dynamo.Backlog{Client: dynamodb.NewFromConfig(cfg), Name: *table}
		r := run{table: cases, since: at, do: *do, now: time.Now, out: os.Stdout}
		err = r.all(ctx, realname.CaseID(*one))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "redispatch:", err)
		os.Exit(1)
	}
}

// run is one call of the command.
type run struct {
	table dynamo.Backlog
	since time.Time
	do    bool
	now   func() time.Time
	out   io.Writer

	cases, events int
}

// all goes through the cases, or the one.
func (r *run) all(ctx context.Context, one realname.CaseID) error {
	var left error
	each := func(e dynamo.Rest) error {
		if err := r.one(ctx, e); err != nil {
			left = errors.Join(left, fmt.Errorf("case %s: %w", e.Case.ID, err))
		}
		return ctx.Err()
	}
	var err error
	if one == "" {
		err = r.table.All(ctx, r.since, each)
	} else if e, found := r.table.One(ctx, one, r.since); found != nil {
		err = fmt.Errorf("case %s has no event since then: %w", one, found)
	} else {
		err = each(e)
	}
	done := "would be handed over: -do does it"
	if r.do {
		done = "were handed over"
	}
	fmt.Fprintf(r.out, "%d events of %d cases %s\n", r.events, r.cases, done)
	return errors.Join(err, left)
}

// one prints the events of a case, and hands them over.
func (r *run) one(ctx context.Context, e dynamo.Rest) error {
	if r.do {
		err := r.table.Hand(ctx, e, r.now())
		for try := 1; errors.Is(err, steps.ErrConflict) && try < 3; try++ {
			if e, err = r.table.One(ctx, e.Case.ID, r.since); err == nil {
				err = r.table.Hand(ctx, e, r.now())
			}
		}
		if err != nil {
			return err
		}
	}
	for _, event := range e.Case.Events[e.Version-1:] {
		fmt.Fprintf(r.out, "%s  %s  %s\n", e.Case.ID, event.At.Format(time.RFC3339), event.Type)
		r.events++
	}
	r.cases++
	return nil
}
