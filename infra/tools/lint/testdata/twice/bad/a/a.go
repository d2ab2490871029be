// Package a says Case.
package a

// Case is one.
type Case struct{}
