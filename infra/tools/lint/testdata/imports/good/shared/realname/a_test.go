package realname

import (
	_ "pgregory.net/rapid"

	_ "shiming/shared/store/sqlite"
)
