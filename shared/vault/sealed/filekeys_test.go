package sealed_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"shiming/shared/vault/sealed"
	"shiming/shared/vault/sealed/sealedtest"
)

func open(t testing.TB, path string) *sealed.FileKeys {
	t.Helper()
	k, err := sealed.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestFileKeys(t *testing.T) {
	sealedtest.Run(t, func(t *testing.T) sealedtest.Fixture {
		dir := t.TempDir()
		keys := open(t, filepath.Join(dir, "keys.json"))
		return sealedtest.Fixture{
			Keys:   keys,
			Others: []sealed.Keys{open(t, filepath.Join(dir, "others.json"))},
			RotateData: func(t *testing.T) sealed.Keys {
				if err := keys.RotateData(); err != nil {
					t.Fatal(err)
				}
				return keys
			},
			RotateDigest: func(t *testing.T) sealed.Keys {
				if err := keys.RotateDigest(); err != nil {
					t.Fatal(err)
				}
				return keys
			},
		}
	})
}

func TestFileKeysSurviveARestart(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	first := open(t, path)
	var envelopes [][]byte
	for range 3 {
		envelope, err := first.Seal(t.Context(), "form:acct_1", []byte("张三丰"))
		if err != nil {
			t.Fatal(err)
		}
		envelopes = append(envelopes, envelope)
		if err := first.RotateData(); err != nil {
			t.Fatal(err)
		}
		if err := first.RotateDigest(); err != nil {
			t.Fatal(err)
		}
	}
	want, err := first.Digests(t.Context(), "subject", []byte("7"))
	if err != nil {
		t.Fatal(err)
	}

	second := open(t, path)
	for i, envelope := range envelopes {
		if got, err := second.Open(t.Context(), "form:acct_1", envelope); err != nil || string(got) != "张三丰" {
			t.Errorf("envelope %d after the restart: %v", i, err)
		}
	}
	got, err := second.Digests(t.Context(), "subject", []byte("7"))
	if err != nil || fmt.Sprint(got) != fmt.Sprint(want) || len(got) != 4 {
		t.Errorf("digests after the restart: %v, error %v; want %v", got, err, want)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key file: %v, error %v; want mode 0600", info.Mode(), err)
	}
	left, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(left) != 1 {
		t.Errorf("%d files left in the directory, error %v; want the key file only", len(left), err)
	}
}

// TestProcessesAgree starts processes at once on a missing key file: all must get the keys that are then in the file.
func TestProcessesAgree(t *testing.T) {
	const variable = "SHIMING_TEST_KEYFILE"
	if path := os.Getenv(variable); path != "" { // one of the processes
		printDigest(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "keys.json")
	var outputs [6]bytes.Buffer
	var started []*exec.Cmd
	for i := range outputs {
		c := exec.Command(os.Args[0], "-test.run=^TestProcessesAgree$")
		c.Env = append(os.Environ(), variable+"="+path)
		c.Stdout, c.Stderr = &outputs[i], &outputs[i]
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		started = append(started, c)
	}
	for i, c := range started {
		if err := c.Wait(); err != nil {
			t.Fatalf("process %d: %v: %s", i, err, outputs[i].String())
		}
	}
	want, err := open(t, path).Digests(t.Context(), "subject", []byte("7"))
	if err != nil {
		t.Fatal(err)
	}
	for i := range outputs {
		if !strings.Contains(outputs[i].String(), "digest="+want[0]+"\n") {
			t.Errorf("process %d had other keys", i)
		}
	}
}

func printDigest(t *testing.T, path string) {
	d, err := open(t, path).Digests(t.Context(), "subject", []byte("7"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Printf("digest=%s\n", d[0])
}

// TestGoroutinesAgree is TestProcessesAgree with more contenders, many times over.
func TestGoroutinesAgree(t *testing.T) {
	for round := range 20 {
		path := filepath.Join(t.TempDir(), "keys.json")
		var digests [16]string
		var wait sync.WaitGroup
		for i := range digests {
			wait.Go(func() {
				k, err := sealed.OpenFile(path)
				if err != nil {
					t.Errorf("round %d: %v", round, err)
					return
				}
				d, err := k.Digests(t.Context(), "subject", []byte("7"))
				if err != nil {
					t.Errorf("round %d: %v", round, err)
					return
				}
				digests[i] = d[0]
			})
		}
		wait.Wait()
		for i := range digests {
			if digests[i] != digests[0] {
				t.Fatalf("round %d: contender %d has other keys", round, i)
			}
		}
	}
}

// TestRotationsLoseNoKey: several FileKeys on one file rotate at once; whatever was sealed in between opens afterwards.
func TestRotationsLoseNoKey(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	open(t, path)
	var mu sync.Mutex
	var envelopes [][]byte
	rotations := 0
	var wait sync.WaitGroup
	for range 8 {
		k := open(t, path)
		wait.Go(func() {
			for range 5 {
				err := k.RotateData()
				if err != nil && !strings.Contains(err.Error(), ".lock") {
					t.Errorf("rotation: %v", err)
				}
				envelope, sealErr := k.Seal(t.Context(), "p", []byte("7"))
				if sealErr != nil {
					t.Errorf("seal: %v", sealErr)
				}
				mu.Lock()
				envelopes = append(envelopes, envelope)
				if err == nil {
					rotations++
				}
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if rotations == 0 {
		t.Fatal("no rotation went through")
	}
	k := open(t, path)
	for i, envelope := range envelopes {
		if _, err := k.Open(t.Context(), "p", envelope); err != nil {
			t.Fatalf("envelope %d of %d: %v", i, len(envelopes), err)
		}
	}
}

func TestOpenFileRefuses(t *testing.T) {
	key := `"` + base64.StdEncoding.EncodeToString(make([]byte, 32)) + `"`
	short := `"` + base64.StdEncoding.EncodeToString(make([]byte, 31)) + `"`
	data := `{"current":1,"keys":[{"version":1,"id":"k","key":` + key + `}]}`
	digest := `{"current":1,"keys":[{"version":1,"key":` + key + `}]}`
	file := func(data, digest string) string {
		return `{"format":1,"data":` + data + `,"digest":` + digest + `}`
	}
	for _, c := range []struct {
		name, content, want string
		mode                os.FileMode
	}{
		{"what others can read", file(data, digest), "mode 0640", 0o640},
		{"what the world can read", file(data, digest), "mode 0604", 0o604},
		{"another format", `{"format":2,"data":` + data + `,"digest":` + digest + `}`, "format 2", 0o600},
		{"no format", `{"data":` + data + `,"digest":` + digest + `}`, "format 0", 0o600},
		{"no current data key", file(`{"current":2,"keys":[{"version":1,"id":"k","key":`+key+`}]}`, digest), "current data key, version 2, is missing", 0o600},
		{"no data keys", file(`{"current":1,"keys":[]}`, digest), "current data key, version 1, is missing", 0o600},
		{"no current digest key", file(data, `{"current":9,"keys":[{"version":1,"key":`+key+`}]}`), "current digest key, version 9, is missing", 0o600},
		{"a short data key", file(`{"current":1,"keys":[{"version":1,"id":"k","key":`+short+`}]}`, digest), "data key, version 1: 31 bytes", 0o600},
		{"a short digest key", file(data, `{"current":1,"keys":[{"version":1,"key":`+short+`}]}`), "digest key, version 1: 31 bytes", 0o600},
		{"a version twice", file(data, `{"current":1,"keys":[{"version":1,"key":`+key+`},{"version":1,"key":`+key+`}]}`), "two digest keys of version 1", 0o600},
		{"a key without version", file(data, `{"current":0,"keys":[{"key":`+key+`}]}`), "without a version", 0o600},
		{"a data key without id", file(`{"current":1,"keys":[{"version":1,"key":`+key+`}]}`, digest), "data key, version 1", 0o600},
		{"an unknown field", `{"format":1,"extra":1,"data":` + data + `,"digest":` + digest + `}`, "not a key file", 0o600},
		{"nothing", "", "not a key file", 0o600},
		{"half a file", file(data, digest)[:60], "not a key file", 0o600},
		{"two files", file(data, digest) + file(data, digest), "more after its end", 0o600},
		{"a huge file", file(data, digest) + strings.Repeat(" ", 1<<20), "above", 0o600},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "keys.json")
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil { // past the umask
				t.Fatal(err)
			}
			_, err := sealed.OpenFile(path)
			if err == nil {
				t.Fatal("accepted")
			}
			if !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %q does not name the file and %q", err, c.want)
			}
			if now, _ := os.ReadFile(path); string(now) != c.content {
				t.Error("the refused file was changed")
			}
		})
	}
	t.Run("the whole form is accepted", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "keys.json")
		if err := os.WriteFile(path, []byte(file(data, digest)), 0o600); err != nil {
			t.Fatal(err)
		}
		open(t, path)
	})
	t.Run("a directory, and a missing one", func(t *testing.T) {
		dir := t.TempDir()
		for _, path := range []string{dir, filepath.Join(dir, "missing", "keys.json")} {
			if _, err := sealed.OpenFile(path); err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("%s: got %v", path, err)
			}
		}
	})
}

// TestRotateRefuses: a lock left behind and a file damaged meanwhile stop the rotation, and the keys go on working.
func TestRotateRefuses(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	k := open(t, path)
	envelope, err := k.Seal(t.Context(), "p", []byte("7"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path+".lock", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := k.RotateData(); err == nil || !strings.Contains(err.Error(), path+".lock") {
		t.Errorf("with a lock: %v", err)
	}
	if err := os.Remove(path + ".lock"); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := k.RotateDigest(); err == nil || !strings.Contains(err.Error(), "mode 0644") {
		t.Errorf("readable by others: %v", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := k.RotateDigest(); err != nil {
		t.Errorf("after both were put right: %v", err)
	}
	if _, err := k.Open(t.Context(), "p", envelope); err != nil {
		t.Error(err)
	}
}

func TestFileKeysPrintMasked(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys.json")
	k := open(t, path)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("started", "keys", k)
	asJSON, err := json.Marshal(k)
	if err != nil {
		t.Fatal(err)
	}
	shown := fmt.Sprintf("%v %+v %#v %s %x", k, k, k, k, k) + log.String() + string(asJSON)

	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Data, Digest struct{ Keys []struct{ Key []byte } }
	}
	if err := json.Unmarshal(content, &file); err != nil {
		t.Fatal(err)
	}
	for _, keys := range [][]struct{ Key []byte }{file.Data.Keys, file.Digest.Keys} {
		if len(keys) != 1 {
			t.Fatalf("%d keys in a new file", len(keys))
		}
		for _, form := range []string{"%s", "%x", "%d", "%v", "%q"} {
			if s := strings.Trim(fmt.Sprintf(form, keys[0].Key), "[]\""); strings.Contains(shown, s) {
				t.Errorf("a key is shown as %s", form)
			}
		}
		if strings.Contains(shown, base64.StdEncoding.EncodeToString(keys[0].Key)) {
			t.Error("a key is shown in base64")
		}
	}
	if !strings.Contains(log.String(), path) {
		t.Error("the log does not name the file")
	}
}
