package main

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const (
	maxMainLines   = 25         // DESIGN §1: a main.go wires one step to its event, and nothing else
	maxBinaryBytes = 11_000_000 // with cold pages, start-up costs about 1 ms per MB
)

// consoles are the functions that may render templates, which look methods up by name, with the reason.
var consoles = map[string]string{
	"functions/console": "renders HTML pages with html/template",
}

// binary is a function as it is deployed.
type binary struct {
	bytes      int64
	reflecting int // how often the linker saw a look-up of methods by reflection
}

// functions returns the folders of the functions.
func (t *tree) functions() []string {
	names, _ := t.dirs()
	return slices.DeleteFunc(names, func(dir string) bool { return !strings.HasPrefix(dir, "functions/") })
}

// checkMains: one folder per step, in it a small main.go.
func checkMains(t *tree) ([]string, error) {
	folders := t.functions()
	if len(folders) == 0 {
		return nil, errNothing
	}
	_, files := t.dirs()
	var found []string
	for _, dir := range folders {
		for _, s := range files[dir] {
			n := lines(s.text)
			switch {
			case s.isTest():
			case s.file != dir+"/main.go" || !s.isMain():
				found = append(found, s.file+": a function is its main.go; what it does lives in shared/steps")
			case n > maxMainLines:
				found = append(found, fmt.Sprintf("%s: %d lines, at most %d", s.file, n, maxMainLines))
			}
		}
	}
	return found, nil
}

// checkReflect: nothing in a function looks methods up by reflection, which would keep every exported method.
func checkReflect(t *tree) ([]string, error) {
	return t.eachBinary(func(dir string, b binary) string {
		if consoles[dir] != "" || b.reflecting == 0 {
			return ""
		}
		return fmt.Sprintf("%s: the linker sees <ReflectMethod> %d times; is there a template or net/rpc among its imports?", dir, b.reflecting)
	})
}

// checkSize holds every function to the largest size.
func checkSize(t *tree) ([]string, error) {
	return t.eachBinary(func(dir string, b binary) string {
		if b.bytes <= maxBinaryBytes {
			return ""
		}
		return fmt.Sprintf("%s: %.1f MB, at most %.0f", dir, float64(b.bytes)/1e6, maxBinaryBytes/1e6)
	})
}

// eachBinary builds the functions, once for all checks, and asks judge about each.
func (t *tree) eachBinary(judge func(dir string, b binary) string) ([]string, error) {
	folders := t.functions()
	if len(folders) == 0 {
		return nil, errNothing
	}
	if t.built == nil {
		t.built = map[string]binary{}
		for _, dir := range folders {
			b, err := t.build(dir)
			if err != nil {
				return nil, err
			}
			t.built[dir] = b
		}
	}
	var found []string
	for _, dir := range folders {
		if message := judge(dir, t.built[dir]); message != "" {
			found = append(found, message)
		}
	}
	return found, nil
}

// build links the function with the flags of the deployment and reads what the linker says about it.
func (t *tree) build(dir string) (binary, error) {
	temp, err := os.MkdirTemp("", "lint")
	if err != nil {
		return binary{}, err
	}
	defer os.RemoveAll(temp)
	out := filepath.Join(temp, "bootstrap")
	cmd := exec.Command("go", "build", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w -dumpdep",
		"-gcflags", "shiming/shared/pages/...=-l", "-gcflags", "shiming/shared/sandbox/...=-l", "-o", out, "./"+dir)
	cmd.Dir = t.root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS=") // the Makefile exports flags of its own
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Run(); err != nil {
		return binary{}, fmt.Errorf("build %s: %w\n%s", dir, err, withoutDump(said.Bytes()))
	}
	info, err := os.Stat(out)
	if err != nil {
		return binary{}, err
	}
	return binary{bytes: info.Size(), reflecting: bytes.Count(said.Bytes(), []byte("<ReflectMethod>"))}, nil
}

// withoutDump leaves the compiler's messages of what a failed build said.
func withoutDump(said []byte) string {
	var kept strings.Builder
	in := bufio.NewScanner(bytes.NewReader(said))
	for in.Scan() {
		if !strings.Contains(in.Text(), " -> ") {
			kept.WriteString(in.Text() + "\n")
		}
	}
	return kept.String()
}
