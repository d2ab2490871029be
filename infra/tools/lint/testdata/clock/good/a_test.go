package a

import "time"

var began = time.Now()
