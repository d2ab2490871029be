// Command server serves Shiming in one process: `make run`. What it does not say is in README.md beside it; what can be
// set, and what is wrong with a setting, is in settings.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"shiming/infra/server/engine"
	"shiming/infra/server/issuer"
	"shiming/infra/server/settings"
	"shiming/shared/clock"
)

// unfit is the exit code of a server that did not start: its settings, its data or what it depends on do not fit.
const unfit = 2

func main() {
	e, listener, welcome, err := start()
	if err != nil {
		for line := range strings.Lines(err.Error()) {
			fmt.Fprintln(os.Stderr, "shiming:", strings.TrimSpace(line))
		}
		os.Exit(unfit)
	}
	stopped, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	fmt.Print(welcome)
	if err := serve(stopped, e, listener); err != nil {
		fmt.Fprintln(os.Stderr, "shiming:", err)
		os.Exit(1)
	}
}

// start opens everything and says how to greet, or all that keeps it from it.
func start() (*engine.Engine, net.Listener, string, error) {
	s, err := settings.Read(os.Getenv)
	if err != nil {
		return nil, nil, "", err
	}
	fmt.Println("Starting Shiming 实名 …")
	listener, err := net.Listen("tcp", net.JoinHostPort(s.Host, s.Port))
	if errors.Is(err, syscall.EADDRINUSE) {
		err = fmt.Errorf("port %s is taken by another program; stop it, or choose another port: PORT=8081 make run", s.Port)
	} else if err != nil {
		err = fmt.Errorf("HOST and PORT: the server cannot listen at %s: %w", net.JoinHostPort(s.Host, s.Port), err)
	}
	verifier, unknown := discover(s)
	if err = errors.Join(err, unknown); err != nil {
		return nil, nil, "", err
	}
	engine.Tune()
	e, err := engine.Open(engine.Config{
		Dir: s.DataDir, Profile: s.Profile, PublicURL: s.PublicURL, Verifier: verifier, Livemode: !s.Sandbox, Get: s.Get,
		WebhookURL: s.Get("WEBHOOK_URL"), WebhookSecrets: strings.Fields(s.Get("WEBHOOK_SECRETS")),
		PlatformURL: s.Get("PLATFORM_URL"), PlatformSecrets: strings.Fields(s.Get("PLATFORM_SECRETS")),
		Day: s.Day, Clock: clock.Now, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return nil, nil, "", err
	}
	url := s.PublicURL
	if url == "" {
		url = "http://" + listener.Addr().String()
	}
	welcome, err := greet(e, url, s)
	return e, listener, welcome, err
}

// discover asks the identity provider for its keys; nil where the sandbox signs its own tokens.
func discover(s settings.ServerSettings) (issuer.Verifier, error) {
	if s.Issuer == "" {
		return nil, nil
	}
	r, err := issuer.Discover(context.Background(), s.Issuer, s.Audience, clock.Now)
	if err != nil {
		return nil, fmt.Errorf("JWT_ISSUER: %w", err)
	}
	return r, nil
}

// serve serves until the process is told to stop; then it ends what is under way and closes the files.
func serve(stopped context.Context, e *engine.Engine, listener net.Listener) error {
	server := &http.Server{Handler: e.Handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, IdleTimeout: 2 * time.Minute}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-stopped.Done()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(ctx)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(err, e.Close())
	}
	<-ended // what was under way has its answer before the files close
	return e.Close()
}
