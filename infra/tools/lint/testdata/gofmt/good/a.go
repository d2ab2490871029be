// Package a is well formatted.
package a

var x = 1
