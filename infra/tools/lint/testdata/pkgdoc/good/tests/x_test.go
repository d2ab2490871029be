// Package tests holds tests only.
package tests
