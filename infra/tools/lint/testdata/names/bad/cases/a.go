// Package types is in a folder with a good name.
package types
