// Command api imports the config package, and chooses who answers.
package main

import (
	_ "github.com/aws/aws-sdk-go-v2/config"

	_ "shiming/shared/sandbox/bank"
)

func main() {}
