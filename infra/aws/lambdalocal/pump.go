package lambdalocal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"

	"shiming/infra/aws/template"
)

// How often the stream is asked. Lambda polls a shard four times a second; here tests wait for it.
const (
	pollEvery    = 50 * time.Millisecond
	shardsEvery  = time.Second // for new shards
	readAtATime  = 1000
	errorBackoff = 500 * time.Millisecond
)

// pump is one event source mapping: it reads all shards of a table's stream, each in order, and hands the records to
// a function. Positions are kept in memory: a new stack starts at StartingPosition again, as a new mapping does.
type pump struct {
	stack     *Lambda
	client    *dynamodbstreams.Client
	function  *function
	event     template.Stream
	arn       string
	filters   []pattern
	onFailure func(FailedBatch)

	iterators map[string]string // of the shards that were there at the start
	seen      map[string]bool   // shards that are or were read
}

// startPumps starts the stream readers. With LATEST the reading position is fixed before it returns, so that nothing
// written after Start is missed.
func (s *Lambda) startPumps(ctx, run context.Context, o Options) error {
	for _, spec := range o.Template.Functions {
		for _, event := range spec.Streams {
			p := &pump{
				stack: s, client: o.Streams, function: s.functions[spec.ID], event: event, onFailure: o.OnFailure,
				iterators: map[string]string{}, seen: map[string]bool{},
			}
			for _, text := range event.Filters {
				compiled, err := compilePattern(text)
				if err != nil {
					return fmt.Errorf("%s: event %s: %w", spec.ID, event.Name, err)
				}
				p.filters = append(p.filters, compiled)
			}
			if o.Streams == nil {
				continue
			}
			table, ok := o.Template.Table(event.Table)
			if !ok {
				return fmt.Errorf("%s: event %s: %s is no table", spec.ID, event.Name, event.Table)
			}
			if err := p.open(ctx, table.Name); err != nil {
				return fmt.Errorf("%s: event %s: table %s: %w", spec.ID, event.Name, table.Name, err)
			}
			s.done.Go(func() { p.run(run) })
		}
	}
	return nil
}

// open finds the table's stream and takes the first positions.
func (p *pump) open(ctx context.Context, table string) error {
	streams, err := p.client.ListStreams(ctx, &dynamodbstreams.ListStreamsInput{TableName: aws.String(table)})
	if err != nil {
		return err
	}
	if len(streams.Streams) == 0 {
		return errors.New("there is no stream: create the table, with its stream, before the stack")
	}
	p.arn = aws.ToString(streams.Streams[len(streams.Streams)-1].StreamArn)
	if p.event.StartingPosition != string(types.ShardIteratorTypeLatest) {
		return nil
	}
	shards, err := p.shards(ctx)
	if err != nil {
		return err
	}
	for _, shard := range shards {
		id := aws.ToString(shard.ShardId)
		if p.iterators[id], err = p.iterator(ctx, id, types.ShardIteratorTypeLatest, ""); err != nil {
			return err
		}
	}
	return nil
}

// run looks for shards until ctx ends. A shard is read after its parent, so that an item's changes stay in order.
func (p *pump) run(ctx context.Context) {
	ended := make(chan string)
	reading := map[string]bool{}
	for ctx.Err() == nil {
		shards, err := p.shards(ctx)
		if p.gone(err) {
			break
		}
		if err != nil && ctx.Err() == nil {
			fmt.Fprintf(p.stack.output, "%s | stream %s: %v\n", p.function.spec.ID, p.event.Name, err)
		}
		for _, shard := range shards {
			id := aws.ToString(shard.ShardId)
			if p.seen[id] || reading[aws.ToString(shard.ParentShardId)] {
				continue
			}
			if parent := aws.ToString(shard.ParentShardId); parent != "" && !p.seen[parent] && holds(shards, parent) {
				continue
			}
			p.seen[id], reading[id] = true, true
			go func() {
				p.read(ctx, id)
				ended <- id
			}()
		}
		select {
		case id := <-ended:
			delete(reading, id)
		case <-time.After(shardsEvery):
		case <-ctx.Done():
		}
	}
	for len(reading) > 0 {
		delete(reading, <-ended)
	}
}

func holds(shards []types.Shard, id string) bool {
	for _, s := range shards {
		if aws.ToString(s.ShardId) == id {
			return true
		}
	}
	return false
}

// shards lists all shards of the stream.
func (p *pump) shards(ctx context.Context) ([]types.Shard, error) {
	var out []types.Shard
	in := &dynamodbstreams.DescribeStreamInput{StreamArn: aws.String(p.arn)}
	for {
		d, err := p.client.DescribeStream(ctx, in)
		if err != nil {
			return out, err
		}
		out = append(out, d.StreamDescription.Shards...)
		if in.ExclusiveStartShardId = d.StreamDescription.LastEvaluatedShardId; in.ExclusiveStartShardId == nil {
			return out, nil
		}
	}
}

func (p *pump) iterator(ctx context.Context, shard string, kind types.ShardIteratorType, after string) (string, error) {
	in := &dynamodbstreams.GetShardIteratorInput{StreamArn: aws.String(p.arn), ShardId: aws.String(shard), ShardIteratorType: kind}
	if after != "" {
		in.SequenceNumber = aws.String(after)
	}
	out, err := p.client.GetShardIterator(ctx, in)
	if err != nil {
		return "", err
	}
	return aws.ToString(out.ShardIterator), nil
}

// read reads one shard to its end or until ctx ends.
func (p *pump) read(ctx context.Context, shard string) {
	iterator, last := p.iterators[shard], ""
	for ctx.Err() == nil {
		var err error
		if iterator == "" {
			kind := types.ShardIteratorTypeTrimHorizon
			if last != "" {
				kind = types.ShardIteratorTypeAfterSequenceNumber
			}
			iterator, err = p.iterator(ctx, shard, kind, last)
		}
		var out *dynamodbstreams.GetRecordsOutput
		if err == nil {
			out, err = p.client.GetRecords(ctx, &dynamodbstreams.GetRecordsInput{ShardIterator: aws.String(iterator), Limit: aws.Int32(readAtATime)})
		}
		if err != nil {
			if p.gone(err) {
				return
			}
			iterator = "" // it may have expired: go on behind the last record that was handled
			sleep(ctx, errorBackoff)
			continue
		}
		if len(out.Records) > 0 {
			p.handle(ctx, shard, out.Records)
			last = aws.ToString(out.Records[len(out.Records)-1].Dynamodb.SequenceNumber)
		}
		if out.NextShardIterator == nil {
			return // the shard is closed and read
		}
		iterator = *out.NextShardIterator
		if len(out.Records) == 0 {
			sleep(ctx, pollEvery)
		}
	}
}

// gone says that the stream has been deleted, with its table.
func (p *pump) gone(err error) bool {
	var notFound *types.ResourceNotFoundException
	return errors.As(err, &notFound)
}

// handle filters records and delivers them in batches.
func (p *pump) handle(ctx context.Context, shard string, records []types.Record) {
	var batch []streamRecord
	for _, r := range records {
		record := newStreamRecord(r, p.arn)
		if !passes(p.filters, record.value) {
			continue
		}
		if batch = append(batch, record); len(batch) == p.event.BatchSize {
			p.deliver(ctx, shard, batch)
			batch = nil
		}
	}
	if len(batch) > 0 {
		p.deliver(ctx, shard, batch)
	}
}

// sleep waits, or returns early when ctx ends.
func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}
