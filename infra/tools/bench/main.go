// Command bench measures what PERF asks for, as ratios in one run: `make bench`. It builds and starts everything it
// measures, and ends it. Chapters can be chosen by name: go run ./infra/tools/bench throughput pages growth startup calls tls.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"slices"
)

// chapter is one thing that is measured.
type chapter struct {
	name, title string
	run         func(ctx context.Context) error
}

var chapters = []chapter{
	{"throughput", "Whole personal cases (5 HTTP calls each), embedded engine", throughput},
	{"pages", "Pages of a case in the server, 8 clients at once", pages},
	{"growth", "The same at 1,000 and at 1,000,000 stored cases", growth},
	{"startup", "Start-up of each function against an empty one (exec → first poll → first answer)", startup},
	{"tls", "First answer with TLS at 0.145 of a processor, connection opened in the init phase", firstTLS},
	{"calls", "Database calls per step, counted in the SDK", calls},
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	failed := false
	for _, c := range chapters {
		if len(os.Args) > 1 && !slices.Contains(os.Args[1:], c.name) {
			continue
		}
		fmt.Printf("\n%s\n", c.title)
		if err := c.run(ctx); err != nil {
			fmt.Printf("  could not be measured: %v\n", err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}
