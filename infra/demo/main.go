// Command demo takes people through personal verification, from the first request to the verified account or the
// refusal, on a server of its own: `make demo`. It prints a line a step and a summary; the exit code tells.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"shiming/infra/local/engine"
	"shiming/shared/clock"
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
	e, err := engine.Open(engine.Config{Dir: dir, Profile: "tencent", Clock: clock.Now, Log: slog.New(slog.NewTextHandler(os.Stderr, nil))})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: e.Handler, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }()
	d := &demo{ctx: context.Background(), base: "http://" + listener.Addr().String(), issuer: e.Issuer}
	fmt.Printf("Shiming 实名 · demo on %s, a fresh directory\n", d.base)
	for _, s := range stories {
		d.tell(s)
	}
	failed := d.summary()
	_ = server.Close()
	if err := e.Close(); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d stories did not end as they should", failed, len(stories))
	}
	return nil
}
