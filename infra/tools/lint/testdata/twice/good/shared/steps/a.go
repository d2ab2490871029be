// Package steps has a port.
package steps

// Bank is a port.
type Bank interface{}

// Case is one.
type Case struct{}
