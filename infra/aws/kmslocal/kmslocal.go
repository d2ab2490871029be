// Package kmslocal is a small stand-in for AWS KMS, for local runs and tests only: it speaks the protocol that the
// AWS SDK speaks (AWS JSON 1.1 over HTTP, signed with Signature Version 4) for the operations that Shiming uses,
// GenerateDataKey, Decrypt, GenerateMac, VerifyMac, Sign and GetPublicKey, and refuses what KMS would refuse.
//
// Here live the server and its keys, which all derive from one seed so that a restarted server opens what an earlier one
// wrapped. What must not live here: anything a deployed function needs. It protects
// nothing: whoever has the seed has every key.
package kmslocal

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
	"time"

	"shiming/infra/aws/loopback"
	"shiming/infra/aws/sigv4"
)

// The operations of the server, as they are counted by Calls and given to Options.Fault.
const (
	GenerateDataKey = "GenerateDataKey"
	Decrypt         = "Decrypt"
	GenerateMac     = "GenerateMac"
	VerifyMac       = "VerifyMac"
	Sign            = "Sign"
	GetPublicKey    = "GetPublicKey"
)

// MinSeed is the shortest seed, in bytes.
const MinSeed = 16

// Options say which keys a server has and who may use them. Those of the first group are required.
type Options struct {
	Seed            []byte // MinSeed bytes or more; every key derives from it (see SeedFile)
	Region          string // such as "us-east-1": requests signed for another region are refused
	AccessKeyID     string // the one caller the server knows, with any session token
	SecretAccessKey string
	Now             func() time.Time // the time of day, to judge the age of signatures

	// DataKeys are symmetric keys, MacKeys are HMAC_256 keys, each by its ARN or its bare id. A request must use the
	// same form; a key that is not listed does not exist.
	DataKeys, MacKeys []string
	// SignKeys are RSA_2048 keys, named in the same way. They derive from nothing: each server makes its own.
	SignKeys []string

	// Fault, where set, is asked before each operation, after the signature was found good. An error makes the
	// operation fail: a *Fault as it says, any other as KMSInternalException (500). Called concurrently.
	Fault func(op string) error

	Address string // where Start listens, a loopback address with port; "": "127.0.0.1:0"
}

// KeyFault is an error as KMS sends it.
type KeyFault struct {
	Status  int    // of HTTP
	Code    string // such as "ThrottlingException"
	Message string
}

// Error returns code and message.
func (f *KeyFault) Error() string { return f.Code + ": " + f.Message }

// KMS is the stand-in, an http.Handler. Safe for concurrent use.
type KMS struct {
	options Options
	keys    map[string]*key
	signed  sigv4.SignatureVerifier

	mu    sync.Mutex
	calls map[string]int

	served *loopback.Server // nil unless started
}

// New returns a server that does not listen; serve it as an http.Handler. It fails where an option is missing or a key
// is listed twice.
func New(o Options) (*KMS, error) {
	if len(o.Seed) < MinSeed {
		return nil, fmt.Errorf("kmslocal: the seed has %d bytes, %d are needed", len(o.Seed), MinSeed)
	}
	if o.Region == "" || o.AccessKeyID == "" || o.SecretAccessKey == "" || o.Now == nil {
		return nil, errors.New("kmslocal: region, access key id, secret access key and clock are needed")
	}
	o.Seed = slices.Clone(o.Seed)
	s := &KMS{options: o, keys: map[string]*key{}, calls: map[string]int{}}
	s.signed = sigv4.SignatureVerifier{
		Region: o.Region, Service: "kms", AccessKeyID: o.AccessKeyID, SecretAccessKey: o.SecretAccessKey, Now: o.Now,
	}
	for _, list := range []struct {
		ids   []string
		usage string
	}{{o.DataKeys, usageEncrypt}, {o.MacKeys, usageMAC}, {o.SignKeys, usageSign}} {
		for _, id := range list.ids {
			if id == "" || len(id) > maxKeyID {
				return nil, fmt.Errorf("kmslocal: key id %q does not have 1 to %d bytes", id, maxKeyID)
			}
			if _, there := s.keys[id]; there {
				return nil, fmt.Errorf("kmslocal: key %s is listed twice", id)
			}
			k, err := deriveKey(o.Seed, id, list.usage)
			if err != nil {
				return nil, err
			}
			s.keys[id] = k
		}
	}
	return s, nil
}

// Start returns a server that listens at Options.Address until it is closed.
func Start(o Options) (*KMS, error) {
	s, err := New(o)
	if err != nil {
		return nil, err
	}
	if s.served, err = loopback.Serve(o.Address, s); err != nil {
		return nil, fmt.Errorf("kmslocal: %w", err)
	}
	return s, nil
}

// URL returns where a started server listens, for BaseEndpoint of the SDK; "" for one that was not started.
func (s *KMS) URL() string {
	if s.served == nil {
		return ""
	}
	return s.served.URL()
}

// Close stops a started server and drops its connections.
func (s *KMS) Close() error {
	if s.served == nil {
		return nil
	}
	return s.served.Close()
}

// Calls returns how many well signed requests for op have come in, those that failed included.
func (s *KMS) Calls(op string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.calls[op]
}

// SeedFile returns the seed kept in the file at path, and makes one (mode 0600, random) where there is none. One
// process at a time.
func SeedFile(path string) ([]byte, error) {
	seed, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		seed = make([]byte, 32)
		rand.Read(seed)
		err = os.WriteFile(path, seed, 0o600)
	}
	if err != nil {
		return nil, err
	}
	if len(seed) < MinSeed {
		return nil, fmt.Errorf("%s: a seed of %d bytes, %d are needed", path, len(seed), MinSeed)
	}
	return seed, nil
}
