package workdays

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"shiming/shared/identity"
)

// calendar is what the notices say.
type calendar struct {
	first, last int                    // published years
	special     map[identity.Date]bool // days that are not as their weekday says, or are holidays: worked or not
}

// openEnd is the day of December from which the last published year is not certain yet: the New Year's break is
// announced with the next year and has reached back before (29 December 2018 was worked, 31 December was off).
const openEnd = 25

// covers reports whether a notice decides on the day.
func (c *calendar) covers(d identity.Date) bool {
	if d.Year == c.last && d.Month == time.December && d.Day >= openEnd {
		return false
	}
	return c.first <= d.Year && d.Year <= c.last
}

// notices is the form of mainland.json.
type notices struct {
	About string `json:"about"`
	Years []year `json:"years"`
}

type year struct {
	Year   int `json:"year"`
	Notice struct {
		Title  string `json:"title"`
		Number string `json:"number"`
		Date   string `json:"date"`
	} `json:"notice"`
	Holidays []holiday `json:"holidays"`
	Workdays []string  `json:"workdays"`
}

// holiday is a run of days off; days repeats its length, as the notice does, against slips of the pen.
type holiday struct {
	Name string `json:"name"`
	From string `json:"from"`
	To   string `json:"to"`
	Days int    `json:"days"`
}

// longest is the longest run of days off that is believed; the longest so far was 9.
const longest = 15

// parse reads notices and holds them against what must be so: years without a gap, each with its notice, published
// before it begins; holidays in order, as long as they say, each freeing at least one weekday; make-up days in order,
// on weekends, and not on a holiday.
func parse(data []byte) (*calendar, error) {
	var file notices
	in := json.NewDecoder(bytes.NewReader(data))
	in.DisallowUnknownFields()
	if err := in.Decode(&file); err != nil {
		return nil, fmt.Errorf("workdays: %w", err)
	}
	if len(file.Years) == 0 {
		return nil, fmt.Errorf("workdays: no years")
	}
	c := &calendar{first: file.Years[0].Year, last: file.Years[len(file.Years)-1].Year, special: map[identity.Date]bool{}}
	for i, y := range file.Years {
		if y.Year != c.first+i {
			return nil, fmt.Errorf("workdays: %d where %d was due", y.Year, c.first+i)
		}
		if err := c.take(y); err != nil {
			return nil, fmt.Errorf("workdays: %d: %w", y.Year, err)
		}
	}
	return c, nil
}

// take adds a year.
func (c *calendar) take(y year) error {
	on, err := identity.ParseDate(y.Notice.Date)
	if err != nil || on.Year >= y.Year || y.Notice.Title == "" || y.Notice.Number == "" {
		return fmt.Errorf("the notice lacks its title or number, or was not published before the year")
	}
	if len(y.Holidays) == 0 {
		return fmt.Errorf("no holidays")
	}
	var before identity.Date
	for _, h := range y.Holidays {
		last, err := c.takeHoliday(y.Year, h, before)
		if err != nil {
			return fmt.Errorf("%s: %w", h.Name, err)
		}
		before = last
	}
	before = identity.Date{}
	for _, s := range y.Workdays {
		day, err := dayOf(y.Year, s)
		if err != nil {
			return err
		}
		if _, taken := c.special[day]; taken || !weekend(day) || !day.After(before) {
			return fmt.Errorf("make-up day %s is a holiday or a weekday, or out of order", s)
		}
		c.special[day] = true
		before = day
	}
	return nil
}

// takeHoliday adds the days of h, which must be later than before, and returns the last.
func (c *calendar) takeHoliday(year int, h holiday, before identity.Date) (identity.Date, error) {
	first, err := dayOf(year, h.From)
	if err != nil {
		return identity.Date{}, err
	}
	last, err := dayOf(year, h.To)
	if err != nil {
		return identity.Date{}, err
	}
	if h.Name == "" || h.Days < 1 || h.Days > longest || !first.After(before) {
		return identity.Date{}, fmt.Errorf("no name, too long, or out of order")
	}
	day, weekdays := first, 0
	for i := range h.Days {
		if i > 0 {
			day = next(day)
		}
		if !weekend(day) {
			weekdays++
		}
		c.special[day] = false
	}
	if day != last || weekdays == 0 {
		return identity.Date{}, fmt.Errorf("it does not take %d days, or frees no weekday", h.Days)
	}
	return last, nil
}

// dayOf reads a day of the year.
func dayOf(year int, s string) (identity.Date, error) {
	day, err := identity.ParseDate(s)
	if err != nil || day.Year != year {
		return identity.Date{}, fmt.Errorf("%q is no day of the year", s)
	}
	return day, nil
}
