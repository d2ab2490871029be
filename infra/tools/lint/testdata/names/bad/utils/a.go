// Package utils is about nothing.
package utils
