package measures

import (
	"context"
	"time"
)

// Day is the longer of the two steps that figures are read in; an hour is the other. Both begin at full ones of UTC.
const Day = 24 * time.Hour

// Kept is how long figures are kept.
const Kept = 400 * Day

// MostSteps are the most that are read at once.
const MostSteps = 400

// Span is a time in steps: from the one moment on and before the other.
type Span struct {
	From, Until time.Time
	// Step is an hour or a Day.
	Step time.Duration
}

// Steps is the span in full steps: what was begun of one belongs to it.
func (s Span) Steps() Span {
	last := s.Until.UTC().Truncate(s.Step)
	if last.Before(s.Until) {
		last = last.Add(s.Step)
	}
	return Span{s.From.UTC().Truncate(s.Step), last, s.Step}
}

// Count is how many steps there are in it.
func (s Span) Count() int { return int(s.Until.Sub(s.From) / s.Step) }

// Figures are those of a measure with the same labels.
type Figures struct {
	Measure Measure
	// Labels are the values of the first Dimensions labels; what had none is "none".
	Labels []string
	// Points are the steps in which there was something, the earliest first.
	Points []Figure
}

// Figure is what was taken in within a step.
type Figure struct {
	// At is when the step began.
	At    time.Time
	Count int
	// Median and P95 are in seconds, of what is timed: half of all, and 19 of 20, took no longer. They may be a twentieth beside it.
	Median, P95 float64
}

// Reader is where figures are read again: the server's file of hours (hourly), CloudWatch of functions (cloudwatch). It is safe for
// concurrent use.
type Reader interface {
	// Read returns what was taken in within full steps (Span.Steps), in the order of All and of the labels. What was taken in just
	// now may be missing for a few minutes. The error says nothing of anybody: the figures cannot be read.
	Read(ctx context.Context, s Span) ([]Figures, error)
}

// Named are the values of a figure's first labels, as they are kept: none is empty.
func (m Measure) Named(labels []string) []string {
	named := make([]string, m.Dimensions)
	for i := range named {
		if named[i] = labels[i]; named[i] == "" {
			named[i] = "none"
		}
	}
	return named
}
