// Package identity is pure.
package identity

import _ "encoding/json"
