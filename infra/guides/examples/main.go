// Command examples serves a small platform beside Shiming in its sandbox, so that one can go from one to the other and back:
// `make example`. It keeps nothing.
package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"os/signal"
	"time"

	"shiming/infra/guides/examples/platform"
	"shiming/infra/server/engine"
	"shiming/shared/api/client"
	"shiming/shared/clock"
	"shiming/shared/realname"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, cmp.Or(os.Getenv("PORT"), "8080"), cmp.Or(os.Getenv("PLATFORM_PORT"), "8090")); err != nil {
		fmt.Fprintln(os.Stderr, "examples:", err)
		os.Exit(1)
	}
}

// run serves both until it is told to stop.
func run(ctx context.Context, port, platformPort string) error {
	dir, err := os.MkdirTemp("", "shiming-example-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	own, secret := "http://127.0.0.1:"+platformPort, make([]byte, 32)
	_, _ = rand.Read(secret) // never fails, by the contract of crypto/rand
	signs := "whsec_" + base64.StdEncoding.EncodeToString(secret)
	log := slog.New(slog.NewTextHandler(os.Stdout, nil))
	e, err := engine.Open(engine.Config{
		Dir: dir, Clock: clock.Now, WebhookURL: own + "/webhooks", WebhookSecrets: []string{signs},
		Get: func(name string) string { return map[string]string{"RETURN_ORIGINS": own}[name] },
		Log: slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn})),
	})
	if err != nil {
		return err
	}
	defer e.Close()
	shiming := client.Client{Base: "http://127.0.0.1:" + port, Token: func(context.Context) (string, error) {
		return e.Issuer.Token(realname.Actor{Role: realname.Platform, ID: "example"}, clock.Now(), time.Hour)
	}}
	p := &platform.Platform{Shiming: shiming, Own: own, Secrets: []string{signs}, Log: log}
	token, err := shiming.Token(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("\nA platform 示例平台:  %s/\nShiming 实名:  %s/\n\nFor curl, beside it:\nURL=%s OWN=%s T=%s\n\n", own, shiming.Base, shiming.Base, own, token)
	ended := make(chan error, 2)
	servers := []*http.Server{
		{Addr: "127.0.0.1:" + port, Handler: e.Handler, ReadHeaderTimeout: 5 * time.Second},
		{Addr: "127.0.0.1:" + platformPort, Handler: p.Handler(), ReadHeaderTimeout: 5 * time.Second},
	}
	for _, s := range servers {
		go func() { ended <- s.ListenAndServe() }()
	}
	select {
	case <-ctx.Done():
	case err = <-ended:
	}
	for _, s := range servers {
		err = errors.Join(err, s.Close())
	}
	return err
}
