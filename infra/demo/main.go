// Command demo takes people and enterprises through verification, from the first request to the verified account or the
// refusal, on a server of its own whose clock is turned where days have to pass: `make demo`. It prints a line a step and
// a summary; the exit code tells.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"slices"
	"time"

	"shiming/infra/local/engine"
	"shiming/infra/stories"
	"shiming/shared/clock"
	"shiming/shared/policies"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "shiming-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	e, err := engine.Open(engine.Config{Dir: dir, Profile: policies.Default, Clock: clock.Now, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: e.Handler, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
	world := stories.World{Base: "http://" + listener.Addr().String(), Issuer: e.Issuer, HTTP: http.DefaultClient, Say: say}
	fmt.Printf("Shiming 实名 · demo on %s, a fresh directory\n", world.Base)
	failed := tell(world)
	_ = server.Close()
	if err := e.Close(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d stories did not end as they should", failed, len(all()))
	}
	return nil
}

func say(format string, args ...any) { fmt.Printf("  · "+format+"\n", args...) }

// all are the stories in the order of telling: those that turn the clock come last.
func all() []stories.Story { return slices.Concat(stories.All(), stories.Turning()) }

// tell tells every story and sums up; it returns how many did not end as they should.
func tell(w stories.World) int {
	var ended []string
	failed := 0
	for _, s := range all() {
		fmt.Printf("\n%s\n", s.Title)
		if err := w.Tell(context.Background(), s); err != nil {
			failed++
			ended = append(ended, "  FAILED  "+s.Title+": "+err.Error())
			fmt.Printf("  ✗ %v\n", err)
			continue
		}
		ended = append(ended, "  ok      "+s.Title)
	}
	fmt.Printf("\nSummary\n")
	for _, line := range ended {
		fmt.Println(line)
	}
	return failed
}
