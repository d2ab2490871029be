// Package cases lies in a folder with a forbidden name.
package cases
