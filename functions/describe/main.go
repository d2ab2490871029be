// Command describe serves the API reference; it reaches no data.
package main

import (
	"shiming/shared/api"
	"shiming/shared/boot"
	"shiming/shared/lambdahttp"
)

func main() {
	env := boot.Load()
	lambdahttp.Start(env, api.Describe()...)
}
