// Package s3local is S3 for the tests: the gateway of github.com/versity/versitygw in this process, on a port of the
// loopback address, over a folder of sealed files (shared/files/folder). The gateway is what checks signatures, expiry,
// lengths and types as S3 does; here live the bucket behind it and the gateway's start and end.
//
// The gateway's own backend for folders is not used: it changes the working directory of the process, so there could
// be only one in it.
package s3local

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"
	"time"

	"shiming/shared/clock"
	"shiming/shared/files/folder"
	"shiming/shared/steps"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/versity/versitygw/auth"
	"github.com/versity/versitygw/s3api"
	"github.com/versity/versitygw/s3api/middlewares"
)

const (
	// Region is the region that requests are signed for.
	Region = "us-east-1"
	// Bucket is the one bucket.
	Bucket = "documents"
)

// The bounds of the gateway: beyond them connections are refused, and requests are told to slow down.
const (
	maxConnections = 256
	maxRequests    = 64
)

// Options say where the objects are and who may reach them.
type Options struct {
	// Dir holds the objects; it is made when missing. One server at a time has it.
	Dir string
	// Keys seals the objects at rest, as a bucket's default encryption does.
	Keys steps.Keys
	// AccessKeyID and SecretAccessKey are the one caller.
	AccessKeyID, SecretAccessKey string
	// Created, when set, hears of every object that was written, after it is durable and before the writer is
	// answered. It is called concurrently, and is not to block.
	Created func(key, version string)
}

// S3 is a running gateway. All methods are safe for concurrent use.
type S3 struct {
	options Options
	gateway *s3api.S3ApiServer
	port    int
	ended   chan error
}

// Start starts a server on a free port and goes on with the objects that are there.
func Start(o Options) (*S3, error) {
	files, err := folder.Open(folder.Options{Dir: o.Dir, Keys: o.Keys, Clock: clock.Now, Created: o.Created})
	if err != nil {
		return nil, err
	}
	s := &S3{options: o}
	for range 5 { // somebody else may take the port before the gateway does
		if s.port, err = freePort(); err != nil {
			return nil, err
		}
		if err = s.serve(&bucket{files: files}); err == nil {
			return s, nil
		}
	}
	return nil, fmt.Errorf("s3local: %w", err)
}

// oneCaller knows the one caller; everybody else does not exist, as S3 says it.
type oneCaller struct {
	auth.IAMService
	account auth.Account
}

// GetUserAccount returns the caller's account.
func (c oneCaller) GetUserAccount(access string) (auth.Account, error) {
	if access != c.account.Access {
		return auth.Account{}, auth.ErrNoSuchUser
	}
	return c.account, nil
}

// serve starts the gateway on the port, and returns when it listens, or why it does not.
func (s *S3) serve(b *bucket) error {
	root := auth.Account{Access: s.options.AccessKeyID, Secret: s.options.SecretAccessKey, Role: auth.RoleAdmin}
	listening := make(chan struct{})
	gateway, err := s3api.New(b, middlewares.RootUserConfig{Access: root.Access, Secret: root.Secret}, Region,
		oneCaller{auth.NewIAMServiceSingle(root), root}, nil, nil, nil, nil,
		s3api.WithQuiet(), s3api.WithKeepAlive(), s3api.WithConcurrencyLimiter(maxConnections, maxRequests),
		s3api.WithMpMaxParts(1),
		// An address that was signed is the whole permission: there are no cookies, so pages of any origin may use it.
		s3api.WithCORSAllowOrigin("*"),
		s3api.WithOnListen(func() { close(listening) }))
	if err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- gateway.ServeMultiPort([]string{"127.0.0.1:" + strconv.Itoa(s.port)}) }()
	select {
	case <-listening:
		s.gateway, s.ended = gateway, ended
		return nil
	case err := <-ended:
		if err == nil {
			err = errors.New("the gateway ended")
		}
		return err
	}
}

// Endpoint is the server's address, for AWS_ENDPOINT_URL_S3.
func (s *S3) Endpoint() string { return "http://127.0.0.1:" + strconv.Itoa(s.port) }

// Config is the configuration of a client of the server.
func (s *S3) Config() aws.Config {
	endpoint := s.Endpoint()
	return aws.Config{
		Region: Region, BaseEndpoint: &endpoint, HTTPClient: &http.Client{Timeout: 30 * time.Second},
		Credentials: credentials.NewStaticCredentialsProvider(s.options.AccessKeyID, s.options.SecretAccessKey, ""),
	}
}

// patience is how long Close waits for the requests under way. A connection that was opened and never used counts as
// one, and clients open them for later.
const patience = time.Second

// Close takes no more connections, lets the requests under way end for a moment, and stops. A request that takes longer
// is either done or not, as when the process ends.
func (s *S3) Close() error {
	done := make(chan error, 1)
	go func() { done <- s.gateway.ShutDown() }()
	<-s.ended // says that its listener is closed
	select {
	case err := <-done:
		return err
	case <-time.After(patience):
		return nil
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}
