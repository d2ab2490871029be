package realname

import (
	"errors"
	"strings"
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
)

func TestAge(t *testing.T) {
	p := tencent(t)
	birthday := func(x Person, years int) time.Time { // the first moment of the day
		return time.Date(x.Birth.Year+years, x.Birth.Month, x.Birth.Day, 0, 0, 0, 0, shanghai)
	}
	child := personOf(t, pii.Minors[1], identity.ResidentID)    // born on 16 August 2019
	leap := personOf(t, pii.Minors[0], identity.ResidentID)     // born on 29 February 2016
	permit := personOf(t, pii.Taiwan[0], identity.TaiwanPermit) // born as the form says
	permit.Birth = identity.Date{Year: 2008, Month: 3, Day: 15}
	march := time.Date(2034, 3, 1, 0, 0, 0, 0, shanghai)
	for _, row := range []struct {
		name string
		x    Person
		now  time.Time
		old  bool
	}{
		{"the_day_before_at_00:00", child, birthday(child, 18).AddDate(0, 0, -1), false},
		{"the_day_before_at_23:59", child, birthday(child, 18).Add(-time.Minute), false},
		{"the_last_nanosecond", child, birthday(child, 18).Add(-1), false},
		{"the_day_itself_at_00:00", child, birthday(child, 18), true},
		{"the_day_itself_at_23:59", child, birthday(child, 18).Add(24*time.Hour - time.Minute), true},
		{"the_day_after", child, birthday(child, 18).AddDate(0, 0, 1), true},
		{"00:00_in_Shanghai_is_16:00_UTC_the_day_before", child, time.Date(2037, 8, 15, 16, 0, 0, 0, time.UTC), true},
		{"15:59_UTC_is_too_early", child, time.Date(2037, 8, 15, 15, 59, 59, 0, time.UTC), false},
		{"the_day_there_has_begun_in_New_York_time", child, time.Date(2037, 8, 15, 12, 0, 0, 0, time.FixedZone("EDT", -4*3600)), true},
		{"a_year_before", child, birthday(child, 17), false},
		{"29_February_on_28_February_of_a_common_year", leap, march.Add(-time.Minute), false},
		{"29_February_on_1_March_of_a_common_year", leap, march, true},
		{"a_permit_the_day_before", permit, birthday(permit, 18).Add(-time.Minute), false},
		{"a_permit_on_the_day", permit, birthday(permit, 18), true},
	} {
		t.Run("RULES_A4_"+row.name, func(t *testing.T) {
			err := p.CheckPerson(row.x, row.now)
			if row.old && err != nil {
				t.Errorf("refused: %v", err)
			}
			if !row.old {
				refused(t, err, CodeUnderAge, "")
			}
		})
	}
	t.Run("RULES_A4_29_February_in_a_leap_year", func(t *testing.T) {
		other := *p
		other.MinimumAge = 20 // 2036 has a 29 February
		refused(t, other.CheckPerson(leap, birthday(leap, 20).Add(-time.Minute)), CodeUnderAge, "")
		if err := other.CheckPerson(leap, birthday(leap, 20)); err != nil {
			t.Error(err)
		}
	})
	t.Run("RULES_A4_the_minimum_age_is_the_policy_s", func(t *testing.T) {
		other := *p
		other.MinimumAge = 0
		if err := other.CheckPerson(child, noon); err != nil {
			t.Error(err)
		}
	})
	t.Run("RULES_A4_the_age_is_that_of_the_day_of_the_check", func(t *testing.T) {
		s := begin(t, p, permit)
		s.now = birthday(permit, 18).Add(-time.Minute)
		refused(t, s.try(FillPerson{Person: permit, Form: formOf(permit)}), CodeUnderAge, "")
		s.now = s.now.Add(time.Minute)
		s.fill().do(Choose{Method: WeChatScan})
		s.now = s.now.Add(-time.Minute) // a clock that was set back
		refused(t, s.try(BeginCheck{Person: permit, Check: s.c.NextCheck(p, s.now)}), CodeUnderAge, "")
	})
	t.Run("RULES_A4_a_birth_date_beside_a_number_that_says_another_counts_for_nothing", func(t *testing.T) {
		for _, birth := range []identity.Date{{Year: 1980, Month: 1, Day: 1}, {}} {
			x := child
			x.Birth = birth
			refused(t, p.CheckPerson(x, noon), CodeBirthDateInvalid, "birth_date")
		}
	})
	t.Run("RULES_A4_who_is_not_born_yet", func(t *testing.T) {
		refused(t, p.CheckPerson(child, time.Date(2019, 8, 15, 0, 0, 0, 0, shanghai)), CodeNumberInvalid, "document_number")
		x := permit
		x.Birth = identity.DateIn(noon.AddDate(0, 0, 1))
		refused(t, p.CheckPerson(x, noon), CodeBirthDateInvalid, "birth_date")
	})
}

func TestDocuments(t *testing.T) {
	p := tencent(t)
	for _, row := range []struct {
		who  []pii.SeedPerson
		kind identity.DocumentKind
	}{
		{pii.Adults, identity.ResidentID}, {pii.Residence, identity.ResidentID},
		{pii.HongKongMacao, identity.HKMacaoPermit}, {pii.Taiwan, identity.TaiwanPermit},
	} {
		for _, who := range row.who {
			t.Run("RULES_A5_"+strings.ReplaceAll(who.Label, " ", "_"), func(t *testing.T) {
				if err := p.CheckPerson(personOf(t, who, row.kind), noon); err != nil {
					t.Errorf("%v: %v", who, err)
				}
			})
		}
	}
	t.Run("RULES_A5_every_other_document_is_pointed_to_the_international_site", func(t *testing.T) {
		for _, kind := range []identity.DocumentKind{"passport", "foreign_permanent_resident", ""} {
			_, err := identity.ParseDocument(kind, "E12345678")
			var e *identity.FieldError
			if !errors.As(err, &e) || Code(e.Code) != CodeDocNotSupported {
				t.Errorf("%q: %v", kind, err)
			}
		}
		if !strings.HasPrefix(p.InternationalSite, "https://") {
			t.Errorf("the site is %q", p.InternationalSite)
		}
	})
	t.Run("RULES_A5_the_codes_of_refused_documents_are_those_of_the_catalogue", func(t *testing.T) {
		for _, code := range []string{identity.CodeIDNumberInvalid, identity.CodeNameInvalid, identity.CodeDocumentKindNotSupported, identity.CodeDateInvalid} {
			if !Code(code).Valid() {
				t.Errorf("%s is no code", code)
			}
		}
	})
}

func TestForm(t *testing.T) {
	p := tencent(t)
	resident, permit := adult(t, 0), personOf(t, pii.HongKongMacao[0], identity.HKMacaoPermit)
	long := func(n int) Text { return Text(strings.Repeat("路", n)) }
	for _, row := range []struct {
		name  string
		x     Person
		with  func(*Person)
		code  Code // empty: accepted
		field string
	}{
		{"complete", resident, func(*Person) {}, "", ""},
		{"complete_permit", permit, func(*Person) {}, "", ""},
		{"name_missing", resident, func(x *Person) { x.Name = identity.Name{} }, CodeFieldRequired, "name"},
		{"document_missing", resident, func(x *Person) { x.Document = identity.IDDocument{} }, CodeFieldRequired, "document_number"},
		{"birth_missing_with_a_permit", permit, func(x *Person) { x.Birth = identity.Date{} }, CodeFieldRequired, "birth_date"},
		{"birth_in_the_future", permit, func(x *Person) { x.Birth.Year = 2027 }, CodeBirthDateInvalid, "birth_date"},
		{"industry_missing", resident, func(x *Person) { x.Industry = "" }, CodeFieldRequired, "industry"},
		{"industry_may_be_missing_with_a_permit", permit, func(x *Person) { x.Industry = "" }, "", ""},
		{"industry_A", resident, func(x *Person) { x.Industry = "A" }, "", ""},
		{"industry_T", resident, func(x *Person) { x.Industry = "T" }, "", ""},
		{"industry_U", resident, func(x *Person) { x.Industry = "U" }, CodeIndustryInvalid, "industry"},
		{"industry_@", resident, func(x *Person) { x.Industry = "@" }, CodeIndustryInvalid, "industry"},
		{"industry_lower_case", resident, func(x *Person) { x.Industry = "i" }, CodeIndustryInvalid, "industry"},
		{"industry_of_two", resident, func(x *Person) { x.Industry = "IT" }, CodeIndustryInvalid, "industry"},
		{"industry_wrong_with_a_permit", permit, func(x *Person) { x.Industry = "软件" }, CodeIndustryInvalid, "industry"},
		{"region_missing", resident, func(x *Person) { x.Address.Region = "" }, CodeFieldRequired, "address.region"},
		{"region_blank", resident, func(x *Person) { x.Address.Region = " \u3000 " }, CodeFieldRequired, "address.region"},
		{"region_1", resident, func(x *Person) { x.Address.Region = long(1) }, CodeFieldInvalid, "address.region"},
		{"region_2", resident, func(x *Person) { x.Address.Region = long(2) }, "", ""},
		{"region_60", resident, func(x *Person) { x.Address.Region = long(60) }, "", ""},
		{"region_61", resident, func(x *Person) { x.Address.Region = long(61) }, CodeFieldInvalid, "address.region"},
		{"detail_missing", resident, func(x *Person) { x.Address.Detail = "" }, CodeFieldRequired, "address.detail"},
		{"detail_blank", resident, func(x *Person) { x.Address.Detail = "\t\n" }, CodeFieldRequired, "address.detail"},
		{"detail_1", resident, func(x *Person) { x.Address.Detail = long(1) }, CodeFieldInvalid, "address.detail"},
		{"detail_120", resident, func(x *Person) { x.Address.Detail = long(120) }, "", ""},
		{"detail_121", resident, func(x *Person) { x.Address.Detail = long(121) }, CodeFieldInvalid, "address.detail"},
		{"the_address_may_differ_from_the_document", resident, func(x *Person) { x.Address.Region = "海南省海口市" }, "", ""},
	} {
		t.Run("RULES_B1_"+row.name, func(t *testing.T) {
			x := row.x
			row.with(&x)
			err := p.CheckPerson(x, noon)
			if row.code == "" && err != nil {
				t.Errorf("refused: %v", err)
			}
			if row.code != "" {
				refused(t, err, row.code, row.field)
			}
			s := begin(t, p, x)
			if got := s.try(FillPerson{Person: x, Form: formOf(resident)}); (got == nil) != (err == nil) {
				t.Errorf("the form was decided otherwise: %v", got)
			}
			if err != nil && s.c.Version() != 1 {
				t.Error("a refused form changed the case")
			}
		})
	}
	t.Run("RULES_B1_two_forms_are_equal_when_every_field_is", func(t *testing.T) {
		if !resident.Equal(adult(t, 0)) {
			t.Error("the same form is another")
		}
		other := adult(t, 1)
		for field, with := range map[string]func(*Person){
			"name": func(x *Person) { x.Name = other.Name }, "document": func(x *Person) { x.Document = other.Document },
			"birth": func(x *Person) { x.Birth.Day++ }, "industry": func(x *Person) { x.Industry = "A" },
			"region": func(x *Person) { x.Address.Region = "上海市" }, "detail": func(x *Person) { x.Address.Detail += "1" },
		} {
			x := resident
			with(&x)
			if resident.Equal(x) {
				t.Errorf("another %s, and equal", field)
			}
		}
	})
}
