// Command empty is the floor that functions are measured against: a handler that answers nothing, built with the same
// flags.
package main

import (
	"context"

	"github.com/aws/aws-lambda-go/lambda"
)

type empty struct{}

// Invoke answers with an empty object.
func (empty) Invoke(context.Context, []byte) ([]byte, error) { return []byte("{}"), nil }

func main() { lambda.Start(empty{}) }
