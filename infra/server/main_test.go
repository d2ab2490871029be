package main

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"shiming/infra/server/engine"
	"shiming/shared/realname/policies"
	"shiming/shared/store/sqlite"
)

// binary builds the server once, as it is shipped.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "server-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "server")
	out, err := exec.Command("go", "build", "-o", path, "shiming/infra/server").CombinedOutput()
	if err != nil {
		err = errors.New(string(out))
	}
	return path, err
})

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// command is the server as a process with nothing but these settings.
func command(t *testing.T, env map[string]string) *exec.Cmd {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(path)
	c.Dir = t.TempDir()
	for _, name := range slices.Sorted(maps.Keys(env)) {
		c.Env = append(c.Env, name+"="+env[name])
	}
	return c
}

// refused starts a server that must not start, and returns what it says.
func refused(t *testing.T, env map[string]string) string {
	t.Helper()
	c := command(t, env)
	var says bytes.Buffer
	c.Stderr = &says
	kill := time.AfterFunc(30*time.Second, func() { _ = c.Process.Kill() })
	err := c.Run()
	kill.Stop()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != unfit {
		t.Fatalf("it ended with %v, want the exit code %d: %s", err, unfit, says.String())
	}
	if left, err := os.ReadDir(c.Dir); err != nil || len(left) > 0 {
		t.Errorf("it left %v behind, %v", left, err)
	}
	return says.String()
}

func TestSettingsThatAreWrong(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	_, port, _ := net.SplitHostPort(taken.Addr().String())
	file := filepath.Join(t.TempDir(), "file")
	others := t.TempDir()
	if err := errors.Join(os.WriteFile(file, nil, 0o600), os.WriteFile(filepath.Join(others, "letter.txt"), nil, 0o644)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		env  map[string]string
		says []string // one for each line
	}{
		"a name as host":            {map[string]string{"HOST": "verify.example.com", "SANDBOX": "false"}, []string{"HOST has to be", "PUBLIC_URL has to say", "needs JWT_ISSUER"}},
		"the sandbox for others":    {map[string]string{"HOST": "0.0.0.0", "PUBLIC_URL": "https://v.example"}, []string{"the sandbox is for this machine only"}},
		"a port that is none":       {map[string]string{"PORT": "http"}, []string{"PORT has to be a number"}},
		"a port beyond all":         {map[string]string{"PORT": "65536"}, []string{"PORT has to be a number"}},
		"a port that is taken":      {map[string]string{"PORT": port}, []string{"port " + port + " is taken"}},
		"a public address in plain": {map[string]string{"PUBLIC_URL": "http://v.example"}, []string{"PUBLIC_URL has to be an https address"}},
		"a profile that is none":    {map[string]string{"PROFILE": "moon"}, []string{"PROFILE has to be one of " + strings.Join(policies.Names(), ", ")}},
		"no mode":                   {map[string]string{"SANDBOX": "yes"}, []string{"SANDBOX has to be", "needs JWT_ISSUER"}},
		"live without an issuer":    {map[string]string{"SANDBOX": "false"}, []string{"SANDBOX=false needs JWT_ISSUER"}},
		"an issuer in plain":        {map[string]string{"JWT_ISSUER": "http://id.example"}, []string{"JWT_ISSUER cannot be used: it has to begin with https"}},
		"an issuer that is down":    {map[string]string{"JWT_ISSUER": "http://127.0.0.1:1"}, []string{"JWT_ISSUER: the issuer http://127.0.0.1:1 cannot be asked"}},
		"an audience of nobody":     {map[string]string{"JWT_AUDIENCE": "us"}, []string{"JWT_AUDIENCE is set without JWT_ISSUER"}},
		"no seconds":                {map[string]string{"DAY_SECONDS": "0"}, []string{"DAY_SECONDS has to be 1 to 86400"}},
		"secrets without addresses": {map[string]string{"WEBHOOK_SECRETS": "sesame", "PLATFORM_SECRETS": "sesame"}, []string{"WEBHOOK_SECRETS is set without", "PLATFORM_SECRETS is set without"}},
		"addresses that are none": {
			map[string]string{"WEBHOOK_URL": "ftp://x.example", "PLATFORM_URL": "http://x.example", "PLATFORM_SECRETS": "sesame"},
			[]string{"WEBHOOK_URL and WEBHOOK_SECRETS cannot be used", "PLATFORM_URL and PLATFORM_SECRETS cannot be used"},
		},
		"a folder below a file":    {map[string]string{"DATA_DIR": filepath.Join(file, "data"), "PORT": "0"}, []string{"DATA_DIR: the folder"}},
		"a file for a folder":      {map[string]string{"DATA_DIR": file, "PORT": "0"}, []string{"DATA_DIR: the folder"}},
		"a folder of other things": {map[string]string{"DATA_DIR": others, "PORT": "0"}, []string{"holds other things"}},
		"everything at once": {
			map[string]string{"HOST": "0.0.0.0", "PORT": "x", "PUBLIC_URL": "v.example", "PROFILE": "moon", "JWT_ISSUER": "id", "DAY_SECONDS": "x"},
			[]string{"PORT has", "PUBLIC_URL has", "PROFILE has", "HOST lets others in, but the sandbox", "JWT_ISSUER cannot", "DAY_SECONDS has"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			says := refused(t, c.env)
			if strings.Count(says, "\n") != len(c.says) || strings.Contains(says, "sesame") {
				t.Errorf("it says not %d sentences, but:\n%s", len(c.says), says)
			}
			for _, sentence := range c.says {
				if !strings.Contains(says, sentence) {
					t.Errorf("it does not say %q, but:\n%s", sentence, says)
				}
			}
		})
	}
	if info, err := os.Stat(others); err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o050 == 0 {
		t.Errorf("the folder of other things has the rights %v now, %v", info.Mode(), err)
	}
}

// running is a server that runs.
type running struct {
	*exec.Cmd
	t       *testing.T
	url     string
	greeted string
	stderr  *bytes.Buffer
}

// begin starts a server on a free port and waits for its greeting.
func begin(t *testing.T, env map[string]string) *running {
	t.Helper()
	env["PORT"] = "0"
	r := &running{Cmd: command(t, env), t: t, stderr: &bytes.Buffer{}}
	r.Stderr = r.stderr
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	r.Stdout = write
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	_ = write.Close()
	t.Cleanup(func() { _ = r.Process.Kill(); _ = read.Close() })
	running := regexp.MustCompile(`is running: (\S+)`)
	buffer := make([]byte, 64<<10)
	for !strings.Contains(r.greeted, "平台:\n") && !strings.Contains(r.greeted, "Tokens are accepted") {
		n, err := read.Read(buffer)
		if r.greeted += string(buffer[:n]); err != nil {
			t.Fatalf("it did not start: %s", r.stderr)
		}
	}
	r.url = running.FindStringSubmatch(r.greeted)[1]
	return r
}

// end stops the server as a service manager does.
func (r *running) end() {
	r.t.Helper()
	if err := r.Process.Signal(syscall.SIGTERM); err != nil {
		r.t.Fatal(err)
	}
	if err := r.Wait(); err != nil {
		r.t.Errorf("it ended with %v: %s", err, r.stderr)
	}
}

func (r *running) get(path, token string) (int, string) {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, r.url+path, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return answer.StatusCode, string(body)
}

// The greeting has a token for everybody whom a newcomer plays, and says where the samples are (FAULTS S11).
func TestFAULT_S11_THREATS_X19_the_greeting(t *testing.T) {
	r := begin(t, map[string]string{})
	for _, path := range []string{"/healthz", "/readyz", "/docs"} {
		if status, body := r.get(path, ""); status != http.StatusOK {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if !strings.HasPrefix(r.greeted, "Starting Shiming") || !strings.Contains(r.greeted, "infra/tools/licences/samples") {
		t.Errorf("it greets with\n%s", r.greeted)
	}
	tokens := regexp.MustCompile(`(?m)^eyJ\S+`).FindAllString(r.greeted, -1)
	if len(tokens) != len(engine.Demo) {
		t.Fatalf("%d tokens, want %d:\n%s", len(tokens), len(engine.Demo), r.greeted)
	}
	for i, d := range engine.Demo {
		if life := lifeOf(t, tokens[i]); life > 24*time.Hour {
			t.Errorf("%s: a printed token is good for %s", d.Name, life)
		}
		path := map[string]string{"holder": "/v1/accounts/" + string(d.Actor.Account), "platform": "/v1/accounts/acct_demo1"}[string(d.Actor.Role)]
		if path == "" {
			path = "/v1/reviews"
		}
		if status, body := r.get(path, tokens[i]); status >= 400 && status != 404 && !(d.Actor.Role == "admin" && status == 403) {
			t.Errorf("%s: %d %s", d.Name, status, body)
		}
	}
	r.end()
}

// lifeOf is how long a token is good, as it says itself.
func lifeOf(t *testing.T, token string) time.Duration {
	t.Helper()
	var claims struct{ Iat, Exp int64 }
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err == nil {
		err = json.Unmarshal(payload, &claims)
	}
	if err != nil || claims.Exp == 0 {
		t.Fatalf("the token is not readable: %v", err)
	}
	return time.Duration(claims.Exp-claims.Iat) * time.Second
}

// A copy of the database alone, taken after a stop, is a full backup; what lies in the folder is its owner's alone, also
// in a folder that others could read before (THREATS X19); with other keys, or without, nothing starts (THREATS X13).
func TestTHREATS_X13_X19_the_data_of_a_server(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	env := func() map[string]string { return map[string]string{"DATA_DIR": dir} }
	r := begin(t, env())
	token := regexp.MustCompile(`(?m)^T=(\S+)`).FindStringSubmatch(r.greeted)[1]
	opened := regexp.MustCompile(`case_[a-z2-7]+`).FindString(r.post("/v1/cases", token, `{"kind":"personal_verification"}`))
	if opened == "" {
		t.Fatal("no case")
	}
	private(t, dir)
	r.end()
	private(t, dir)

	for _, name := range []string{"shiming.db", "workflow.db"} {
		if info, err := os.Stat(filepath.Join(dir, name+"-wal")); err == nil && info.Size() > 0 {
			t.Errorf("%s-wal has %d bytes after the stop", name, info.Size())
		}
	}
	data, err := os.ReadFile(filepath.Join(dir, "shiming.db"))
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copy.db")
	if err := os.WriteFile(copied, data, 0o600); err != nil {
		t.Fatal(err)
	}
	store, err := sqlite.Open(copied)
	if err != nil {
		t.Fatal(err)
	}
	cases, _, err := store.CasesOf(t.Context(), "acct_demo1", "", 10)
	if err := errors.Join(err, store.Close()); err != nil || len(cases) != 1 || string(cases[0].ID) != opened {
		t.Errorf("the copy of the database has the cases %v, %v", cases, err)
	}

	keys := filepath.Join(dir, "keys.json")
	right, err := os.ReadFile(keys)
	if err != nil {
		t.Fatal(err)
	}
	other := begin(t, map[string]string{})
	other.end()
	wrong, err := os.ReadFile(filepath.Join(other.Dir, ".data", "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(keys); err != nil {
		t.Fatal(err)
	}
	if says := refused(t, withPort(env())); !strings.Contains(says, "keys.json") || !strings.Contains(says, "gone") || strings.Count(says, "\n") != 1 {
		t.Errorf("THREATS X13: without its keys it says %s", says)
	}
	if _, err := os.Stat(keys); !errors.Is(err, fs.ErrNotExist) {
		t.Error("THREATS X13: new keys were made")
	}
	if err := os.WriteFile(keys, wrong, 0o600); err != nil {
		t.Fatal(err)
	}
	if says := refused(t, withPort(env())); !strings.Contains(says, "not those that the records were written with") || strings.Count(says, "\n") != 1 {
		t.Errorf("THREATS X13: with the keys of another store it says %s", says)
	}
	if err := os.WriteFile(keys, right, 0o600); err != nil {
		t.Fatal(err)
	}
	r = begin(t, env())
	if says := refused(t, withPort(env())); !strings.Contains(says, "in use by another process") {
		t.Errorf("a second server on the data says %s", says)
	}
	if status, body := r.get("/v1/cases/"+opened, token); status != http.StatusOK {
		t.Errorf("after everything the case is %d %s", status, body)
	}
	r.end()
}

func withPort(env map[string]string) map[string]string { env["PORT"] = "0"; return env }

func (r *running) post(path, token, body string) string {
	r.t.Helper()
	request, err := http.NewRequestWithContext(r.t.Context(), http.MethodPost, r.url+path, strings.NewReader(body))
	if err != nil {
		r.t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		r.t.Fatal(err)
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(text)
}

// private holds the folder, and everything in it, to its owner alone.
func private(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("THREATS X19: %s has the rights %v", filepath.Base(path), info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
