package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"shiming/infra/server/engine"
	"shiming/infra/tests/client"
	"shiming/shared/clock"
	"shiming/shared/realname"
	"shiming/shared/realname/policies"
)

// world is an embedded engine on a fresh directory, behind a real listener.
type world struct {
	dir    string
	engine *engine.Engine
	server *http.Server
	base   string
	secret []byte
	token  string // the platform's: signing one per account would measure the identity provider
	serial atomic.Int64
	people *people
}

func newWorld() (*world, error) {
	engine.Tune()
	dir, err := os.MkdirTemp("", "shiming-bench-")
	if err != nil {
		return nil, err
	}
	e, err := engine.Open(engine.Config{Dir: dir, Profile: policies.Default, Clock: clock.Now, Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	if err != nil {
		return nil, err
	}
	secret, err := os.ReadFile(filepath.Join(dir, "sandbox.secret"))
	if err != nil {
		return nil, err
	}
	token, err := e.Issuer.Token(realname.Actor{Role: realname.Platform, ID: "bench"}, clock.Now(), time.Hour)
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	w := &world{dir: dir, engine: e, server: &http.Server{Handler: e.Handler}, base: "http://" + l.Addr().String(), secret: secret, token: token, people: &people{}}
	go func() { _ = w.server.Serve(l) }()
	return w, nil
}

func (w *world) close() error {
	return errors.Join(w.server.Close(), w.engine.Close(), os.RemoveAll(w.dir))
}

// verify takes one new person on one new account through a whole case by WeChat: open, form, method, check, callback.
// It notes the time of each call.
func (w *world) verify(ctx context.Context, transport http.RoundTripper, took func(time.Duration)) error {
	n := w.serial.Add(1)
	account := realname.AccountID(fmt.Sprintf("acct_bench%d", n))
	c := client.Client{Base: w.base, Token: w.token, HTTP: &http.Client{Transport: transport}}
	timed := func(do func() error) error {
		begun := clock.Now()
		err := do()
		took(clock.Now().Sub(begun))
		return err
	}
	var path string
	var last client.Reply
	post := func(url string, body any, want int) error {
		return timed(func() (err error) {
			last, err = c.Call(ctx, http.MethodPost, url, body)
			if err == nil && last.Status != want {
				err = fmt.Errorf("%s answered %d %s", url, last.Status, last.Text("code"))
			}
			return err
		})
	}
	if err := post("/v1/cases", map[string]string{"kind": "personal_verification", "account": string(account)}, 201); err != nil {
		return err
	}
	id := last.Text("id")
	path = "/v1/cases/" + id
	form := map[string]any{
		"name": "测试人", "document_kind": "resident_id", "document_number": w.people.next(), "industry": "I",
		"address": map[string]string{"region": "北京市东城区", "detail": "测量路1号"},
	}
	if err := post(path+"/form", form, 200); err != nil {
		return err
	}
	if err := post(path+"/method", map[string]string{"method": "wechat_scan"}, 200); err != nil {
		return err
	}
	if err := post(path+"/check", nil, 200); err != nil {
		return err
	}
	check := "chk_" + id[len("case_"):] + "_4"
	return timed(func() error { return c.Settle(ctx, w.secret, check, "passed", "", clock.Now()) })
}

// figures are what one load came to.
type figures struct {
	cases    int
	errors   int
	elapsed  time.Duration
	p50, p99 time.Duration // of one call
}

func (f figures) rate() float64 { return float64(f.cases) / f.elapsed.Seconds() }

// load runs clients side by side for the given number of cases.
func (w *world) load(ctx context.Context, clients, cases int) figures {
	transport := &http.Transport{MaxIdleConnsPerHost: clients}
	defer transport.CloseIdleConnections()
	var (
		left   atomic.Int64
		errs   atomic.Int64
		lock   sync.Mutex
		all    []time.Duration
		group  sync.WaitGroup
		begun  = clock.Now()
		report sync.Once
	)
	left.Store(int64(cases))
	for range clients {
		group.Go(func() {
			var mine []time.Duration
			for left.Add(-1) >= 0 && ctx.Err() == nil {
				if err := w.verify(ctx, transport, func(d time.Duration) { mine = append(mine, d) }); err != nil {
					errs.Add(1)
					report.Do(func() { fmt.Printf("  first error: %v\n", err) })
				}
			}
			lock.Lock()
			all = append(all, mine...)
			lock.Unlock()
		})
	}
	group.Wait()
	f := figures{cases: cases, errors: int(errs.Load()), elapsed: clock.Now().Sub(begun)}
	slices.Sort(all)
	if len(all) > 0 {
		f.p50, f.p99 = all[len(all)/2], all[len(all)*99/100]
	}
	return f
}

func (f figures) print(name string) {
	fmt.Printf("  %-22s %8.0f cases/s   call p50 %7.2f ms   p99 %7.2f ms   errors %d\n", name, f.rate(),
		float64(f.p50.Microseconds())/1000, float64(f.p99.Microseconds())/1000, f.errors)
}

func throughput(ctx context.Context) error {
	w, err := newWorld()
	if err != nil {
		return err
	}
	w.load(ctx, 8, 300) // warm up
	for _, clients := range []int{1, 8, 64} {
		f := w.load(ctx, clients, 2000)
		f.print(fmt.Sprintf("%d clients", clients))
		if f.errors > 0 {
			err = fmt.Errorf("%d errors", f.errors)
		}
	}
	return errors.Join(err, w.close())
}
