package pii

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"
)

// checkDigit is written again here on purpose: the values must not depend on the code that they are used to test.
func checkDigit(first17 string) byte {
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- {
		weight = weight * 2 % 11
		sum += int(first17[i]-'0') * weight
	}
	return "10X98765432"[sum%11]
}

func age(t *testing.T, number string, on time.Time) int {
	t.Helper()
	born, err := time.Parse("20060102", number[6:14])
	if err != nil {
		t.Fatalf("birth date: %v", err)
	}
	years := on.Year() - born.Year()
	if on.Before(born.AddDate(years, 0, 0)) {
		years--
	}
	return years
}

func TestResidentNumbers(t *testing.T) {
	lists := map[string][]SeedPerson{"adult": Adults, "minor": Minors, "residence": Residence}
	for kind, list := range lists {
		for _, p := range list {
			t.Run(p.Label, func(t *testing.T) {
				if len(p.Number) != 18 || checkDigit(p.Number[:17]) != p.Number[17] {
					t.Fatal("the check digit is wrong")
				}
				on := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
				if got := age(t, p.Number, on) < 18; got != (kind == "minor") {
					t.Fatalf("minor on %s: %v", on.Format(time.DateOnly), got)
				}
			})
		}
	}
	if Residence[0].Number[:2] != "81" || Residence[1].Number[:2] != "83" {
		t.Error("residence permits begin with 81 and 83")
	}
}

func TestPermits(t *testing.T) {
	for _, p := range HongKongMacao {
		if !regexp.MustCompile(`^[HM]\d{8}$`).MatchString(p.Number) {
			t.Errorf("%v: not a Hong Kong or Macao permit", p)
		}
	}
	for _, p := range Taiwan {
		if !regexp.MustCompile(`^\d{8}$`).MatchString(p.Number) {
			t.Errorf("%v: not a Taiwan permit", p)
		}
	}
}

func TestEveryValueIsItsOwn(t *testing.T) {
	if len(Adults) < 12 || len(Minors) < 2 || len(HongKongMacao) < 2 || len(Taiwan) < 2 || len(Residence) < 2 {
		t.Error("a list has too few people")
	}
	seen := map[string]string{}
	for _, p := range All() {
		if !regexp.MustCompile(`^1[3-9]\d{9}$`).MatchString(p.Phone) || p.Region == "" {
			t.Errorf("%v: phone or region", p)
		}
		for _, value := range []string{p.Label, p.Name, p.Number, p.Phone, p.Address} {
			if value == "" || seen[value] != "" {
				t.Errorf("%v: a value is empty or also belongs to %s", p, seen[value])
			}
			seen[value] = p.Label
		}
	}
}

func TestPersonPrintsItsLabelOnly(t *testing.T) {
	p := Adults[1]
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		if got := fmt.Sprintf(verb, p); got != "pii:adult 1" {
			t.Errorf("%s prints something else than the label", verb)
		}
		if got := fmt.Sprintf(verb, []SeedPerson{p}); strings.Contains(got, p.Name) {
			t.Errorf("%s of a list prints the person", verb)
		}
	}
	if _, err := json.Marshal(p); err != nil {
		t.Error(err)
	}
}
