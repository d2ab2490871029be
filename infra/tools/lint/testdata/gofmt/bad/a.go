// Package a is badly formatted.
package a

var   x = 1
