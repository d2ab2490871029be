package agree_test

import (
	"context"
	"crypto/rand"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiming/infra/aws/dynamolocal"
	"shiming/infra/tests/agree"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/store/dynamo"
	"shiming/shared/store/sqlite"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

var (
	sequences = flag.Int("sequences", 100, "how many random sequences are compared; the figure of the README is 10000")
	first     = flag.Uint64("first", 1, "the seed of the first sequence")
	workers   = flag.Int("workers", 8, "how many sequences run at the same time")
)

// local is the DynamoDB Local of this package's tests.
var local *dynamolocal.DynamoDB

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if local, err = dynamolocal.Start(context.Background(), dynamolocal.Options{Progress: os.Stderr}); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer local.Close()
	return m.Run()
}

func engines(t *testing.T) []agree.Side {
	t.Helper()
	embedded, err := sqlite.Open(filepath.Join(t.TempDir(), "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = embedded.Close() })
	name := "shiming-" + rand.Text()
	client := dynamolocal.Client(local.Endpoint)
	if _, err := client.CreateTable(t.Context(), dynamo.CreateTableInput(name)); err != nil {
		t.Fatal(err)
	}
	waiter := dynamodb.NewTableExistsWaiter(client, func(o *dynamodb.TableExistsWaiterOptions) { o.MinDelay = 20 * time.Millisecond })
	if err := waiter.Wait(t.Context(), &dynamodb.DescribeTableInput{TableName: aws.String(name)}, time.Minute); err != nil {
		t.Fatal(err)
	}
	return []agree.Side{{Name: "sqlite", Store: embedded}, {Name: "dynamo", Store: dynamo.Open(client, name)}}
}

// profiles are the shipped ones, and one of numbers so small that every limit is met.
func profiles(t *testing.T) []*realname.Policy {
	t.Helper()
	var all []*realname.Policy
	for _, name := range append(policies.Names(), "") {
		p, err := policies.Load(name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "" {
			p.Profile = "small numbers"
			p.Quota, p.StepsPerCase, p.ChecksPerDay, p.CasesPerDay = realname.Quota{Person: 1, Enterprise: 1}, 14, 3, 4
			p.Review.OneReviewer, p.Codes.Tries = nil, 2
		}
		all = append(all, p)
	}
	return all
}

// source lists the values of the constants of a type of the rules, from their source.
func source(t *testing.T, typ string) []string {
	t.Helper()
	files, err := filepath.Glob("../../../shared/realname/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	var all []string
	constant := regexp.MustCompile(`(?m)^\t\w+ +` + typ + ` += "(\w+)"$`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range constant.FindAllSubmatch(text, -1) {
			all = append(all, string(found[1]))
		}
	}
	if len(all) < 30 {
		t.Fatalf("only %d constants are of type %s", len(all), typ)
	}
	return all
}

// TestBothEnginesAgree compares the engines on random sequences of every command. A difference names its seed:
//
//	go test ./infra/tests/agree -run BothEngines -first SEED -sequences 1
func TestBothEnginesAgree(t *testing.T) {
	t.Parallel()
	t.Run("RULES_A3_D1_on_random_sequences_of_every_command", bothAgree)
}

func bothAgree(t *testing.T) {
	both, all, began := engines(t), profiles(t), time.Now()
	total, mu := agree.NewCount(), sync.Mutex{}
	var next, failed atomic.Uint64
	next.Store(*first - 1)
	var group sync.WaitGroup
	for range *workers {
		group.Go(func() {
			for failed.Load() < 3 {
				seed := next.Add(1)
				if seed >= *first+uint64(*sequences) {
					return
				}
				s := agree.Draw(seed)
				count, err := agree.Run(t.Context(), "r", s, all, both...)
				if err != nil {
					failed.Add(1)
					var d *agree.Difference
					if errors.As(err, &d) {
						s = agree.Shorten(t.Context(), "s", s, all, 60, both...)
						_, err = agree.Run(t.Context(), "t", s, all, both...)
					}
					t.Errorf("seed %d, %d moves: %v\n%+v", seed, len(s.Moves), err, s.Moves)
					return
				}
				mu.Lock()
				total.Add(count)
				if done := seed - *first + 1; done%1000 == 0 {
					fmt.Fprintf(os.Stderr, "%d sequences, %s\n", done, time.Since(began).Round(time.Second))
				}
				mu.Unlock()
			}
		})
	}
	group.Wait()
	t.Logf("%d sequences in %s: %d commands committed, %d refused by the rules, %d refused by both stores",
		*sequences, time.Since(began).Round(time.Second), total.Committed, total.Refused, total.StoreRefused)
	t.Logf("events: %v", total.Events)
	t.Logf("kinds: %v", total.Kinds)
	t.Logf("commands: %v", total.Commands)
}

// TestEverythingHappens holds the sequences to what there is to compare: every kind of case and every event, on one engine,
// which is quick.
func TestEverythingHappens(t *testing.T) {
	t.Parallel()
	embedded, err := sqlite.Open(filepath.Join(t.TempDir(), "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = embedded.Close() })
	one, all, total := agree.Side{Name: "sqlite", Store: embedded}, profiles(t), agree.NewCount()
	for seed := range uint64(300) {
		count, err := agree.Run(t.Context(), "e", agree.Draw(seed+1), all, one)
		if err != nil {
			t.Fatalf("RULES A3, D1: seed %d: %v", seed+1, err)
		}
		total.Add(count)
	}
	for _, k := range realname.Kinds() {
		if total.Kinds[k] == 0 {
			t.Errorf("no case was a %s", k)
		}
	}
	for _, name := range source(t, "EventType") {
		if total.Events[realname.EventType(name)] == 0 {
			t.Errorf("%s never happened", name)
		}
	}
}
