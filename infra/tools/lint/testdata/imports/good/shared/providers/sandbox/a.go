// Package sandbox belongs to the providers.
package sandbox

import (
	_ "shiming/shared/providers"
	_ "shiming/shared/realname"
)
