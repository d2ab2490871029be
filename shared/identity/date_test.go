package identity

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseDate(t *testing.T) {
	t.Run("RULES B1 days that exist", func(t *testing.T) {
		for _, s := range []string{"2026-07-01", "2024-02-29", "2000-02-29", "0001-01-01", "9999-12-31"} {
			if d, err := ParseDate(s); err != nil || d.String() != s {
				t.Errorf("%s: got %v, %v", s, d, err)
			}
		}
	})
	t.Run("RULES B1 days that do not", func(t *testing.T) {
		for _, s := range []string{"", "2023-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-01-00", "2026-01-32",
			"2026-1-1", "20260101", "0000-01-01", "10000-01-01", "2026-01-01T00:00:00Z", " 2026-01-01", "２０２６-01-01"} {
			_, err := ParseDate(s)
			wantError(t, err, CodeDateInvalid, "", s)
		}
		for _, d := range []Date{{}, {2023, 2, 29}, {2024, 2, 30}, {2026, 4, 31}, {2026, 13, 1}, {2026, 0, 1}, {2026, 1, 0}, {2026, 1, -1}, {2026, -1, 1}, {10000, 1, 1}, {0, 1, 1}} {
			if d.Valid() {
				t.Errorf("%v is valid", d)
			}
		}
	})
}

func TestDateIn(t *testing.T) {
	t.Run("RULES A4 the day begins at midnight in Asia/Shanghai", func(t *testing.T) {
		newYork := time.FixedZone("EST", -5*60*60)
		for _, c := range []struct {
			at   time.Time
			want string
		}{
			{time.Date(2026, 6, 30, 15, 59, 59, 999999999, time.UTC), "2026-06-30"},
			{time.Date(2026, 6, 30, 16, 0, 0, 0, time.UTC), "2026-07-01"},
			{time.Date(2026, 12, 31, 23, 0, 0, 0, newYork), "2027-01-01"},
			{time.Date(1991, 9, 15, 16, 0, 0, 0, time.UTC), "1991-09-16"},
		} {
			if got := DateIn(c.at).String(); got != c.want {
				t.Errorf("%v: got %s, want %s", c.at, got, c.want)
			}
		}
	})
	t.Run("RULES A4 the fixed zone is what the zone database says since 1991", func(t *testing.T) {
		shanghai, err := time.LoadLocation("Asia/Shanghai")
		if err != nil {
			t.Fatalf("the test needs the time zone database that comes with Go: %v", err)
		}
		for at := time.Date(1991, 9, 16, 0, 0, 0, 0, time.UTC); at.Year() < 2060; at = at.Add(7*24*time.Hour + 61*time.Minute) {
			y, m, d := at.In(shanghai).Date()
			if got := DateIn(at); got != (Date{y, m, d}) {
				t.Fatalf("%v: got %v, want %d-%d-%d", at, got, y, m, d)
			}
		}
	})
}

func TestAge(t *testing.T) {
	for _, c := range []struct {
		name, birth, on string
		want            int
	}{
		{"RULES A4 the day before the 18th birthday", "2008-07-02", "2026-07-01", 17},
		{"RULES A4 on the 18th birthday", "2008-07-01", "2026-07-01", 18},
		{"RULES A4 the month before", "2008-08-01", "2026-07-31", 17},
		{"RULES A4 the month after", "2008-06-30", "2026-07-01", 18},
		{"RULES A4 born 29 February, 28 February of a common year", "2008-02-29", "2026-02-28", 17},
		{"RULES A4 born 29 February, 1 March of a common year", "2008-02-29", "2026-03-01", 18},
		{"RULES A4 born 29 February, 28 February of a leap year", "2008-02-29", "2028-02-28", 19},
		{"RULES A4 born 29 February, 29 February of a leap year", "2008-02-29", "2028-02-29", 20},
		{"RULES A4 on the day of birth", "2026-07-01", "2026-07-01", 0},
		{"RULES A4 born tomorrow", "2026-07-02", "2026-07-01", -1},
		{"RULES A4 born tomorrow, next year", "2027-01-01", "2026-12-31", -1},
	} {
		t.Run(c.name, func(t *testing.T) {
			birth, err1 := ParseDate(c.birth)
			on, err2 := ParseDate(c.on)
			if err1 != nil || err2 != nil {
				t.Fatal(err1, err2)
			}
			if got := Age(birth, on); got != c.want {
				t.Errorf("born %s, on %s: got %d, want %d", c.birth, c.on, got, c.want)
			}
		})
	}
	t.Run("RULES A4 age is the number of birthdays that have come", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			birth, on := genDate(1900).Draw(t, "birth"), genDate(1900).Draw(t, "on")
			if birth.After(on) {
				birth, on = on, birth
			}
			want := 0
			for !asTime(Date{birth.Year + want + 1, birth.Month, birth.Day}).After(asTime(on)) {
				want++
			}
			if got := Age(birth, on); got != want {
				t.Fatalf("born %v, on %v: got %d, want %d", birth, on, got, want)
			}
			if birth.After(on) || on.After(birth) != asTime(on).After(asTime(birth)) || birth != on && Age(on, birth) >= 0 {
				t.Fatalf("%v and %v: wrong order", birth, on)
			}
		})
	})
}

func asTime(d Date) time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// genDate draws a day from 1 January of a year to the end of 2099.
func genDate(from int) *rapid.Generator[Date] {
	first := asTime(Date{from, 1, 1})
	days := int(asTime(Date{2099, 12, 31}).Sub(first).Hours() / 24)
	return rapid.Map(rapid.IntRange(0, days), func(n int) Date {
		y, m, d := first.AddDate(0, 0, n).Date()
		return Date{y, m, d}
	})
}
