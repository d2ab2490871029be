// Package b says it too.
package b

// Case is another.
type Case struct{}

// Seat is here only.
type Seat struct{}
