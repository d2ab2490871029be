// Package sqlite is an adapter.
package sqlite

import (
	_ "modernc.org/sqlite"

	_ "shiming/shared/realname"
)
