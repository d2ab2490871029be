// Command demo plays the conversations of people and enterprises who verify, change, release and appeal, on servers of its own,
// one for each policy profile: `make demo`. It prints each line as it is played, and a summary; the exit code tells whether all
// came back as it stands in the files.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"shiming/infra/server/engine"
	"shiming/infra/tests/conversations"
	"shiming/shared/clock"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

// told are the folders of conversations that the demo plays: those that turn the clock come last.
var told = []string{"infra/tests/conversations/testdata", "infra/tests/conversations/testdata/clock"}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run() error {
	under, err := rules()
	if err != nil {
		return err
	}
	var summary []string
	failed := 0
	for _, profile := range policies.Names() {
		lines, wrong, err := chapter(profile, under[profile])
		if err != nil {
			return err
		}
		summary, failed = append(append(summary, profile), lines...), failed+wrong
	}
	fmt.Printf("\n%s\n", strings.Join(summary, "\n"))
	if failed > 0 {
		return fmt.Errorf("%d conversations did not go as they should", failed)
	}
	return nil
}

// rules are the files named for rules, by the profile that they hold under.
func rules() (map[string][]string, error) {
	under := map[string][]string{}
	for _, folder := range told {
		files, err := filepath.Glob(filepath.Join(folder, "RULES_*.txt"))
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			profile, err := conversations.ProfileOf(string(text))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", file, err)
			}
			under[profile] = append(under[profile], file)
		}
	}
	return under, nil
}

// chapter plays files on a server of their own; it returns a line for each, and how many failed.
func chapter(profile string, files []string) (lines []string, failed int, err error) {
	dir, err := os.MkdirTemp("", "shiming-demo-")
	if err != nil {
		return nil, 0, err
	}
	defer os.RemoveAll(dir)
	var ahead atomic.Int64
	now := func() time.Time { return clock.Now().Add(time.Duration(ahead.Load())) }
	e, err := engine.Open(engine.Config{Dir: dir, Profile: profile, Clock: now, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		return nil, 0, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, 0, err
	}
	server := &http.Server{Handler: e.Handler, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
	world := conversations.World{
		Base: "http://" + listener.Addr().String(), Now: now,
		Token: func(a realname.Actor) (string, error) { return e.Issuer.Token(a, now(), time.Hour) },
		Turn: func(d time.Duration) error {
			ahead.Add(int64(d))
			return conversations.LookAgain("http://" + listener.Addr().String())
		},
	}
	if world.Secret, err = os.ReadFile(filepath.Join(dir, "sandbox.secret")); err != nil {
		return nil, 0, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, 0, err
		}
		fmt.Printf("\n%s · %s\n", profile, filepath.Base(file))
		line := "  ok      "
		if conversations.Tell(context.Background(), os.Stdout, world, filepath.Base(file), string(text)) != nil {
			line = "  FAILED  "
			failed++
		}
		lines = append(lines, line+filepath.Base(file))
	}
	_ = server.Close()
	return lines, failed, e.Close()
}
