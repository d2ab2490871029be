// Package cases is about cases.
package cases
