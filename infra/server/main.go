// Command local serves Shiming on one machine: `make run`. PORT and DATA_DIR say where; everything else has defaults.
// With DAY_SECONDS=8 a day of a deadline lasts eight seconds, and a deposit of seven days expires within a minute.
// WEBHOOK_URL is where events are posted to, WEBHOOK_SECRETS what signs them (one or two whsec_…; none: webhook.secret).
// PROFILE is the policy profile. HOST_URL is where the platform answers what stands in an account's way, HOST_SECRETS what
// signs the questions; without it the sandbox answers.
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
	"strconv"
	"strings"
	"syscall"
	"time"

	"shiming/infra/server/engine"
	"shiming/shared/clock"
	"shiming/shared/realname/policies"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "shiming:", err)
		os.Exit(1)
	}
}

func run() error {
	engine.Tune()
	port, dir := env("PORT", "8080"), env("DATA_DIR", ".data")
	listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("port %s is taken by another program; stop it, or choose another port: PORT=8081 make run", port)
	}
	if err != nil {
		return fmt.Errorf("cannot listen on port %s: %w", port, err)
	}
	day, err := strconv.Atoi(env("DAY_SECONDS", "0"))
	if err != nil || day < 0 || day > 86400 {
		return fmt.Errorf("DAY_SECONDS is how many seconds a day of a deadline lasts: 1 to 86400")
	}
	e, err := engine.Open(engine.Config{
		Dir: dir, Profile: env("PROFILE", policies.Default), PublicURL: os.Getenv("PUBLIC_URL"),
		WebhookURL: os.Getenv("WEBHOOK_URL"), WebhookSecrets: strings.Fields(os.Getenv("WEBHOOK_SECRETS")),
		HostURL: os.Getenv("HOST_URL"), HostSecrets: strings.Fields(os.Getenv("HOST_SECRETS")),
		Day: time.Duration(day) * time.Second, Clock: clock.Now, Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
	})
	if err != nil {
		return err
	}
	if err := greet(os.Stdout, e, "http://"+listener.Addr().String(), dir); err != nil {
		return err
	}
	server := &http.Server{Handler: e.Handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, IdleTimeout: 2 * time.Minute}
	stopped, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go func() {
		<-stopped.Done()
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = server.Shutdown(ctx)
	}()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return errors.Join(err, e.Close())
	}
	return e.Close()
}

func env(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}
