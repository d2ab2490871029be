// Package storetest uses the made-up people.
package storetest

import _ "shiming/infra/tests/pii"
