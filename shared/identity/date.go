package identity

import (
	"cmp"
	"fmt"
	"time"
)

// Date is a day of the Gregorian calendar, without a time zone. It prints in plain: a birth date must not be logged.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

// chinaTime is Asia/Shanghai as it has been since the last summer time ended on 15 September 1991: eight hours ahead
// of UTC all year, so that no time zone database is needed. Only days of today's checks are asked for, never
// instants before 1991.
var chinaTime = time.FixedZone("CST", 8*60*60)

// ParseDate reads "2006-01-02". The error is an *Error with CodeDateInvalid.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return Date{}, dateError() // err repeats the value
	}
	d := Date{t.Year(), t.Month(), t.Day()}
	if !d.Valid() {
		return Date{}, dateError()
	}
	return d, nil
}

func dateError() error { return &FieldError{Code: CodeDateInvalid, Field: "date"} }

// DateIn returns the civil date in Asia/Shanghai at the instant t.
func DateIn(t time.Time) Date {
	year, month, day := t.In(chinaTime).Date()
	return Date{year, month, day}
}

// String returns the date as "2006-01-02".
func (d Date) String() string { return fmt.Sprintf("%04d-%02d-%02d", d.Year, int(d.Month), d.Day) }

// Valid reports whether the day exists, in the years 1–9999.
func (d Date) Valid() bool {
	if d.Year < 1 || d.Year > 9999 || d.Month < 1 || d.Month > 12 || d.Day < 1 || d.Day > 31 {
		return false
	}
	return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC).Day() == d.Day // 30 February would be 1 or 2 March
}

// After reports whether d is a later day than o.
func (d Date) After(o Date) bool {
	return cmp.Or(cmp.Compare(d.Year, o.Year), cmp.Compare(d.Month, o.Month), cmp.Compare(d.Day, o.Day)) > 0
}

// Age returns the whole years of age on the day on, negative before birth (RULES A4). A year is full on the birthday;
// for those born on 29 February that is 1 March in common years: on 28 February the day of birth has not come yet.
func Age(birth Date, on Date) int {
	years := on.Year - birth.Year
	if (Date{Year: on.Year, Month: birth.Month, Day: birth.Day}).After(on) {
		years--
	}
	return years
}
