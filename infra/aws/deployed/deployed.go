// Package deployed puts the functions together as template.yaml deploys them, on one machine: built binaries behind an
// HTTP API, on DynamoDB Local, a local KMS, S3, queues and state machines, fed from the table's stream. `make run-lambda`,
// the benchmark and the conversations use it.
package deployed

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"

	"shiming/infra/aws/dynamolocal"
	"shiming/infra/aws/kmslocal"
	"shiming/infra/aws/lambdalocal"
	"shiming/infra/aws/logslocal"
	"shiming/infra/aws/metricslocal"
	"shiming/infra/aws/s3local"
	"shiming/infra/aws/sigv4"
	"shiming/infra/aws/template"
	"shiming/infra/server/asl"
	"shiming/infra/server/issuer"
	"shiming/shared/clock"
)

// Options says where and how. Only Root and BinDir are required.
type Options struct {
	// Root is the folder of template.yaml.
	Root string
	// BinDir is where the functions are built.
	BinDir string
	// Profile is the policy profile; "" is the template's default.
	Profile string
	// Addr is where the API listens; "" is a free port of the loopback address.
	Addr string
	// ReturnOrigins are where people may be sent back to.
	ReturnOrigins []string
	// Output takes what the functions print; nil discards it.
	Output io.Writer
	// Progress takes a line for each thing that takes long.
	Progress io.Writer
	// OnFailure hears of batches that were given up on.
	OnFailure func(lambdalocal.FailedBatch)
}

// Stack is the whole, running.
type Stack struct {
	*lambdalocal.Lambda
	Template *template.Template
	Issuer   *issuer.Issuer
	// Secret signs callbacks like the sandbox's.
	Secret []byte
	Dynamo *dynamolocal.DynamoDB
	KMS    *kmslocal.KMS
	S3     *s3local.S3
	// Logs holds what the functions print.
	Logs *logslocal.LogGroup
	// Metrics are what the lines among it count.
	Metrics *metricslocal.CloudWatch
	// States runs the state machines.
	States *asl.Interpreter

	dir      string
	uploads  *uploads
	queues   *queues
	workflow *workflow
	doors    *doors
}

// Ids of the local keys; the table's name is the template's logical id.
const (
	dataKey   = "arn:aws:kms:us-east-1:000000000000:key/local-data"
	digestKey = "arn:aws:kms:us-east-1:000000000000:key/local-digest"
	attestKey = "arn:aws:kms:us-east-1:000000000000:key/local-attest"
	signKey   = "arn:aws:kms:us-east-1:000000000000:key/local-sign"

	secretArn    = "arn:aws:secretsmanager:us-east-1:000000000000:secret:SandboxSecret"
	documentsKey = "arn:aws:kms:us-east-1:000000000000:key/local-documents"
)

// Load reads the template with the values of a local deployment under the policy profile; "" is the template's default.
func Load(root, profile string) (*template.Template, error) { return load(root, profile, Options{}) }

// load is Load for what will listen at the address of the options.
func load(root, profile string, o Options) (*template.Template, error) {
	params := map[string]string{
		"JwtIssuer": issuer.Name, "JwtAudience": issuer.Audience, "Sandbox": "true", "ReturnOrigins": strings.Join(o.ReturnOrigins, ","),
		// Nobody signs in here: the function of staff's pages starts, and says who has to.
		"StaffClientId": "console", "StaffSecretArn": "arn:aws:secretsmanager:us-east-1:000000000000:secret:staff",
	}
	if o.Addr != "" {
		params["SessionIssuer"] = "http://" + o.Addr
	}
	if profile != "" {
		params["Profile"] = profile
	}
	return template.Load(filepath.Join(root, "template.yaml"), template.Options{
		Params: params,
		Attrs: map[string]string{
			"DataKey.Arn": dataKey, "DigestKey.Arn": digestKey, "IdentityKey.Arn": attestKey, "SessionKey.Arn": signKey, "DocumentsKey.Arn": documentsKey, "SandboxSecret": secretArn,
			"Table.StreamArn": "arn:aws:dynamodb:us-east-1:000000000000:table/Table/stream/local",
			"Undelivered.Arn": "arn:aws:sqs:us-east-1:000000000000:Undelivered",
		},
	})
}

// Start builds the functions and starts everything with empty tables.
func Start(ctx context.Context, o Options) (_ *Stack, err error) {
	if o.Progress == nil {
		o.Progress = io.Discard
	}
	s := &Stack{}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if o.Addr == "" {
		if o.Addr, err = freeAddr(); err != nil {
			return nil, err
		}
	}
	if s.Template, err = load(o.Root, o.Profile, o); err != nil {
		return nil, err
	}
	_, _ = io.WriteString(o.Progress, "building the functions…\n")
	if err = lambdalocal.Build(ctx, s.Template, o.BinDir); err != nil {
		return nil, err
	}
	if s.dir, err = os.MkdirTemp("", "shiming-deployed-"); err != nil {
		return nil, err
	}
	if s.Issuer, err = issuer.Open(filepath.Join(s.dir, issuer.File)); err != nil {
		return nil, err
	}
	_, _ = io.WriteString(o.Progress, "starting DynamoDB Local…\n")
	if s.Dynamo, err = dynamolocal.Start(ctx, dynamolocal.Options{Progress: o.Progress}); err != nil {
		return nil, err
	}
	if err = dynamolocal.CreateTables(ctx, dynamolocal.Client(s.Dynamo.Endpoint), s.Template.Tables...); err != nil {
		return nil, err
	}
	if err = s.startKMS(); err != nil {
		return nil, err
	}
	report := func(line string) {
		if o.Output != nil {
			_, _ = io.WriteString(o.Output, line)
		}
	}
	if err = s.startS3(report); err != nil {
		return nil, err
	}
	if err = s.startSQS(); err != nil {
		return nil, err
	}
	if err = s.startStates(); err != nil {
		return nil, err
	}
	s.startLogs()
	if err = s.openDoors(); err != nil {
		return nil, err
	}
	s.Secret = []byte(random())
	printed := io.MultiWriter(s.Logs, s.Metrics)
	if o.Output != nil {
		printed = io.MultiWriter(printed, o.Output)
	}
	s.Lambda, err = lambdalocal.Start(ctx, lambdalocal.Options{
		Template: s.Template, BinDir: o.BinDir, Keyfunc: s.Issuer.Keyfunc, Output: printed, Addr: o.Addr,
		Streams: dynamolocal.StreamsClient(s.Dynamo.Endpoint), OnFailure: o.OnFailure,
		EnvOf: s.doors.env,
		Env: map[string]string{
			// The local S3 knows its one caller by its keys, and no sessions.
			"AWS_ENDPOINT_URL_S3": s.S3.Endpoint(), "BUCKET": s3local.Bucket, "AWS_SESSION_TOKEN": "",
			"AWS_ACCESS_KEY_ID": dynamolocal.AccessKeyID, "AWS_SECRET_ACCESS_KEY": dynamolocal.SecretAccessKey,
			"AWS_REGION": dynamolocal.Region, "PUBLIC_URL": "http://" + o.Addr,
		},
	})
	if err != nil {
		return nil, err
	}
	close(s.uploads.ready)
	close(s.workflow.ready)
	s.pollQueues(report)
	return s, nil
}

// startLogs makes the functions' log group, empty, and what makes metrics of it.
func (s *Stack) startLogs() {
	calls := func(service string) sigv4.SignatureVerifier {
		return sigv4.SignatureVerifier{
			Region: dynamolocal.Region, Service: service, Now: clock.Now,
			AccessKeyID: dynamolocal.AccessKeyID, SecretAccessKey: dynamolocal.SecretAccessKey,
		}
	}
	s.Logs, s.Metrics = logslocal.New("Logs", calls("logs")), metricslocal.New(calls("monitoring"))
}

func (s *Stack) startKMS() (err error) {
	s.KMS, err = kmslocal.Start(kmslocal.Options{
		Seed: []byte(random()), Region: dynamolocal.Region, Now: clock.Now,
		AccessKeyID: dynamolocal.AccessKeyID, SecretAccessKey: dynamolocal.SecretAccessKey,
		DataKeys: []string{dataKey}, MacKeys: []string{digestKey, attestKey}, SignKeys: []string{signKey},
	})
	return err
}

// Close stops what Start started, and only that.
func (s *Stack) Close() error {
	var errs []error
	if s.uploads != nil {
		s.uploads.close()
	}
	if s.workflow != nil {
		errs = append(errs, s.workflow.close())
	}
	if s.queues != nil {
		errs = append(errs, s.queues.close())
	}
	if s.S3 != nil {
		errs = append(errs, s.S3.Close())
	}
	if s.Lambda != nil {
		errs = append(errs, s.Lambda.Close())
	}
	if s.doors != nil {
		errs = append(errs, s.doors.close())
	}
	if s.KMS != nil {
		errs = append(errs, s.KMS.Close())
	}
	if s.Dynamo != nil {
		errs = append(errs, s.Dynamo.Close())
	}
	if s.dir != "" {
		errs = append(errs, os.RemoveAll(s.dir))
	}
	return errors.Join(errs...)
}

// freeAddr finds an address that is free: links have to say it before the API listens there.
func freeAddr() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

func random() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails, by the contract of crypto/rand
	return base64.RawURLEncoding.EncodeToString(b[:])
}
