package kmskeys

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/kms"

	"shiming/infra/aws/kmslocal"
	"shiming/shared/vault/sealed"
	"shiming/shared/vault/sealed/sealedtest"
)

const (
	arn     = "arn:aws:kms:us-east-1:111122223333:key/"
	purpose = "form:acct_1"
	number  = "11010519491231002X"
)

// setup is a local KMS with keys data-1…5 and mac-1…3, and what may go wrong with it.
type setup struct {
	kms   *kmslocal.KMS
	clock atomic.Int64 // seconds
	fault atomic.Pointer[func(op string) error]
}

func (s *setup) now() time.Time { return time.Unix(s.clock.Load(), 0) }

func (s *setup) turn(d time.Duration) { s.clock.Add(int64(d / time.Second)) }

func (s *setup) failWith(fault func(op string) error) { s.fault.Store(&fault) }

func start(t testing.TB, seed string) *setup {
	t.Helper()
	s := &setup{}
	s.clock.Store(1_800_000_000)
	s.failWith(func(string) error { return nil })
	server, err := kmslocal.Start(kmslocal.Options{
		Seed: []byte(seed), Region: "us-east-1", AccessKeyID: "AKIDLOCAL", SecretAccessKey: "secret",
		DataKeys: []string{arn + "data-1", arn + "data-2", arn + "data-3", arn + "data-4", arn + "data-5"},
		MacKeys:  []string{arn + "mac-1", arn + "mac-2", arn + "mac-3"},
		Now:      time.Now, // the SDK signs by the real time
		Fault:    func(op string) error { return (*s.fault.Load())(op) },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	s.kms = server
	return s
}

// client is the SDK's own, as a function builds it, but for the pause between its attempts.
func (s *setup) client(secret string) *kms.Client {
	return kms.NewFromConfig(aws.Config{
		Region:       "us-east-1",
		Credentials:  credentials.NewStaticCredentialsProvider("AKIDLOCAL", secret, "session"),
		BaseEndpoint: aws.String(s.kms.URL()),
		Retryer: func() aws.Retryer {
			return retry.NewStandard(func(o *retry.StandardOptions) {
				o.Backoff = retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return time.Millisecond, nil })
			})
		},
	})
}

// keys is one container: it has caches of its own.
func (s *setup) keys(t testing.TB, data, digests string) *Keys {
	t.Helper()
	k, err := New(s.client("secret"), Config{DataKeys: data, DigestKeys: digests, Now: s.now})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func (s *setup) container(t testing.TB) *Keys {
	t.Helper()
	return s.keys(t, "1="+arn+"data-1", "1="+arn+"mac-1")
}

func (s *setup) wantCalls(t *testing.T, dataKeys, decrypts, macs int) {
	t.Helper()
	got := fmt.Sprint(s.kms.Calls(kmslocal.GenerateDataKey), s.kms.Calls(kmslocal.Decrypt), s.kms.Calls(kmslocal.GenerateMac))
	if want := fmt.Sprint(dataKeys, decrypts, macs); got != want {
		t.Errorf("calls of GenerateDataKey, Decrypt, GenerateMac: %s, want %s", got, want)
	}
}

func TestConformance(t *testing.T) {
	sealedtest.Run(t, func(t *testing.T) sealedtest.Fixture {
		s := start(t, "the seed of these tests")
		data, digests := "1="+arn+"data-1", "1="+arn+"mac-1"
		dataKeys, digestKeys := 1, 1
		return sealedtest.Fixture{
			Keys: s.keys(t, data, digests),
			Others: []sealed.Keys{
				s.keys(t, "1="+arn+"data-5", "1="+arn+"mac-3"),                 // other keys of the same account
				start(t, "the seed of another account").keys(t, data, digests), // the same names, other secrets
				s.keys(t, "2="+arn+"data-1,1="+arn+"data-5", "1="+arn+"mac-2"), // the same key as another version
				s.keys(t, "2="+arn+"data-2", "2="+arn+"mac-2,1="+arn+"mac-3"),  // a version that is gone
				s.keys(t, "1="+arn+"data-1/", "1="+arn+"mac-3"),                // a key with nearly the same name
			},
			RotateData: func(t *testing.T) sealed.Keys {
				dataKeys++
				data = fmt.Sprintf("%d=%sdata-%d,%s", dataKeys, arn, dataKeys, data)
				return s.keys(t, data, digests)
			},
			RotateDigest: func(t *testing.T) sealed.Keys {
				digestKeys++
				digests = fmt.Sprintf("%d=%smac-%d,%s", digestKeys, arn, digestKeys, digests)
				return s.keys(t, data, digests)
			},
		}
	})
}

func TestSealCallsSeldom(t *testing.T) {
	t.Run("1000 seals and opens of one container: one call", func(t *testing.T) {
		s := start(t, "the seed of these tests")
		k := s.container(t)
		for range 1000 {
			if got := reopen(t, k, seal(t, k)); got != number {
				t.Fatal("opens to something else")
			}
		}
		s.wantCalls(t, 1, 0, 0)
	})
	t.Run("a burst on a cold container: one call", func(t *testing.T) {
		s := start(t, "the seed of these tests")
		k := s.container(t)
		together(64, func() { seal(t, k) })
		s.wantCalls(t, 1, 0, 0)
	})
	t.Run("warmed: none more", func(t *testing.T) {
		s := start(t, "the seed of these tests")
		k := s.container(t)
		if err := k.Warm(t.Context(), purpose); err != nil {
			t.Fatal(err)
		}
		s.wantCalls(t, 1, 0, 0)
		seal(t, k)
		s.wantCalls(t, 1, 0, 0)
	})
	t.Run("a new data key after KeyLifetime, not before", func(t *testing.T) {
		s := start(t, "the seed of these tests")
		k := s.container(t)
		first := seal(t, k)
		s.turn(KeyLifetime - time.Second)
		seal(t, k)
		s.wantCalls(t, 1, 0, 0)
		s.turn(time.Second)
		together(64, func() { seal(t, k) })
		s.wantCalls(t, 2, 0, 0)
		reopen(t, k, first) // its key left the memory too
		s.wantCalls(t, 2, 1, 0)
	})
	t.Run("a clock put back does not prolong a key", func(t *testing.T) {
		s := start(t, "the seed of these tests")
		k := s.container(t)
		seal(t, k)
		s.turn(-time.Hour)
		seal(t, k)
		s.wantCalls(t, 2, 0, 0)
	})
	t.Run("a new data key after MaxSeals, not before", func(t *testing.T) {
		s := start(t, "the seed of these tests")
		k := s.container(t)
		seal(t, k)
		k.sealing.in(classOf(purpose)).seals = MaxSeals - 1
		seal(t, k)
		s.wantCalls(t, 1, 0, 0)
		seal(t, k)
		s.wantCalls(t, 2, 0, 0)
	})
}

func TestOpenCallsSeldom(t *testing.T) {
	t.Run("another container's envelopes: one call per data key, however many ask at once", func(t *testing.T) {
		s := start(t, "the seed of these tests")
		writer := s.container(t)
		a, b := seal(t, writer), seal(t, writer)
		reader := s.container(t)
		together(64, func() { reopen(t, reader, a) })
		s.wantCalls(t, 1, 1, 0)
		reopen(t, reader, b)
		s.wantCalls(t, 1, 1, 0)
		s.turn(KeyLifetime)
		reopen(t, reader, b)
		s.wantCalls(t, 1, 2, 0)
	})
	t.Run("the keys kept are bounded, the oldest use goes first", func(t *testing.T) {
		s := start(t, "the seed of these tests")
		k := s.container(t)
		first := seal(t, k)
		header := func(i int) []byte { return fmt.Appendf(nil, "header %d", i) }
		for i := range MaxOpened - 1 {
			k.opened.put(header(i), &sealed.Sealer{}, s.now())
		}
		reopen(t, k, first) // now the most recently used
		k.opened.put(header(MaxOpened), &sealed.Sealer{}, s.now())
		if got := len(k.opened.keys); got != MaxOpened || k.opened.order.Len() != MaxOpened {
			t.Errorf("%d keys kept, want %d", got, MaxOpened)
		}
		if k.opened.get(header(0), s.now()) != nil {
			t.Error("the least recently used key was kept")
		}
		reopen(t, k, first)
		s.wantCalls(t, 1, 0, 0)
	})
	t.Run("no call for what no key of ours wrapped", func(t *testing.T) {
		s := start(t, "the seed of these tests")
		envelope := seal(t, s.container(t))
		other := s.keys(t, "1="+arn+"data-2", "1="+arn+"mac-1")
		bare, err := sealed.NewSealer(sealed.Header{KeyID: arn + "data-2", Version: 1}, make([]byte, sealed.KeySize))
		if err != nil {
			t.Fatal(err)
		}
		unwrapped, err := bare.Seal(purpose, []byte(number))
		if err != nil {
			t.Fatal(err)
		}
		for name, e := range map[string][]byte{"another key's": envelope, "without a wrapped key": unwrapped, "garbage": []byte("SMS")} {
			if _, err := other.Open(t.Context(), purpose, e); !errors.Is(err, sealed.ErrSealed) {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.wantCalls(t, 1, 0, 0)
	})
}

func TestDigestsCallOncePerKey(t *testing.T) {
	s := start(t, "the seed of these tests")
	k := s.keys(t, "1="+arn+"data-1", "3="+arn+"mac-3,1="+arn+"mac-1,2="+arn+"mac-2")
	d, err := k.Digests(t.Context(), "subject", []byte(number))
	if err != nil {
		t.Fatal(err)
	}
	s.wantCalls(t, 0, 0, 3)
	for i, prefix := range []string{"v3:", "v1:", "v2:"} { // as configured
		if !strings.HasPrefix(d[i], prefix) {
			t.Errorf("digest %d is %s, want %s", i, d[i], prefix)
		}
	}
}

func TestWrappedKeyUnderAnotherName(t *testing.T) {
	s := start(t, "the seed of these tests")
	e, err := sealed.Parse(seal(t, s.container(t)))
	if err != nil {
		t.Fatal(err)
	}
	forger, err := sealed.NewSealer(sealed.Header{KeyID: arn + "data-2", Version: 2, Wrapped: e.Wrapped}, make([]byte, sealed.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	forged, err := forger.Seal(purpose, []byte(number))
	if err != nil {
		t.Fatal(err)
	}
	k := s.keys(t, "2="+arn+"data-2,1="+arn+"data-1", "1="+arn+"mac-1")
	if _, err := k.Open(t.Context(), purpose, forged); !errors.Is(err, sealed.ErrSealed) { // KMS: IncorrectKeyException
		t.Errorf("got %v, want ErrSealed", err)
	}
}

func TestSealedOutlivesTheServer(t *testing.T) {
	first := start(t, "the seed of these tests")
	envelope := seal(t, first.container(t))
	first.kms.Close()
	if got := reopen(t, start(t, "the seed of these tests").container(t), envelope); got != number {
		t.Error("opens to something else")
	}
}

func callEach(ctx context.Context, k *Keys, envelope []byte) map[string]error {
	errs := map[string]error{"Warm": k.Warm(ctx, purpose)}
	_, errs["Seal"] = k.Seal(ctx, purpose, []byte(number))
	_, errs["Open"] = k.Open(ctx, purpose, envelope)
	_, errs["Digests"] = k.Digests(ctx, purpose, []byte(number))
	return errs
}

func together(n int, f func()) {
	var wait sync.WaitGroup
	for range n {
		wait.Go(f)
	}
	wait.Wait()
}

func seal(t testing.TB, k *Keys) []byte {
	t.Helper()
	envelope, err := k.Seal(t.Context(), purpose, []byte(number))
	if err != nil {
		t.Errorf("seal: %v", err)
	}
	return envelope
}

func reopen(t testing.TB, k *Keys, envelope []byte) string {
	t.Helper()
	plain, err := k.Open(t.Context(), purpose, envelope)
	if err != nil {
		t.Errorf("open: %v", err)
	}
	return string(plain)
}
