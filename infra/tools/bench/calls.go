package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"shiming/infra/aws/deployed"
	"shiming/infra/aws/dynamolocal"
	"shiming/shared/clock"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/sandbox/phone"
	"shiming/shared/steps"
	"shiming/shared/store/dynamo"
	"shiming/shared/store/dynamo/dynamocount"
	"shiming/shared/vault/sealed"
)

// calls takes a person through every step on DynamoDB Local and counts what each asks of the database.
func calls(ctx context.Context) (err error) {
	server, err := dynamolocal.Start(ctx, dynamolocal.Options{Progress: os.Stderr})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	t, err := deployed.Load(".", "")
	if err != nil {
		return err
	}
	if err := dynamolocal.CreateTables(ctx, dynamolocal.Client(server.Endpoint), t.Tables...); err != nil {
		return err
	}
	var counter dynamocount.Counter
	counted := dynamodb.New(dynamolocal.Client(server.Endpoint).Options(), func(o *dynamodb.Options) { o.APIOptions = append(o.APIOptions, counter.Add) })
	return walk(ctx, dynamo.Open(counted, t.Tables[0].Name), &counter)
}

func walk(ctx context.Context, store steps.Store, counter *dynamocount.Counter) error {
	dir, err := os.MkdirTemp("", "shiming-calls-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	keys, err := sealed.OpenFile(filepath.Join(dir, "keys.json"))
	if err != nil {
		return err
	}
	policy, err := policies.Load(policies.Default)
	if err != nil {
		return err
	}
	base := steps.Base{Store: store, Policy: policy, Clock: clock.Now}
	settle := &steps.SettleCheck{Base: base}
	play, err := sandbox.New(sandbox.Options{Secret: []byte("bench-bench-bench-bench-bench"), Clock: base.Clock, Deliver: func(ctx context.Context, cb steps.Callback) error {
		_, err := settle.Do(ctx, sandbox.Name, cb)
		return err
	}})
	if err != nil {
		return err
	}
	settle.Providers = map[string]steps.Pusher{sandbox.Name: play}
	ask := steps.Ask{By: realname.Actor{Role: realname.Holder, ID: "bench", Account: "acct_bench"}}
	person, err := somebody()
	if err != nil {
		return err
	}
	entered := func(realname.Case) (steps.Entry, error) { return steps.PersonEntry{Person: person}, nil }
	var c realname.Case
	step := func(name string, do func() error) error {
		counter.Take()
		if err := do(); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		reads, writes := dynamocount.Split(counter.Take())
		fmt.Printf("  %-15s %d read  %d write\n", name, reads, writes)
		most := 1
		if name == "start-check" {
			most = 3 // two of each count paid checks, of the account and of the subject (THREATS X8)
		}
		if reads > most || writes > most {
			return fmt.Errorf("%s makes %d reads and %d writes", name, reads, writes)
		}
		return nil
	}
	return errors.Join(
		step("open-case", func() (err error) {
			c, err = steps.OpenCase{Base: base}.Do(ctx, ask, "acct_bench", realname.Opening{Kind: realname.PersonalVerification})
			return err
		}),
		step("fill-form", func() error { _, err := steps.FillForm{Base: base, Keys: keys}.Do(ctx, ask, c.ID, entered); return err }),
		step("go-back", func() error { _, err := steps.GoBack{Base: base}.Do(ctx, ask, c.ID); return err }),
		step("fill-form again", func() error { _, err := steps.FillForm{Base: base, Keys: keys}.Do(ctx, ask, c.ID, entered); return err }),
		step("choose-method", func() error {
			_, err := steps.ChooseMethod{Base: base, Keys: keys}.Do(ctx, ask, c.ID, realname.WeChatScan, steps.Means{})
			return err
		}),
		step("start-check", func() (err error) {
			c, err = steps.StartCheck{Base: base, Keys: keys, Records: store.(steps.Records), Providers: map[realname.Method]steps.Provider{realname.WeChatScan: play}}.Do(ctx, ask, c.ID, "http://127.0.0.1")
			return err
		}),
		step("settle-check", func() error { return play.Auto(ctx, steps.CheckRequest{Check: *c.Check(), Person: person}) }),
		step("look-up", func() error {
			_, err := steps.LookUp{Base: base, Keys: keys}.Account(ctx, ask.By, "acct_bench")
			return err
		}),
		step("match-name", func() error {
			_, err := steps.LookUp{Base: base, Keys: keys}.NameMatches(ctx, ask.By, "acct_bench", realname.Text(person.Name.Text()))
			return err
		}),
	)
}

// somebody is a person whose name passes by itself in the sandbox.
func somebody() (realname.Person, error) {
	magic := sandbox.Magic()[0]
	name, err := identity.ParseName(magic.Name)
	if err != nil {
		return realname.Person{}, err
	}
	number, err := identity.ParseDocument(identity.ResidentID, magic.Number)
	birth, _ := number.Birth()
	return realname.Person{
		Name: name, Document: number, Birth: birth, Industry: "I",
		Address: realname.Address{Region: "北京市东城区", Detail: "测量路1号"},
	}, err
}
