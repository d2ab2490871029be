// Package realname imports sealed.
package realname

import _ "shiming/shared/vault/sealed"
