// Command describe serves the API reference, the agreements and the privacy notice; it reaches no data.
package main

import (
	"shiming/shared/api"
	"shiming/shared/api/reference"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
)

func main() {
	env := boot.Load()
	s := env.Settings()
	lambdahttp.Start(env, append(reference.Endpoints(), api.Agreement(s), api.Privacy(s))...)
}
