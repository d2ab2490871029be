// Command runlambda serves the API from the built function binaries, on DynamoDB Local and a local KMS: `make
// run-lambda`. PORT and PROFILE (the policy profile) are taken from the environment. With -build-only it builds them and ends.
package main

import (
	"context"
	"flag"
	"fmt"
	"net"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"shiming/infra/aws/deployed"
	"shiming/infra/aws/lambdalocal"
	"shiming/shared/clock"
	"shiming/shared/realname"
)

func main() {
	buildOnly := flag.Bool("build-only", false, "build the functions into .build and end")
	flag.Parse()
	if err := run(*buildOnly); err != nil {
		fmt.Fprintln(os.Stderr, "run-lambda:", err)
		os.Exit(1)
	}
}

const binDir = ".build"

func run(buildOnly bool) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if buildOnly {
		t, err := deployed.Load(".", os.Getenv("PROFILE"))
		if err != nil {
			return err
		}
		return lambdalocal.Build(ctx, t, binDir)
	}
	port := os.Getenv("PORT")
	if port == "" {
		port = "8080"
	}
	stack, err := deployed.Start(ctx, deployed.Options{
		Root: ".", BinDir: binDir, Profile: os.Getenv("PROFILE"), Addr: net.JoinHostPort("127.0.0.1", port),
		ReturnOrigins: strings.Fields(os.Getenv("RETURN_ORIGINS")), Output: os.Stdout, Progress: os.Stderr,
	})
	if err != nil {
		return err
	}
	token, err := stack.Issuer.Token(realname.Actor{Role: realname.Holder, ID: "demo1", Account: "acct_demo1"}, clock.Now(), 24*time.Hour)
	if err != nil {
		return err
	}
	fmt.Printf("\nThe functions serve %s; records are in memory, and end with it. Reference: %s/docs\nToken of acct_demo1: %s\n\n", stack.URL, stack.URL, token)
	<-ctx.Done()
	return stack.Close()
}
