// Package identity imports what is not of the standard library.
package identity

import _ "golang.org/x/text/width"
