// Command demo takes people and enterprises through verification, from the first request to the verified account or the
// refusal: `make demo`. It has a chapter for each policy profile, on a server of its own whose clock is turned where days
// have to pass; a story is told in the first chapter whose policy offers what it needs. It prints a line a step and a
// summary; the exit code tells.
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

	"shiming/infra/server/engine"
	"shiming/infra/tests/stories"
	"shiming/shared/clock"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run() error {
	chapters, err := stories.Chapters()
	if err != nil {
		return err
	}
	var ended []string
	told, failed := 0, 0
	for _, chapter := range chapters {
		lines, wrong, err := tell(chapter)
		if err != nil {
			return err
		}
		ended, failed, told = append(append(ended, chapter.Policy.Title), lines...), failed+wrong, told+len(lines)
	}
	fmt.Printf("\nSummary\n")
	for _, line := range ended {
		fmt.Println(line)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d stories did not end as they should", failed, told)
	}
	return nil
}

func say(format string, args ...any) { fmt.Printf("  · "+format+"\n", args...) }

// tell tells the stories of a chapter, on a server of their own; it returns a line for each, and how many did not end as
// they should.
func tell(chapter stories.Chapter) (lines []string, failed int, err error) {
	dir, err := os.MkdirTemp("", "shiming-demo-")
	if err != nil {
		return nil, 0, err
	}
	defer os.RemoveAll(dir)
	e, err := engine.Open(engine.Config{Dir: dir, Profile: chapter.Policy.Profile, Clock: clock.Now, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		return nil, 0, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, 0, err
	}
	server := &http.Server{Handler: e.Handler, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
	w := stories.World{Base: "http://" + listener.Addr().String(), Issuer: e.Issuer, HTTP: http.DefaultClient, Say: say}
	fmt.Printf("\nShiming 实名 · %s · on %s, a fresh directory\n", chapter.Policy.Title, w.Base)
	for _, s := range slices.Concat(chapter.Beside, chapter.Turning) {
		fmt.Printf("\n%s\n", s.Title)
		if err := w.Tell(context.Background(), s); err != nil {
			failed++
			lines = append(lines, "  FAILED  "+s.Title+": "+err.Error())
			fmt.Printf("  ✗ %v\n", err)
			continue
		}
		lines = append(lines, "  ok      "+s.Title)
	}
	_ = server.Close()
	return lines, failed, e.Close()
}
