// Package realname knows identity.
package realname

import (
	_ "time"

	_ "shiming/shared/identity"
)
