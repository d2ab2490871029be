// Command badinit is a function that does not start.
package main

import (
	"net/http"
	"os"
	"strings"
	"time"
)

func main() {
	switch os.Getenv("MODE") {
	case "report":
		url := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/init/error"
		r, err := http.Post(url, "application/json", strings.NewReader(`{"errorType":"Config","errorMessage":"no key"}`))
		if err == nil {
			r.Body.Close()
		}
	case "hang":
		time.Sleep(time.Minute)
	}
	os.Exit(3)
}
