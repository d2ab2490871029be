// Package dynamo imports another adapter.
package dynamo

import _ "shiming/shared/notify/mail"
