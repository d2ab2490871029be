// Command deploy builds Shiming and deploys it to AWS by the SAM CLI, when what it needs is there: `make deploy`.
//
//	go run ./infra/tools/deploy [-env dev] [-all] [-check] [Name=value ...]
//
// It asks for each parameter of template.yaml that has no default and no answer yet, says what each is for, and keeps the
// answers in .deploy/ENV.json (no secrets: those are ARNs), so that the next deployment asks nothing. Then it holds the
// answers against the template's patterns and rules, and asks the issuer of the tokens for its configuration and keys as API
// Gateway will. Only then anything is built. ENV is a section of samconfig.toml. With -check it ends there.
//
// Exit code: 2 when something is missing or wrong (all of it is said), that of sam otherwise.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
)

func main() {
	env := flag.String("env", "dev", "a section of samconfig.toml")
	all := flag.Bool("all", false, "ask for every parameter, with its present value")
	check := flag.Bool("check", false, "end before anything is built")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	info, err := os.Stdin.Stat()
	d := deployment{root: ".", env: *env, all: *all, out: os.Stdout, in: bufio.NewReader(os.Stdin)}
	d.asks = err == nil && info.Mode()&os.ModeCharDevice != 0
	if err := d.prepare(ctx, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "deploy:", err)
		os.Exit(2)
	}
	if *check {
		return
	}
	if err := d.sam(ctx); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			os.Exit(exit.ExitCode())
		}
		fmt.Fprintln(os.Stderr, "deploy:", err)
		os.Exit(1)
	}
}

// deployment is one deployment to one environment.
type deployment struct {
	root, env string
	all, asks bool // whether every parameter is asked for; whether somebody is there to answer
	in        *bufio.Reader
	out       io.Writer
	answers   answers
}

// sam builds and deploys.
func (d *deployment) sam(ctx context.Context) error {
	if _, err := exec.LookPath("sam"); err != nil {
		return errors.New("the SAM CLI is not installed: https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/install-sam-cli.html")
	}
	if err := d.run(ctx, "sam", "build", "--config-env", d.env); err != nil {
		return err
	}
	return d.run(ctx, "sam", append([]string{"deploy", "--config-env", d.env, "--parameter-overrides"}, d.answers.overrides()...)...)
}

func (d *deployment) run(ctx context.Context, name string, args ...string) error {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = d.root, os.Stdin, d.out, os.Stderr
	return cmd.Run()
}
