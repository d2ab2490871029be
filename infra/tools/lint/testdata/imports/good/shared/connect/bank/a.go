// Package bank chooses between both kinds.
package bank

import (
	_ "shiming/shared/providers"
	_ "shiming/shared/sandbox/bank"
)
