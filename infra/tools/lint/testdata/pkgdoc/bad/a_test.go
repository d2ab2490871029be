// Package a has its comment in a test, beside a file that is none.
package a
