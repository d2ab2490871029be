// Package clock is the only place that reads the machine's time. What decides by time takes a clock as an argument,
// so that a test can turn it; what starts a program hands it Now.
package clock

import "time"

// Now returns the time, with the monotonic reading that durations need.
func Now() time.Time { return time.Now() }
