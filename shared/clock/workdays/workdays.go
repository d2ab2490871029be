// Package workdays counts the mainland's working days: weekdays without public holidays, and the weekend days that
// are worked instead (调休), for the years that the State Council has published (mainland.json, read by parse).
// RULES G2. How many days a step may take is policy and does not live here, nor does any clock.
//
// The State Council announces a year in the November before it. Beyond the published years only weekends and the holidays of a
// fixed date are known, and every answer says so: certain is false, and a deadline that rests on it may still move when the notice comes.
package workdays

import (
	_ "embed"
	"sync"
	"time"

	"shiming/shared/identity"
)

//go:embed mainland.json
var mainland []byte

// published is read on first use. The file is part of the build and TestMainland reads it, so that what panics here
// has never passed the tests.
var published = sync.OnceValue(func() *calendar {
	c, err := parse(mainland)
	if err != nil {
		panic(err)
	}
	return c
})

// chinaTime is Asia/Shanghai, eight hours ahead of UTC all year since 1991.
var chinaTime = time.FixedZone("CST", 8*60*60)

// IsWorkday reports whether the day is a working day. certain is false where no notice of the State Council covers
// the day: then Monday to Friday count as working days, but for the holidays of a fixed date. Safe for concurrent use.
func IsWorkday(day identity.Date) (workday, certain bool) { return published().isWorkday(day) }

// Add returns the end of the n-th working day after the day of t in Asia/Shanghai (RULES G2); t's own day never
// counts, whatever its hour. Who is told a deadline of 2 working days on a Friday has until Tuesday night.
//
// The deadline is the last second of that day, 23:59:59 in Asia/Shanghai, whatever zone t has: so its date is the day
// that people are shown, and it survives being stored in whole seconds. Something is late if the time, cut to
// seconds, is after it.
//
// certain is false if a day up to the deadline is not covered by a notice. A days below 1 gives the end of t's own
// day. Safe for concurrent use; takes time in proportion to days.
func Add(t time.Time, days int) (deadline time.Time, certain bool) { return published().add(t, days) }

func (c *calendar) add(t time.Time, days int) (time.Time, bool) {
	day := identity.DateIn(t)
	certain := true
	for left := days; left > 0; {
		day = next(day)
		workday, known := c.isWorkday(day)
		certain = certain && known
		if workday {
			left--
		}
	}
	return time.Date(day.Year, day.Month, day.Day, 23, 59, 59, 0, chinaTime), certain
}

func (c *calendar) isWorkday(day identity.Date) (workday, certain bool) {
	certain = c.covers(day)
	if worked, special := c.special[day]; special {
		return worked, certain
	}
	return !weekend(day) && !statutory(day), certain
}

// statutory reports whether the day is a public holiday in every year, whatever the notice adds around it: New Year's Day, Labour
// Day (two days) and National Day (three), by the measures on public holidays as they are in force since 2025. The others follow
// the farmers' calendar.
func statutory(day identity.Date) bool {
	last := map[time.Month]int{time.January: 1, time.May: 2, time.October: 3}[day.Month]
	return day.Day <= last
}

// next returns the day after.
func next(d identity.Date) identity.Date {
	year, month, day := midnight(d).AddDate(0, 0, 1).Date()
	return identity.Date{Year: year, Month: month, Day: day}
}

func midnight(d identity.Date) time.Time {
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, chinaTime)
}

func weekend(d identity.Date) bool {
	w := midnight(d).Weekday()
	return w == time.Saturday || w == time.Sunday
}
