// Package providers is an adapter of several parts.
package providers
