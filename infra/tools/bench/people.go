package main

import (
	"fmt"
	"sync/atomic"
	"time"
)

// people makes up adults, each with a number of its own.
type people struct{ serial atomic.Int64 }

var weights = [17]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// next returns a well-formed resident ID (GB 11643) that it did not return before, for the first twelve million.
func (p *people) next() string {
	n := p.serial.Add(1)
	birth := time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, int(n/1000)%12000)
	digits := fmt.Sprintf("110101%s%03d", birth.Format("20060102"), n%1000)
	sum := 0
	for i, w := range weights {
		sum += int(digits[i]-'0') * w
	}
	return digits + string("10X98765432"[sum%11])
}
