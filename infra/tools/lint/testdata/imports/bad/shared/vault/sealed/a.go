// Package sealed imports an adapter.
package sealed

import _ "shiming/shared/vault/sealed/kms"
