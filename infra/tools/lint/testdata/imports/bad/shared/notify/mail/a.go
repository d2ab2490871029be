// Package mail imports upwards.
package mail

import _ "shiming/infra/server"
