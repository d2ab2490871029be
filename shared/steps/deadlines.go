package steps

import (
	"time"

	"shiming/shared/clock/workdays"
)

// workdaysOn returns the end of the n-th working day from now (RULES G2).
func (d Base) workdaysOn(n int) time.Time {
	if d.Day > 0 {
		return d.Clock().Add(time.Duration(n) * d.Day)
	}
	end, _ := workdays.Add(d.Clock(), n)
	return end.UTC()
}

// daysOn returns the moment n days from now.
func (d Base) daysOn(n int) time.Time {
	day := 24 * time.Hour
	if d.Day > 0 {
		day = d.Day
	}
	return d.Clock().Add(time.Duration(n) * day)
}
