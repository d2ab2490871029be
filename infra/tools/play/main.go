// Command play plays conversations against a running server and prints, line by line, what was asked and what came instead of
// what was expected. A bug report is a file that its author can run:
//
//	go run ./infra/tools/play FILE… [-base http://127.0.0.1:8080] [-data .data] [-token role=TOKEN]…
//
// Against a sandbox on this machine it signs tokens and callbacks with the keys of the server's folder (-data). Against any
// other server, -token gives the token for each role that the file speaks as: platform, reviewer, admin, or holder:ACCOUNT.
// Exit code 1: something came back otherwise. The format is described in infra/tests/conversations.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"shiming/infra/server/issuer"
	"shiming/infra/tests/conversations"
	"shiming/shared/clock"
	"shiming/shared/realname"
)

func main() {
	base := flag.String("base", "http://127.0.0.1:8080", "address of the server")
	data := flag.String("data", ".data", "folder of a sandbox on this machine, for its keys")
	given := tokens{}
	flag.Var(given, "token", "role=TOKEN, or holder:ACCOUNT=TOKEN; may be repeated")
	files := arguments()
	if len(files) == 0 {
		flag.Usage()
		os.Exit(2)
	}
	world, err := reach(strings.TrimSuffix(*base, "/"), *data, given)
	if err != nil {
		fmt.Fprintln(os.Stderr, "play:", err)
		os.Exit(2)
	}
	failed := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			fmt.Fprintln(os.Stderr, "play:", err)
			os.Exit(2)
		}
		fmt.Println(file)
		if conversations.Tell(context.Background(), os.Stdout, world, filepath.Base(file), string(text)) != nil {
			failed++
		}
	}
	fmt.Printf("\n%d passed, %d failed\n", len(files)-failed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}

// arguments parses flags that stand before or behind the files.
func arguments() (files []string) {
	flag.Parse()
	for rest := flag.Args(); len(rest) > 0; rest = flag.Args() {
		files = append(files, rest[0])
		_ = flag.CommandLine.Parse(rest[1:]) // ends the program itself where it fails
	}
	return files
}

// tokens are those that were given, by role, or by "holder:" and the account.
type tokens map[string]string

// String implements flag.Value; it shows no token.
func (t tokens) String() string { return fmt.Sprintf("%d given", len(t)) }

// Set implements flag.Value.
func (t tokens) Set(text string) error {
	role, token, ok := strings.Cut(text, "=")
	if !ok {
		return errors.New("want role=TOKEN")
	}
	t[role] = token
	return nil
}

// of is the token for an actor.
func (t tokens) of(a realname.Actor) (string, error) {
	key := string(a.Role)
	if a.Role == realname.Holder {
		key += ":" + string(a.Account)
	}
	if token, ok := t[key]; ok {
		return token, nil
	}
	return "", fmt.Errorf("give -token %s=…", key)
}

// reach makes the world of a running server.
func reach(base, data string, given tokens) (conversations.World, error) {
	world := conversations.World{Base: base, Now: clock.Now, Token: given.of}
	if len(given) > 0 {
		return world, nil
	}
	signs, err := issuer.Open(filepath.Join(data, issuer.File))
	if err != nil {
		return world, fmt.Errorf("no keys of a sandbox in %s; say where with -data, or give tokens with -token: %w", data, err)
	}
	if world.Secret, err = os.ReadFile(filepath.Join(data, "sandbox.secret")); err != nil {
		return world, err
	}
	var ahead atomic.Int64
	world.Now = func() time.Time { return clock.Now().Add(time.Duration(ahead.Load())) }
	world.Token = func(a realname.Actor) (string, error) { return signs.Token(a, world.Now(), time.Hour) }
	world.Turn = func(d time.Duration) error {
		answer, err := http.Post(base+"/sandbox/clock", "application/json", bytes.NewBufferString(`{"advance": "`+d.String()+`"}`))
		if err != nil {
			return err
		}
		defer answer.Body.Close()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("the clock answered %d", answer.StatusCode)
		}
		ahead.Add(int64(d))
		return nil
	}
	return world, nil
}
