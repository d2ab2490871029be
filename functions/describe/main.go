// Command describe serves the API reference and the agreements; it reaches no data.
package main

import (
	"shiming/shared/api"
	"shiming/shared/api/reference"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
)

func main() {
	env := boot.Load()
	lambdahttp.Start(env, append(reference.Endpoints(), api.Agreement(env.Settings()))...)
}
