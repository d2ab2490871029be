// Package bank has its adapter.
package bank

import "shiming/shared/steps"

// Bank is an adapter.
type Bank struct{}

// Case is the same.
type Case = steps.Case
