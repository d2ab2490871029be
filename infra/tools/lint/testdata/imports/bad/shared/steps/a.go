// Package steps reaches an adapter through another package.
package steps

import _ "shiming/shared/vault/sealed"
