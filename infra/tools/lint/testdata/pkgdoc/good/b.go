// Package a has its comment in one of its files.
package a
