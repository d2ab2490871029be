package lambdalocal

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"shiming/infra/aws/dynamolocal"
	"shiming/infra/aws/template"
)

func TestStream(t *testing.T) {
	server, err := dynamolocal.Start(t.Context(), dynamolocal.Options{Progress: t.Output()})
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	db := dynamolocal.Client(server.Endpoint)
	if _, err := Start(t.Context(), Options{Template: testTemplate, BinDir: testBinaries, Keyfunc: testKey, Streams: dynamolocal.StreamsClient(server.Endpoint)}); err == nil {
		t.Error("a missing table is not noticed")
	}
	if err := dynamolocal.CreateTables(t.Context(), db, testTemplate.Tables...); err != nil {
		t.Fatal(err)
	}
	put := func(pk string, attributes map[string]types.AttributeValue) {
		t.Helper()
		item := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: pk}}
		for k, v := range attributes {
			item[k] = v
		}
		if _, err := db.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: aws.String("Records"), Item: item}); err != nil {
			t.Fatal(err)
		}
	}
	text := func(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

	// Before the stack starts: seen from TRIM_HORIZON, not from LATEST.
	put("r-early", nil)
	put("early", map[string]types.AttributeValue{"kind": text("bisect"), "deep": &types.AttributeValueMemberM{Value: map[string]types.AttributeValue{
		"list": &types.AttributeValueMemberL{Value: []types.AttributeValue{text("x"), &types.AttributeValueMemberN{Value: "7"}}},
		"bin":  &types.AttributeValueMemberB{Value: []byte("raw")},
	}}})
	for i := range 7 {
		item := map[string]types.AttributeValue{"kind": text("bisect")}
		if i == 4 {
			item["poison"] = text("yes")
		}
		put(fmt.Sprintf("b%d", i), item)
	}
	put("b0", map[string]types.AttributeValue{"kind": text("bisect"), "changed": text("yes")}) // no INSERT
	put("unrelated", map[string]types.AttributeValue{"kind": text("other")})

	var mu sync.Mutex
	var given []FailedBatch
	s, out := start(t, func(o *Options) {
		o.Streams = dynamolocal.StreamsClient(server.Endpoint)
		o.OnFailure = func(b FailedBatch) {
			mu.Lock()
			defer mu.Unlock()
			given = append(given, b)
		}
	})
	put("r0", nil)
	put("r1", map[string]types.AttributeValue{"poison": text("yes")})
	put("r2", nil)
	put("r2", map[string]types.AttributeValue{"changed": text("yes")}) // has an OldImage
	put("last", map[string]types.AttributeValue{"kind": text("bisect")})

	keys := func(function string) []string {
		var all []string
		for _, m := range regexp.MustCompile(`(?m)^`+function+` \| batch (.+)$`).FindAllStringSubmatch(out.String(), -1) {
			all = append(all, strings.Split(m[1], ",")...)
		}
		return all
	}
	deadline := time.Now().Add(20 * time.Second)
	for !slices.Contains(keys("Bisecting"), "last") || !slices.Contains(keys("Reporting"), "r2") {
		if time.Now().After(deadline) {
			t.Fatalf("not all arrived:\n%s", out)
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.Close()

	t.Run("filtered, in order, the poison isolated by bisecting", func(t *testing.T) {
		want := []string{"early", "deep=7raw", "b0", "b1", "b2", "b3", "b5", "b6", "last"}
		if got := keys("Bisecting"); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		// One batch of 8, its half of 4, the half of that, then the record alone: 1 + 2 retries.
		var sizes []string
		for _, m := range regexp.MustCompile(`Bisecting \| refused (\d)`).FindAllStringSubmatch(out.String(), -1) {
			sizes = append(sizes, m[1])
		}
		if want := []string{"8", "4", "2", "1", "1", "1"}; !slices.Equal(sizes, want) {
			t.Errorf("refused batches of %v, want %v", sizes, want)
		}
	})
	t.Run("ReportBatchItemFailures: what was taken is not given again", func(t *testing.T) {
		got := keys("Reporting")
		if slices.Contains(got, "r-early") {
			t.Error("LATEST reads what was there before")
		}
		if got := slices.DeleteFunc(got, func(k string) bool { return k == "" }); !slices.Equal(got, []string{"r0", "r2"}) {
			t.Errorf("got %v", got)
		}
	})
	t.Run("the destination hears of both", func(t *testing.T) {
		mu.Lock()
		defer mu.Unlock()
		attempts := map[string]int{}
		for _, b := range given {
			attempts[b.Function] += b.RequestContext.Attempts
			if b.Destination != "arn:aws:sqs:us-east-1:000000000000:Failures" || b.Batch.StartSequenceNumber == "" || b.Batch.ShardID == "" {
				t.Errorf("%+v", b)
			}
			text, err := json.Marshal(b)
			if err != nil || !strings.Contains(string(text), `"condition":"RetryAttemptsExhausted"`) {
				t.Errorf("%s %v", text, err)
			}
		}
		if len(given) != 2 || attempts["Bisecting"] != 3 || attempts["Reporting"] != 2 {
			t.Errorf("%+v", given)
		}
	})
}

// What is given to the function again after its answer.
func TestRest(t *testing.T) {
	batch := []streamRecord{{sequence: "1"}, {sequence: "2"}, {sequence: "3"}}
	p := &pump{event: template.Stream{PartialFailures: true}}
	for _, tc := range []struct {
		name string
		r    InvocationResult
		want int // records left
	}{
		{"an error leaves all", InvocationResult{FunctionError: "Unhandled", Payload: []byte(`{"batchItemFailures":[]}`)}, 3},
		{"an empty report leaves none", InvocationResult{Payload: []byte(`{"batchItemFailures":[]}`)}, 0},
		{"null leaves none", InvocationResult{Payload: []byte(`null`)}, 0},
		{"the lowest reported record counts", InvocationResult{Payload: []byte(`{"batchItemFailures":[{"itemIdentifier":"3"},{"itemIdentifier":"2"}]}`)}, 2},
		{"an unknown identifier leaves all", InvocationResult{Payload: []byte(`{"batchItemFailures":[{"itemIdentifier":"9"}]}`)}, 3},
		{"an empty identifier leaves all", InvocationResult{Payload: []byte(`{"batchItemFailures":[{"itemIdentifier":""}]}`)}, 3},
		{"a missing identifier leaves all", InvocationResult{Payload: []byte(`{"batchItemFailures":[{}]}`)}, 3},
		{"no report leaves all", InvocationResult{Payload: []byte(`"done"`)}, 3},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := p.rest(batch, tc.r); len(got) != tc.want {
				t.Errorf("%d left, want %d", len(got), tc.want)
			}
		})
	}
	if got := (&pump{}).rest(batch, InvocationResult{Payload: []byte(`{"batchItemFailures":[{"itemIdentifier":"1"}]}`)}); got != nil {
		t.Error("without ReportBatchItemFailures the answer says nothing")
	}
}

func TestPattern(t *testing.T) {
	record := `{"eventName":"MODIFY","dynamodb":{"SizeBytes":120,"NewImage":{
		"state":{"S":"verified"},"n":{"N":"5"},"ok":{"BOOL":true},"tags":{"SS":["a","b"]},"none":{"NULL":true}}}}`
	image := func(s string) string { return `{"dynamodb":{"NewImage":` + s + `}}` }
	for _, tc := range []struct {
		pattern string
		want    bool
	}{
		{`{"eventName":["INSERT","MODIFY"]}`, true},
		{`{"eventName":["INSERT"]}`, false},
		{image(`{"state":{"S":["verified"]}}`), true},
		{image(`{"state":{"S":[{"prefix":"ver"}]}}`), true},
		{image(`{"state":{"S":[{"prefix":"x"},{"suffix":"fied"}]}}`), true},
		{image(`{"state":{"S":[{"equals-ignore-case":"VERIFIED"}]}}`), true},
		{image(`{"state":{"S":[{"anything-but":["verified"]}]}}`), false},
		{image(`{"state":{"S":[{"anything-but":"other"}]}}`), true},
		{image(`{"gone":{"S":[{"anything-but":"other"}]}}`), false},
		{image(`{"state":{"S":[{"exists":true}]}}`), true},
		{image(`{"gone":{"S":[{"exists":true}]}}`), false},
		{image(`{"gone":{"S":[{"exists":false}]}}`), true},
		{image(`{"state":{"S":[{"exists":false}]}}`), false},
		{image(`{"state":[{"exists":true}]}`), false}, // an object is no leaf
		{`{"dynamodb":{"OldImage":{"state":{"S":[{"exists":false}]}}}}`, true},
		{image(`{"ok":{"BOOL":[true]}}`), true},
		{image(`{"tags":{"SS":["b"]}}`), true},
		{image(`{"tags":{"SS":["c"]}}`), false},
		{image(`{"n":{"N":["5"]}}`), true},
		{image(`{"n":{"N":[{"numeric":["=",5]}]}}`), false}, // numbers are texts there
		{`{"dynamodb":{"SizeBytes":[{"numeric":[">",100,"<=",120]}]}}`, true},
		{`{"dynamodb":{"SizeBytes":[{"numeric":["<",120]}]}}`, false},
		{`{"dynamodb":{"SizeBytes":[120]}}`, true},
		{`{"eventName":["MODIFY"],"dynamodb":{"NewImage":{"state":{"S":["other"]}}}}`, false},
	} {
		t.Run(tc.pattern, func(t *testing.T) {
			p, err := compilePattern(tc.pattern)
			if err != nil {
				t.Fatal(err)
			}
			var v map[string]any
			if err := json.Unmarshal([]byte(record), &v); err != nil {
				t.Fatal(err)
			}
			if got := passes([]pattern{p}, v); got != tc.want {
				t.Errorf("got %v", got)
			}
		})
	}
	for _, bad := range []string{
		`x`, `[]`, `{}`, `{"a":"b"}`, `{"a":[]}`, `{"a":[{"cidr":"10.0.0.0/8"}]}`, `{"a":[{"prefix":1}]}`, `{"$or":[{"a":["b"]}]}`,
		`{"a":[{"numeric":["~",1]}]}`, `{"a":[{"numeric":["<"]}]}`, `{"a":[{"exists":"yes"}]}`, `{"a":[{"prefix":"a","suffix":"b"}]}`,
	} {
		if _, err := compilePattern(bad); err == nil {
			t.Errorf("pattern %s is accepted", bad)
		}
	}
}
