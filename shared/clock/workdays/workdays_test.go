package workdays

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shiming/shared/identity"
)

func date(t testing.TB, s string) identity.Date {
	t.Helper()
	d, err := identity.ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// at reads "2006-01-02 15:04" in Asia/Shanghai.
func at(t testing.TB, s string) time.Time {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, chinaTime)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestMainland(t *testing.T) {
	c, err := parse(mainland)
	if err != nil {
		t.Fatal(err)
	}
	if c.first != 2024 || c.last != 2026 {
		t.Errorf("published %d–%d", c.first, c.last)
	}
	// Days worked in a year, counted by hand from the notices: weekdays − holidays on weekdays + make-up days.
	for year, want := range map[int]int{2024: 262 - 19 + 8, 2025: 261 - 18 + 5, 2026: 261 - 19 + 6} {
		got := 0
		for d := (identity.Date{Year: year, Month: 1, Day: 1}); d.Year == year; d = next(d) {
			if worked, _ := c.isWorkday(d); worked {
				got++
			}
		}
		if got != want {
			t.Errorf("%d has %d working days, want %d", year, got, want)
		}
	}
}

func TestIsWorkday(t *testing.T) {
	for _, c := range []struct {
		name, day        string
		workday, certain bool
	}{
		{"a Monday", "2025-11-03", true, true},
		{"a Saturday", "2025-11-01", false, true},
		{"National Day 2025", "2025-10-01", false, true},
		{"its last day, a Wednesday", "2025-10-08", false, true},
		{"the Thursday after", "2025-10-09", true, true},
		{"make-up Sunday before it", "2025-09-28", true, true},
		{"make-up Saturday after it", "2025-10-11", true, true},
		{"New Year's Eve of the farmers' calendar 2024, a Friday, is worked", "2024-02-09", true, true},
		{"Spring Festival 2024", "2024-02-12", false, true},
		{"Spring Festival 2026 begins on a Sunday", "2026-02-15", false, true},
		{"make-up Saturday the day before", "2026-02-14", true, true},
		{"Spring Festival 2026 ends on a Monday", "2026-02-23", false, true},
		{"the Tuesday after", "2026-02-24", true, true},
		{"make-up Sunday of New Year 2026", "2026-01-04", true, true},
		{"Friday of New Year 2026", "2026-01-02", false, true},
		{"Mid-autumn 2026", "2026-09-25", false, true},
		{"no make-up for Dragon Boat 2026", "2026-06-14", false, true},
		{"end of 2025 is settled by 2026's notice", "2025-12-31", true, true},
		{"Christmas week 2026 awaits the notice of 2027", "2026-12-25", true, false},
		{"the day before is certain", "2026-12-24", true, true},
		{"FAULT_R9_National Day 2027 is not published, and off", "2027-10-01", false, false},
		{"FAULT_R9_New Year's Day 2027", "2027-01-01", false, false},
		{"FAULT_R9_Labour Day 2028, a Monday", "2028-05-01", false, false},
		{"FAULT_R9_its second day", "2028-05-02", false, false},
		{"FAULT_R9_the third is not", "2028-05-03", true, false},
		{"FAULT_R9_National Day 2028, the third, a Tuesday", "2028-10-03", false, false},
		{"FAULT_R9_the fourth depends on the notice", "2028-10-04", true, false},
		{"FAULT_R9_a notice decides in its years", "2026-05-09", true, true},
		{"a Sunday of 2027", "2027-10-03", false, false},
		{"before the published years", "2023-12-29", true, false},
	} {
		t.Run("RULES_G2_"+c.name, func(t *testing.T) {
			workday, certain := IsWorkday(date(t, c.day))
			if workday != c.workday || certain != c.certain {
				t.Errorf("%s: %v, certain %v", c.day, workday, certain)
			}
		})
	}
}

func TestAdd(t *testing.T) {
	for _, c := range []struct {
		name, from string
		days       int
		last       string
		certain    bool
	}{
		{"2 days from Friday: Tuesday", "2025-11-07 10:00", 2, "2025-11-11", true},
		{"7 days over National Day 2025", "2025-09-26 18:00", 7, "2025-10-13", true}, // 28 29 30 | 9 10 11 13
		{"the day counts in Shanghai: 23:59", "2025-11-06 23:59", 1, "2025-11-07", true},
		{"the day counts in Shanghai: midnight", "2025-11-07 00:00", 1, "2025-11-10", true},
		{"7 days over Spring Festival 2026", "2026-02-12 09:00", 7, "2026-02-28", true}, // 13 14 | 24 25 26 27 28, two of them Saturdays
		{"from within a holiday", "2026-10-03 12:00", 1, "2026-10-08", true},
		{"0 days: today", "2026-10-03 12:00", 0, "2026-10-03", true},
		{"less than none: today", "2026-10-03 12:00", -5, "2026-10-03", true},
		{"over the end of what is published", "2026-12-22 12:00", 7, "2026-12-31", false},
		{"just within it", "2026-12-22 12:00", 2, "2026-12-24", true},
		{"FAULT_R9_the payment's 7 days over New Year 2027", "2026-12-28 12:00", 4, "2027-01-04", false},
		{"weekends only beyond", "2027-10-01 12:00", 1, "2027-10-04", false},
	} {
		t.Run("RULES_G2_"+c.name, func(t *testing.T) {
			deadline, certain := Add(at(t, c.from), c.days)
			want := at(t, c.last+" 23:59").Add(59 * time.Second)
			if !deadline.Equal(want) || certain != c.certain {
				t.Errorf("%s + %d = %s, certain %v; want %s", c.from, c.days, deadline, certain, want)
			}
			if utc, _ := Add(at(t, c.from).UTC(), c.days); utc != deadline {
				t.Errorf("in UTC: %s", utc)
			}
		})
	}
}

func TestAddProperties(t *testing.T) {
	t.Run("RULES_G2_properties", rapid.MakeCheck(func(t *rapid.T) {
		from := time.Unix(rapid.Int64Range(1_690_000_000, 1_830_000_000).Draw(t, "from"), 0) // 2023-07 to 2027-12
		later := from.Add(time.Duration(rapid.Int64Range(0, 30*24*3600).Draw(t, "later")) * time.Second)
		n := rapid.IntRange(0, 40).Draw(t, "days")

		d, certain := Add(from, n)
		more, certainMore := Add(from, n+1)
		if !more.After(d) {
			t.Fatalf("%d days: %s, %d days: %s", n, d, n+1, more)
		}
		if certainMore && !certain {
			t.Fatalf("more days are more certain: %s + %d", from, n)
		}
		if after, _ := Add(later, n); after.Before(d) {
			t.Fatalf("later start %s gives earlier deadline %s, not %s", later, after, d)
		}
		if step, _ := Add(d, 1); !step.Equal(more) {
			t.Fatalf("one more day from %s is %s, not %s", d, step, more)
		}
		if d.Before(from.Truncate(time.Second)) || d.In(chinaTime).Format(time.TimeOnly) != "23:59:59" {
			t.Fatalf("deadline %s of %s", d, from)
		}
		if worked, _ := IsWorkday(identity.DateIn(d)); n > 0 && !worked {
			t.Fatalf("%s is no working day", d)
		}
	}))
}

func TestParseRefuses(t *testing.T) {
	good := string(mainland)
	for _, c := range []struct{ name, old, new string }{
		{"a year twice", `"year": 2025,`, `"year": 2024,`},
		{"a gap", `"year": 2026,`, `"year": 2027,`},
		{"make-up day on a weekday", `"2025-09-28"`, `"2025-09-29"`},
		{"make-up day on a holiday", `"2025-09-28"`, `"2025-10-05"`},
		{"make-up day twice", `"2025-09-28"`, `"2025-04-27"`},
		{"make-up day of another year", `"2025-01-26"`, `"2024-01-27"`},
		{"no such day", `"2025-01-26"`, `"2025-02-30"`},
		{"length is wrong", `"2025-10-08", "days": 8`, `"2025-10-08", "days": 7`},
		{"ends before it begins", `"from": "2025-10-01", "to": "2025-10-08"`, `"from": "2025-10-08", "to": "2025-10-01"`},
		{"holidays overlap", `"from": "2026-10-01", "to": "2026-10-07", "days": 7`, `"from": "2026-09-27", "to": "2026-10-03", "days": 7`},
		{"a weekend only", `"from": "2024-06-10", "to": "2024-06-10"`, `"from": "2024-06-09", "to": "2024-06-09"`},
		{"no notice", `国办发明电〔2024〕12号`, ``},
		{"notice after the year began", `"date": "2024-11-12"`, `"date": "2025-01-02"`},
		{"unknown field", `"about"`, `"abuot"`},
		{"no JSON", `{`, `[`},
		{"no years", good, `{"about": "", "years": []}`},
		{"no holidays", good, `{"about":"","years":[{"year":2025,"notice":{"title":"t","number":"n","date":"2024-11-12"},"holidays":[],"workdays":[]}]}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			bad := strings.Replace(good, c.old, c.new, 1)
			if bad == good {
				t.Fatal("nothing was changed")
			}
			if got, err := parse([]byte(bad)); err == nil {
				t.Errorf("accepted: %d–%d", got.first, got.last)
			}
		})
	}
}

func BenchmarkAdd7(b *testing.B) {
	from := at(b, "2025-09-26 18:00")
	for b.Loop() {
		Add(from, 7)
	}
}
