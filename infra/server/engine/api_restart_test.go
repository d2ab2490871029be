package engine_test

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/realname"
)

// journey is one case from the first request to the verified account, with a detour; each step says what it asks,
// given what the case last looked like.
type journey struct {
	path, check string
	said        string // the last answer
	last        answer
}

var legs = []struct {
	name string
	ask  func(w *world, j *journey) ask
	want string // the status of the case afterwards
}{
	{"open", func(*world, *journey) ask {
		return ask{method: "POST", path: "/v1/cases", body: `{"kind":"personal_verification"}`}
	}, "requires_input"},
	{"form", step("/form", form(pii.Adults[5], number(1))), "requires_input"},
	{"method", step("/method", `{"method":"qq_scan"}`), "requires_input"},
	{"check", step("/check", ""), "processing"},
	{"note", word("noted", "bank_card_required"), "processing"},
	{"failure", word("failed", "consent_declined"), "requires_input"},
	{"second check", step("/check", ""), "processing"},
	{"back", step("/back", ""), "requires_input"},
	{"second form", step("/form", form(pii.Adults[6], number(2))), "requires_input"},
	{"second method", step("/method", `{"method":"wechat_scan"}`), "requires_input"},
	{"third check", step("/check", ""), "processing"},
	{"proof", word("passed", ""), "verified"},
}

func step(path, body string) func(*world, *journey) ask {
	return func(_ *world, j *journey) ask { return ask{method: "POST", path: j.path + path, body: body} }
}

func word(outcome, fault string) func(*world, *journey) ask {
	return func(w *world, j *journey) ask {
		return w.signed("msg_"+outcome+fault, j.check, outcome, fault)
	}
}

// leg is what a leg sends: under a key of its own, unless it is a callback.
func (w *world) leg(i int, j *journey) ask {
	a := legs[i].ask(w, j)
	if a.header == nil {
		a.token, a.header = w.holder("acct_traveller"), map[string]string{"Idempotency-Key": fmt.Sprint("leg", i)}
	}
	return a
}

// travel takes the legs from one to another, each with a key of its own.
func (w *world) travel(j *journey, from, to int) {
	w.tb.Helper()
	token := w.holder("acct_traveller")
	for i := from; i < to; i++ {
		got := w.do(w.leg(i, j))
		if got.Code >= 300 {
			w.tb.Fatalf("%s: got %d %s", legs[i].name, got.Code, got.at("code"))
		}
		if i == 0 {
			j.path = "/v1/cases/" + got.at("id")
		}
		if strings.HasSuffix(legs[i].name, "check") {
			j.check = checkID(got)
		}
		j.said = got.text
		j.last = w.must(200, ask{method: "GET", path: j.path, token: token})
		if j.last.at("status") != legs[i].want {
			w.tb.Fatalf("%s: the case is %s, want %s", legs[i].name, j.last.at("status"), legs[i].want)
		}
	}
}

// goesOn looks at the case as the reopened engine has it, asks once more what was asked last, and goes to the end.
func goesOn(t *testing.T, w *world, j *journey, k int) {
	t.Helper()
	token := w.holder("acct_traveller")
	now := w.must(200, ask{method: "GET", path: j.path, token: token})
	if now.text != j.last.text {
		t.Fatalf("the case has changed:\n%s\n%s", j.last.text, now.text)
	}
	if again := w.do(w.leg(k-1, j)); again.text != j.said {
		t.Errorf("%s, asked again: %d %s\n%s\n%s", legs[k-1].name, again.Code, again.at("code"), j.said, again.text)
	}
	if now := w.must(200, ask{method: "GET", path: j.path, token: token}); now.text != j.last.text {
		t.Errorf("%s, asked again, changed the case", legs[k-1].name)
	}
	w.travel(j, k, len(legs))
	account := w.must(200, ask{method: "GET", path: "/v1/accounts/acct_traveller", token: token})
	if account.at("status") != "verified" || w.seats() != 1 {
		t.Errorf("the account is %s, %d seats are taken", account.at("status"), w.seats())
	}
}

// The engine is closed after each step of a case, and opened again: the case goes on.
func TestPromise2_closed_at_every_step(t *testing.T) {
	for k := 1; k <= len(legs); k++ {
		t.Run(fmt.Sprintf("after %d %s", k, legs[k-1].name), func(t *testing.T) {
			dir, j := t.TempDir(), &journey{}
			w := start(t, dir, nil)
			w.travel(j, 0, k)
			if err := w.close(); err != nil {
				t.Fatal(err)
			}
			goesOn(t, start(t, dir, nil), j, k)
		})
	}
}

// The engine is killed after each step, with others at work: what is on the disk at that moment is what a crash
// leaves, so a copy of it must go on from everything that was answered.
func TestPromise2_killed_at_every_step(t *testing.T) {
	for k := 1; k <= len(legs); k++ {
		t.Run(fmt.Sprintf("after %d %s", k, legs[k-1].name), func(t *testing.T) {
			dir, j := t.TempDir(), &journey{}
			w := start(t, dir, nil)
			quiet := bustle(w)
			defer quiet()
			w.travel(j, 0, k)
			left := crash(t, dir)
			quiet()
			goesOn(t, start(t, left, nil), j, k)
		})
	}
}

// bustle keeps other accounts busy until the returned function is called.
func bustle(w *world) (stop func()) {
	token, end, done := w.token(realname.Platform, ""), make(chan struct{}), sync.WaitGroup{}
	done.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-end:
				return
			default:
				w.do(ask{method: "POST", path: "/v1/cases", token: token, body: fmt.Sprintf(`{"kind":"personal_verification","account":"acct_busy%d"}`, i)})
			}
		}
	})
	return sync.OnceFunc(func() {
		close(end)
		done.Wait()
	})
}

// crash copies the files as they are at one moment. A log that begins anew while they are copied belongs to a database that was
// not copied, which no crash leaves behind: then it is a copy of the next moment.
func crash(t *testing.T, dir string) string {
	t.Helper()
	for range 50 {
		left := t.TempDir()
		before := logs(t, dir)
		copyFiles(t, dir, left)
		if maps.Equal(before, logs(t, dir)) {
			return left
		}
	}
	t.Fatal("the logs began anew during each of 50 copies")
	return ""
}

// logs is how each write-ahead log of a folder begins: its header has a new salt each time that it is written from its start.
func logs(t *testing.T, dir string) map[string]string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*-wal"))
	if err != nil {
		t.Fatal(err)
	}
	begins := map[string]string{}
	for _, file := range files {
		in, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		header := make([]byte, 32)
		n, _ := io.ReadFull(in, header)
		begins[file] = string(header[:n])
		_ = in.Close()
	}
	return begins
}

// copyFiles copies the databases before their logs, without the logs' index: it is memory, and gone with the process.
func copyFiles(t *testing.T, dir, left string) {
	t.Helper()
	entries, err := os.ReadDir(dir) // sorted: the database before its log
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), "-shm") {
			continue
		}
		if e.IsDir() { // the documents
			if err := os.CopyFS(filepath.Join(left, e.Name()), os.DirFS(filepath.Join(dir, e.Name()))); err != nil {
				t.Fatal(err)
			}
			continue
		}
		whole, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // it was of the moment, as a journal is
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(left, e.Name()), whole, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// What has to happen after a commit happens after a restart, too: a magic name answers a check that was put out just
// before the engine was closed, or killed.
func TestPromise2_what_was_pending_is_carried_out(t *testing.T) {
	magic := pii.SeedPerson{Name: "甄通过", Region: "北京市", Address: "演示路1号"} // the sandbox's: it passes
	for _, how := range []string{"closed", "killed"} {
		t.Run(how, func(t *testing.T) {
			dir := t.TempDir()
			w := start(t, dir, nil)
			var paths []string
			for i := range 10 {
				path, _ := w.bring(realname.AccountID(fmt.Sprintf("acct_magic%d", i)), realname.Checking, form(magic, number(300+i)))
				paths = append(paths, path)
			}
			if how == "killed" {
				dir = crash(t, dir)
			} else if err := w.close(); err != nil {
				t.Fatal(err)
			}
			w = start(t, dir, nil)
			for i, path := range paths {
				ended := false
				for range 500 {
					a := w.must(200, ask{method: "GET", path: path, token: w.token(realname.Platform, "")})
					if ended = a.at("status") == "verified" && a.at("version") == "5"; ended {
						break
					}
					time.Sleep(10 * time.Millisecond)
				}
				if !ended {
					t.Errorf("case %d was left behind", i)
				}
			}
		})
	}
}
