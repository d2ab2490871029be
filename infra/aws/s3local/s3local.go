// Package s3local is S3 for one machine: the gateway of github.com/versity/versitygw in this process, on a port of the
// loopback address, over a folder of sealed files. The gateway is what checks signatures, expiry, lengths and types
// as S3 does; here live the folder behind it and the gateway's start and end.
//
// The gateway's own backend for folders is not used: it changes the working directory of the process, so there could
// be only one in it, and it keeps pictures of identity documents unsealed.
package s3local

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

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
	// Dir holds everything, credentials and port included; it is made when missing. One server at a time has it.
	Dir string
	// Keys seals the objects at rest, as a bucket's default encryption does.
	Keys steps.Keys
	// AccessKeyID and SecretAccessKey are the one caller; "" makes them once and keeps them in Dir.
	AccessKeyID, SecretAccessKey string
	// Created, when set, hears of every object that was written, after it is durable and before the writer is
	// answered. It is called concurrently, and is not to block.
	Created func(key, version string)
	// Fault, when set, hears why an object could not be read or written.
	Fault func(cause error)
}

// Server is a running gateway. All methods are safe for concurrent use.
type Server struct {
	folder  *folder
	gateway *s3api.S3ApiServer
	access  access
	ended   chan error
}

// access is how the server is reached. It is kept, so that an address that was signed before a restart still leads to
// its object after it.
type access struct {
	ID     string `json:"access_key_id"`
	Secret string `json:"secret_access_key"`
	Port   int    `json:"port"`
}

// Start starts a server and goes on with the objects that are there.
func Start(o Options) (*Server, error) {
	folder, err := openFolder(filepath.Join(o.Dir, "objects"), o)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(o.Dir, "access.json")
	kept, err := readAccess(path)
	if err != nil {
		return nil, err
	}
	switch {
	case o.AccessKeyID != "":
		kept.ID, kept.Secret = o.AccessKeyID, o.SecretAccessKey
	case kept.ID == "":
		kept.ID, kept.Secret = "local"+rand.Text(), rand.Text()+rand.Text()
	}
	s := &Server{folder: folder}
	for try := 0; ; try++ {
		s.access = kept
		if s.access.Port == 0 || try > 0 { // somebody else may have taken the port meanwhile
			if s.access.Port, err = freePort(); err != nil {
				return nil, err
			}
		}
		if err = s.serve(); err == nil {
			break
		}
		if try == 4 {
			return nil, fmt.Errorf("s3local: %w", err)
		}
	}
	if s.access == kept {
		return s, nil
	}
	return s, errors.Join(writeAccess(path, s.access))
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
func (s *Server) serve() error {
	root := auth.Account{Access: s.access.ID, Secret: s.access.Secret, Role: auth.RoleAdmin}
	listening := make(chan struct{})
	gateway, err := s3api.New(s.folder, middlewares.RootUserConfig{Access: root.Access, Secret: root.Secret}, Region,
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
	go func() { ended <- gateway.ServeMultiPort([]string{"127.0.0.1:" + strconv.Itoa(s.access.Port)}) }()
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
func (s *Server) Endpoint() string { return "http://127.0.0.1:" + strconv.Itoa(s.access.Port) }

// Config is the configuration of a client of the server.
func (s *Server) Config() aws.Config {
	endpoint := s.Endpoint()
	return aws.Config{
		Region: Region, BaseEndpoint: &endpoint, HTTPClient: &http.Client{Timeout: 30 * time.Second},
		Credentials: credentials.NewStaticCredentialsProvider(s.access.ID, s.access.Secret, ""),
	}
}

// Keys lists the keys of the objects under the prefix that are older than age, in no order.
func (s *Server) Keys(prefix string, age time.Duration) ([]string, error) {
	return s.folder.keys(prefix, age)
}

// Remove removes an object; one that is not there is no error.
func (s *Server) Remove(key string) error { return s.folder.remove(key) }

// patience is how long Close waits for the requests under way. A connection that was opened and never used counts as
// one, and clients open them for later.
const patience = time.Second

// Close takes no more connections, lets the requests under way end for a moment, and stops. A request that takes longer
// is either done or not, as when the process ends.
func (s *Server) Close() error {
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

func readAccess(path string) (access, error) {
	var a access
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return a, nil
	}
	if err != nil {
		return a, err
	}
	if err := json.Unmarshal(data, &a); err != nil {
		return a, fmt.Errorf("%s cannot be read; remove it to get a new one", path)
	}
	return a, nil
}

func writeAccess(path string, a access) error {
	data, err := json.Marshal(a)
	if err != nil {
		return err
	}
	return os.WriteFile(path, data, 0o600)
}
