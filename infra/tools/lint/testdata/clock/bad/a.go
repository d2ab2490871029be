// Package a reads the time.
package a

import (
	stdtime "time"
)

var now = stdtime.Now

func age(t stdtime.Time) (stdtime.Duration, stdtime.Duration) {
	return stdtime.Since(t), stdtime.Until(t)
}
