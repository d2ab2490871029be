// Command describe serves the API reference and the agreements; it reaches no data.
package main

import (
	"shiming/shared/api"
	"shiming/shared/boot"
	"shiming/shared/lambdahttp"
)

func main() {
	env := boot.Load()
	lambdahttp.Start(env, append(api.Describe(), api.Agreement(env.Settings()))...)
}
