package dynamolocal

import (
	"bytes"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"shiming/infra/aws/template"
)

func start(t *testing.T, o Options) *DynamoDB {
	t.Helper()
	began := time.Now()
	s, err := Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("ready after %v", time.Since(began).Round(time.Millisecond))
	t.Cleanup(func() { s.Close() })
	return s
}

func TestServer(t *testing.T) {
	s := start(t, Options{Progress: os.Stderr})
	client := Client(s.Endpoint)
	ctx := t.Context()
	table := template.Table{
		ID: "Records", Name: "records", Hash: "pk", TTL: "ttl", StreamView: "NEW_IMAGE",
		Attributes: []template.Attribute{{Name: "pk", Type: "S"}, {Name: "g", Type: "S"}},
		Indexes:    []template.Index{{Name: "by-g", Hash: "g", Projection: "ALL"}},
	}
	if err := CreateTables(ctx, client, table); err != nil {
		t.Fatal(err)
	}
	item := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "a"}}
	put := &dynamodb.PutItemInput{TableName: aws.String("records"), Item: item, ConditionExpression: aws.String("attribute_not_exists(pk)")}
	if _, err := client.PutItem(ctx, put); err != nil {
		t.Fatal(err)
	}
	if _, err := client.PutItem(ctx, put); err == nil || !strings.Contains(err.Error(), "ConditionalCheckFailed") {
		t.Errorf("the condition is not checked: %v", err)
	}
	d, err := client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: aws.String("records")})
	if err != nil || d.Table.LatestStreamArn == nil || len(d.Table.GlobalSecondaryIndexes) != 1 {
		t.Errorf("stream or index is missing: %v, %v", d, err)
	}
	ttl, err := client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: aws.String("records")})
	if err != nil || aws.ToString(ttl.TimeToLiveDescription.AttributeName) != "ttl" {
		t.Errorf("time to live is missing: %v", err)
	}

	t.Run("another server has its own memory", func(t *testing.T) {
		other := start(t, Options{})
		out, err := Client(other.Endpoint).ListTables(ctx, &dynamodb.ListTablesInput{})
		if err != nil || len(out.TableNames) != 0 {
			t.Errorf("tables %v, %v", out.TableNames, err)
		}
	})
	t.Run("close ends the process", func(t *testing.T) {
		s.Close()
		s.Close()
		if c, err := net.Dial("tcp", strings.TrimPrefix(s.Endpoint, "http://")); err == nil {
			c.Close()
			t.Error("it still listens")
		}
	})
}

func TestTakenPort(t *testing.T) {
	l, err := net.Listen("tcp", ":0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	s, err := Start(t.Context(), Options{Port: l.Addr().(*net.TCPAddr).Port})
	if err == nil {
		s.Close()
		t.Fatal("started on a taken port")
	}
	if !strings.Contains(err.Error(), "did not start") {
		t.Error(err)
	}
}

// Several test packages may need the first install at the same time.
func TestConcurrentInstall(t *testing.T) {
	cache := t.TempDir()
	var progress safeBuffer
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() {
			home, err := install(t.Context(), cache, &progress)
			if err != nil {
				t.Error(err)
				return
			}
			if _, err := os.Stat(filepath.Join(home, jarName)); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := strings.Count(progress.String(), "fetching"); n != 1 {
		t.Errorf("%d downloads, want 1", n)
	}
	left, _ := filepath.Glob(filepath.Join(cache, "install-*"))
	if len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// What is missing is said in one line, with the command that helps.
func TestMissingTools(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Start(t.Context(), Options{})
	checkAdvice(t, err)
	_, err = install(context.Background(), t.TempDir(), nil)
	checkAdvice(t, err)
	checkAdvice(t, Setup(t.Context(), new(bytes.Buffer)))

	t.Run("an old Java", func(t *testing.T) {
		bin := t.TempDir()
		script := "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n"
		if err := os.WriteFile(filepath.Join(bin, "java"), []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Setenv("PATH", bin)
		_, err := Start(t.Context(), Options{})
		checkAdvice(t, err)
	})
}

func checkAdvice(t *testing.T, err error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), "apt-get install -y openjdk-17-jre-headless npm") || strings.Contains(err.Error(), "\n") {
		t.Errorf("error %v", err)
	}
}

type safeBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}
