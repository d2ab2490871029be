// Package a is given the time.
package a

import "time"

type clock struct{}

func (clock) Now() time.Time { return time.Unix(0, 0) }

func read(c clock) time.Time { return c.Now() }
