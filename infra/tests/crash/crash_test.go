// Package crash kills the embedded server while people and enterprises go through verification, and holds it to its promises: no case
// lost, doubled or stuck, no place of an identity lost or taken twice.
package crash

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shiming/infra/server/issuer"
	"shiming/infra/tests/client"
	"shiming/infra/tests/stories"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
	"shiming/shared/store/sqlite"
)

// kills is how often the server dies (issue 3: 200 times at random moments).
const kills = 200

// It is THREATS' first way of proving the promises, at random moments instead of chosen calls.
func TestRULES_A3_H1_killed_at_random_moments(t *testing.T) {
	policy, err := policies.Load("")
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(t)
	ctx, cancel := context.WithTimeout(t.Context(), 15*time.Minute)
	defer cancel()
	tokens, err := issuer.Open(filepath.Join(s.dir, "issuer.pem"))
	if err != nil {
		t.Fatal(err)
	}
	var (
		over     atomic.Bool
		told     atomic.Int64
		serial   atomic.Int64
		tellers  sync.WaitGroup
		patience = &http.Client{Transport: client.Patient{Next: &http.Transport{}}}
	)
	for range 4 {
		tellers.Go(func() {
			for !over.Load() && ctx.Err() == nil {
				n := serial.Add(1)
				world := stories.World{
					Base: s.base, Issuer: tokens, HTTP: patience, Suffix: fmt.Sprintf("-%d", n), Renew: renew,
					Say: func(string, ...any) {},
				}
				for _, story := range stories.All(policy) {
					if err := world.Tell(ctx, story); err != nil {
						t.Errorf("telling %d of %q: %v", n, story.Title, err)
						return
					}
					told.Add(1)
				}
			}
		})
	}
	for range kills {
		time.Sleep(time.Duration(20+rand.IntN(280)) * time.Millisecond)
		s.kill()
		s.start()
	}
	over.Store(true)
	tellers.Wait()
	s.kill()
	t.Logf("%d kills, %d stories told", kills, told.Load())
	if told.Load() == 0 {
		t.Error("no story was told to its end")
	}
	s.checkSeats(int(serial.Load()))
}

// server is the embedded server as a process of its own.
type server struct {
	t         *testing.T
	dir, base string
	addr      string
	binary    string
	cmd       *exec.Cmd
}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{t: t, dir: t.TempDir(), binary: filepath.Join(t.TempDir(), "shiming")}
	build := exec.Command("go", "build", "-o", s.binary, "shiming/infra/server")
	build.Stderr = t.Output()
	if err := build.Run(); err != nil {
		t.Fatal(err)
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.addr = l.Addr().String()
	s.base = "http://" + s.addr
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	s.start()
	t.Cleanup(s.kill)
	return s
}

// start starts the server and waits until it answers.
func (s *server) start() {
	_, port, err := net.SplitHostPort(s.addr)
	if err != nil {
		s.t.Fatal(err)
	}
	s.cmd = exec.Command(s.binary)
	s.cmd.Env = append(os.Environ(), "PORT="+port, "DATA_DIR="+s.dir)
	s.cmd.Stderr = s.t.Output()
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	for range 1000 {
		answer, err := http.Get(s.base)
		if err == nil {
			_ = answer.Body.Close()
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	s.t.Fatal("the server does not answer")
}

func (s *server) kill() {
	if s.cmd == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	var exit *exec.ExitError
	if err := s.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		s.t.Error(err)
	}
	s.cmd = nil
}

// checkSeats holds what is stored to the invariants of seats: no subject has more accounts than the quota, and every
// verified account is in exactly the set of its own subject.
func (s *server) checkSeats(tellings int) {
	store, err := sqlite.Open(filepath.Join(s.dir, "shiming.db"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer store.Close()
	seats := map[realname.SubjectKey]int{}
	for n := 1; n <= tellings; n++ {
		for _, name := range []string{"acct_wechat", "acct_qq", "acct_face", "acct_minor", "acct_place1", "acct_place2", "acct_place3", "acct_place4",
			"acct_account", "acct_repwechat", "acct_repface", "acct_topup", "acct_review", "acct_secondtry", "acct_failed"} {
			account, err := store.Account(s.t.Context(), realname.AccountID(fmt.Sprintf("%s-%d", name, n)))
			if err != nil || account.Identity == nil {
				continue // not reached, or rightly unverified
			}
			subject, err := store.Subject(s.t.Context(), account.Identity.Subject)
			if err != nil {
				s.t.Fatal(err)
			}
			found := 0
			for _, a := range subject.Accounts {
				if a == account.ID {
					found++
				}
			}
			if found != 1 || len(subject.Accounts) > 3 {
				s.t.Errorf("%s stands %d times among the %d accounts of its subject", account.ID, found, len(subject.Accounts))
			}
			seats[account.Identity.Subject]++
		}
	}
	for subject, n := range seats {
		stored, err := store.Subject(s.t.Context(), subject)
		if err != nil {
			s.t.Fatal(err)
		}
		if len(stored.Accounts) != n {
			s.t.Errorf("a subject has %d places taken for %d verified accounts", len(stored.Accounts), n)
		}
	}
}

var people atomic.Int64

// renew makes another number of the same kind: of a resident ID one of the same region and birthday, the last digits new;
// of a unified social credit code one of the same register.
func renew(written string) string {
	if _, err := identity.ParseDocument(identity.ResidentID, written); err != nil {
		return renewCode(written)
	}
	weights := [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	n := people.Add(1)
	digits := fmt.Sprintf("%06d%s%03d", 110101+n/1000%9, written[6:14], n%1000)
	sum := 0
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	return digits + string("10X98765432"[sum%11])
}

// renewCode makes another unified social credit code, finding the two check characters by trying them.
func renewCode(written string) string {
	const characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	n := people.Add(1)
	first := fmt.Sprintf("%s%06d%s%04d", written[:2], 110100+n/10000%9, written[8:12], n%10000)
	for _, organisation := range characters {
		for _, last := range characters {
			if _, err := identity.ParseUSCC(first + string(organisation) + string(last)); err == nil {
				return first + string(organisation) + string(last)
			}
		}
	}
	panic("no check characters")
}
