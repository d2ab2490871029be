// Package storetest is a suite for tests.
package storetest

import "time"

var began = time.Now()
