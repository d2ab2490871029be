package lambdalocal

import (
	"slices"
	"time"

	"shiming/shared/clock"
)

// Stats are the figures of one function. The lists hold the latest ten thousand measurements, oldest first.
type Stats struct {
	// Starts counts processes, Live those that run now.
	Starts, Live int
	// Invocations counts all that ended; the others are parts of it, but for crashes of an idle process.
	Invocations, Errors, Timeouts, Crashes, InitErrors int
	// Init has the time from exec to the first poll of every start.
	Init []time.Duration
	// Cold has the times from event to answer of first invocations of a process, Warm those of later ones.
	Cold, Warm []time.Duration
}

const keptMeasurements = 10_000

func keep(list []time.Duration, d time.Duration) []time.Duration {
	if len(list) >= keptMeasurements {
		list = slices.Delete(list, 0, keptMeasurements/10)
	}
	return append(list, d)
}

// count adds one ended invocation.
func (f *function) count(r InvocationResult, o outcome) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := &f.counts
	c.Invocations++
	if r.Cold && o != initFailed && o != notAnswered {
		c.Init = keep(c.Init, r.Init)
	}
	switch o {
	case answered:
		if r.Cold {
			c.Cold = keep(c.Cold, r.Duration)
		} else {
			c.Warm = keep(c.Warm, r.Duration)
		}
	case failed:
		c.Errors++
	case timedOut:
		c.Timeouts++
	case crashed:
		c.Crashes++
	case initFailed:
		c.InitErrors++
	case notAnswered:
	}
}

func (f *function) stats() Stats {
	f.mu.Lock()
	defer f.mu.Unlock()
	c := f.counts
	c.Live = len(f.live)
	c.Init, c.Cold, c.Warm = slices.Clone(c.Init), slices.Clone(c.Cold), slices.Clone(c.Warm)
	return c
}

// monotonic is the machine's clock, for measuring and for timeouts, which no test turns.
func monotonic() time.Time { return clock.Now() }
