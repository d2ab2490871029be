package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/format"
	"os/exec"
	"slices"
	"strings"
)

// checkFormat does what `gofmt -l` does, with the formatter of the toolchain that builds.
func checkFormat(t *tree) ([]string, error) {
	var found []string
	for _, s := range t.goSrc {
		formatted, err := format.Source(s.text)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", s.file, err)
		}
		if !bytes.Equal(formatted, s.text) {
			found = append(found, s.file+": not formatted, run gofmt -w")
		}
	}
	return found, nil
}

func checkVet(t *tree) ([]string, error) { return t.tool("go", "vet", "./...") }

func checkStatic(t *tree) ([]string, error) { return t.tool("go", "tool", "staticcheck", "./...") }

// checkSwitches holds every switch over one of the project's closed sets to its members: each is named, or there is a
// default. Next is no state of a case. Tests switch over what they play.
func checkSwitches(t *tree) ([]string, error) {
	found, err := t.tool("go", "tool", "exhaustive", "-d", "-p", "-typeonly", "^shiming/",
		"-constignore", `realname\.Next$`, "./shared/...")
	return slices.DeleteFunc(found, func(line string) bool { return strings.Contains(line, "_test.go:") }), err
}

// checkTemplate runs cfn-lint where it is installed, and says so where it is not.
func checkTemplate(t *tree) ([]string, error) {
	const template = "template.yaml"
	if !slices.Contains(t.files, template) {
		return nil, errNothing
	}
	if _, err := exec.LookPath("cfn-lint"); err != nil {
		return nil, errNoCfnLint
	}
	return t.tool("cfn-lint", template)
}

// tool runs a command in the project's root. If it ends with a code other than 0, each line it printed is a finding.
func (t *tree) tool(name string, args ...string) ([]string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = t.root
	said, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err == nil || !errors.As(err, &exit) {
		return nil, err
	}
	var found []string
	for line := range strings.Lines(string(said)) {
		if line = strings.TrimRight(line, "\r\n"); line != "" {
			found = append(found, line)
		}
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("%s: %w", cmd, err)
	}
	return found, nil
}
