// Package crash kills the embedded server while people and enterprises go through verification, and holds it to its promises: no case
// lost, doubled or stuck, no place of an identity lost or taken twice.
package crash

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the database as the server left it

	"shiming/infra/server/issuer"
	"shiming/infra/tests/client"
	"shiming/infra/tests/conversations"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

// kills is how often the server dies.
const kills = 200

// It is THREATS' first way of proving the promises, at random moments instead of chosen calls: conversations go on while the
// server dies, by callers who ask again, with the same key, until they are answered.
func TestRULES_A3_H1_killed_at_random_moments(t *testing.T) {
	s := newServer(t)
	files := conversationsToTell(t)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Minute)
	defer cancel()
	tokens, err := issuer.Open(filepath.Join(s.dir, issuer.File))
	if err != nil {
		t.Fatal(err)
	}
	secret, err := os.ReadFile(filepath.Join(s.dir, "sandbox.secret"))
	if err != nil {
		t.Fatal(err)
	}
	world := conversations.World{
		Base: s.base, Now: time.Now, Secret: secret, Patient: true,
		Client: &http.Client{Transport: client.Patient{Next: &http.Transport{}}},
		Token:  func(a realname.Actor) (string, error) { return tokens.Token(a, time.Now(), time.Hour) },
	}
	var (
		over    atomic.Bool
		told    atomic.Int64
		next    atomic.Int64
		tellers sync.WaitGroup
	)
	for range 4 {
		tellers.Go(func() {
			for !over.Load() && ctx.Err() == nil {
				file := files[int(next.Add(1))%len(files)]
				if err := conversations.Tell(ctx, io.Discard, world, file.name, file.text); err != nil {
					t.Errorf("%v", err)
					return
				}
				told.Add(1)
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
	t.Logf("%d kills, %d conversations told", kills, told.Load())
	if told.Load() == 0 {
		t.Error("no conversation was told to its end")
	}
	s.checkSeats()
}

// conversation is a file that can be told again and again.
type conversation struct{ name, text string }

// leftOut are conversations of the sandbox's magic people, who have one identity each; of 503 and 410, which who asks again
// until he is answered never hears; of who looked, since a look is noted each time that it is asked for; and of checks that
// are pulled, as a face is and the present subject's proof of a change: the first question is due after five seconds, and here
// no server lives for one.
var leftOut = regexp.MustCompile(`= magic |503| 410|face|_to_|reverification|corporate_transfer|/accesses`)

// conversationsToTell are those named for rules that hold under the default profile and that any number of tellers can tell
// at once.
func conversationsToTell(t *testing.T) (all []conversation) {
	t.Helper()
	files, err := filepath.Glob("../conversations/testdata/RULES_*.txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		profile, err := conversations.ProfileOf(text)
		if err != nil {
			t.Fatal(err)
		}
		if profile == policies.Default && !leftOut.MatchString(text) {
			all = append(all, conversation{filepath.Base(file), text})
		}
	}
	if len(all) < 12 {
		t.Fatalf("%d conversations: some were not found", len(all))
	}
	return all
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

// checkSeats holds what is stored to the invariants of seats: no subject has more accounts than its quota, and every verified
// account is in exactly the set of its own subject.
func (s *server) checkSeats() {
	policy, err := policies.Load(policies.Default)
	if err != nil {
		s.t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(s.dir, "shiming.db"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer db.Close()
	verified := map[realname.SubjectKey][]realname.AccountID{}
	for _, a := range documents[realname.Account](s.t, db, "accounts") {
		if a.Identity != nil {
			verified[a.Identity.Subject] = append(verified[a.Identity.Subject], a.ID)
		}
	}
	for _, subject := range documents[realname.Subject](s.t, db, "subjects") {
		if quota := max(policy.Quota.Person, policy.Quota.Enterprise, subject.Limit); len(subject.Accounts) > quota {
			s.t.Errorf("a subject has %d accounts, at most %d", len(subject.Accounts), quota)
		}
		// What is counted in a day, such as an enterprise's payouts, is a set of cases in the same table.
		subject.Accounts = slices.DeleteFunc(subject.Accounts, func(a realname.AccountID) bool { return strings.HasPrefix(string(a), "case_") })
		slices.Sort(subject.Accounts)
		slices.Sort(verified[subject.Key])
		if !slices.Equal(subject.Accounts, verified[subject.Key]) {
			s.t.Errorf("a subject has the seats %v, and %v are verified as it", subject.Accounts, verified[subject.Key])
		}
		delete(verified, subject.Key)
	}
	for _, accounts := range verified {
		s.t.Errorf("%v are verified as a subject that is not stored", accounts)
	}
}

// documents reads a whole table of the database.
func documents[T any](t *testing.T, db *sql.DB, table string) (all []T) {
	t.Helper()
	rows, err := db.Query("SELECT doc FROM " + table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var text []byte
		var one T
		if err := errors.Join(rows.Scan(&text), json.Unmarshal(text, &one)); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	if err := rows.Err(); err != nil || len(all) == 0 {
		t.Fatalf("%d %s were read, %v", len(all), table, err)
	}
	return all
}
