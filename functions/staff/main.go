// Command staff serves the pages of staff. It has no right to any record: it asks the API, as whoever is signed in does. What it
// is told beside that is how staff sign in, which the pages of applicants are not.
package main

import (
	"net/http"
	"time"

	"shiming/shared/connect/desk"
	"shiming/shared/lambda/boot"
	"shiming/shared/lambda/http"
	"shiming/shared/pages"
)

func main() {
	env := boot.Load()
	site := &pages.Site{
		API:  &http.Transport{ForceAttemptHTTP2: true, ResponseHeaderTimeout: 25 * time.Second, IdleConnTimeout: 10 * time.Minute},
		Base: env.PublicURL(), Secure: true, Now: env.Clock, Wall: env.Clock, Log: env.Gate().Log,
	}
	if d := desk.Connect(env.Setup(nil), env.PublicURL()); d != nil {
		site.Staff = d
	}
	lambdahttp.StartHandler(env, site.Handler())
}
