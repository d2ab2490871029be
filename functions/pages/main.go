// Command pages serves what people see. It has no right to any record: it asks the API, as whoever is signed in does.
package main

import (
	"net/http"
	"strings"
	"time"

	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/pages"
)

func main() {
	env := boot.Load("UPLOADS")
	site := &pages.Site{
		API: &http.Transport{ForceAttemptHTTP2: true, ResponseHeaderTimeout: 8 * time.Second, IdleConnTimeout: 10 * time.Minute},
		// Without an address of its own, the API is where the pages are asked.
		Base: strings.TrimSuffix(env.PublicURL(), "/"), Secure: !strings.HasPrefix(env.PublicURL(), "http:"),
		Uploads: env.Get("UPLOADS"), Returns: env.Setup(nil).ReturnOrigins(), Profile: env.Settings().Policy.Title,
		Support: env.Settings().Policy.Support, Now: env.Clock, Wall: env.Clock, Log: env.Gate().Log,
	}
	lambdahttp.StartHandler(env, site.Handler())
}
