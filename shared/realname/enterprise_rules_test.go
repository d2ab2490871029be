package realname

import (
	"testing"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
)

// given is a command that somebody gives at a state.
type given struct {
	at  State
	by  Actor
	cmd func(s *companyStory) Command
}

// companyCommands is one of each command of the enterprise's methods.
func companyCommands(t testing.TB, p *Policy) []given {
	t.Helper()
	holder := Actor{Role: Holder, ID: "user", Account: "acct_a"}
	is := func(cmd Command) func(*companyStory) Command { return func(*companyStory) Command { return cmd } }
	supply := func(s *companyStory) Command {
		return Supply{Documents: []Document{uploaded(s.c, PortraitSide)}}
	}
	decide := func(d Decision) func(*companyStory) Command {
		return func(s *companyStory) Command {
			return s.decide(d, reviewer, Review{Reason: ReasonForgery, Asked: []Purpose{EmblemSide}})
		}
	}
	return []given{
		{AwaitingPayment, system, is(ReceivePayment{Payment: Payment{ID: "pay_1"}, Right: true})},
		{AwaitingPayment, system, is(ReceivePayment{Payment: Payment{ID: "pay_1"}, Right: false})},
		{NamingHandler, holder, is(SetHandler{*sealedParty(adult(t, 5))})},
		{HandlerReady, holder, is(Back{})},
		{Reviewing, reviewer, is(Claim{reviewer, noon.Add(time.Minute)})},
		{Reviewing, reviewer, decide(Approve)},
		{Reviewing, reviewer, decide(AskAgain)},
		{Reviewing, reviewer, decide(RefuseCase)},
		{Reviewing, holder, is(Choose{Method: TopUp})},
		{Reviewing, holder, is(Cancel{})},
		{Supplementing, holder, supply},
		{Paying, system, is(ReportPayout{Type: PayoutSent})},
		{Paying, system, is(ReportPayout{Type: PayoutArrived, Deadline: noon.AddDate(0, 0, 7)})},
		{Paying, system, is(ReportPayout{Type: PayoutFailed})},
		{Paying, holder, is(Choose{Method: TopUp})},
		{Paying, holder, is(Cancel{})},
		{Confirming, holder, is(CompareAmount{Right: true})},
		{Confirming, holder, is(CompareAmount{Right: false})},
	}
}

func TestFormsOfEnterprises(t *testing.T) {
	p := tencent(t)
	t.Run("RULES_C1_the_form_is_kept_masked_with_its_licence", func(t *testing.T) {
		s := openCompany(t, p, company(t)).fill()
		f := s.c.Form()
		if s.c.Last().State != Choosing || f.Licence == nil || f.Licence.SHA256 == "" || !f.Commercial {
			t.Fatalf("%s, licence %v", s.c.Last().State, f.Licence)
		}
		if days := s.c.Deadline().Sub(noon) / (24 * time.Hour); days != time.Duration(60) {
			t.Errorf("the case is open %d days", days)
		}
	})
	t.Run("FAULT_R8_nobody_asks_how_old_a_contact_is", func(t *testing.T) {
		x := company(t)
		x.Contact.Party = partyOf(personOf(t, pii.Minors[0], identity.ResidentID))
		s := openCompany(t, p, x)
		if err := s.try(FillEnterprise{Enterprise: x, Licence: uploaded(s.c, LicencePicture), Form: companyForm(x)}); err != nil {
			t.Error(err)
		}
	})
	foreign := partyOf(personOf(t, pii.Taiwan[0], identity.TaiwanPermit))
	for name, row := range map[string]struct {
		change func(*Enterprise)
		code   Code
		field  string
	}{
		"RULES_A6_a_licence_of_no_kind":    {func(x *Enterprise) { x.Licence = "library_card" }, CodeFieldInvalid, "licence_kind"},
		"RULES_C1_no_name":                 {func(x *Enterprise) { x.Name = identity.EnterpriseName{} }, CodeFieldRequired, "name"},
		"RULES_C1_no_code":                 {func(x *Enterprise) { x.Code = identity.OrganisationCode{} }, CodeFieldRequired, "code"},
		"RULES_C1_no_region":               {func(x *Enterprise) { x.Address.Region = "" }, CodeFieldRequired, "address.region"},
		"RULES_C1_a_blank_detail":          {func(x *Enterprise) { x.Address.Detail = "   " }, CodeFieldRequired, "address.detail"},
		"RULES_C1_no_phone":                {func(x *Enterprise) { x.Contact.Phone = identity.Phone{} }, CodeFieldRequired, "contact.phone"},
		"RULES_C1_no_contact":              {func(x *Enterprise) { x.Contact.Name = identity.Name{} }, CodeFieldRequired, "contact.name"},
		"RULES_C1_a_contact_with_a_permit": {func(x *Enterprise) { x.Contact.Party = foreign }, CodeDocNotSupported, "contact.document_number"},
	} {
		t.Run(name, func(t *testing.T) {
			x := company(t)
			row.change(&x)
			s := openCompany(t, p, x)
			refused(t, s.try(FillEnterprise{Enterprise: x, Licence: uploaded(s.c, LicencePicture), Form: companyForm(x)}), row.code, row.field)
		})
	}
	other := openCompany(t, p, company(t)).c
	for name, row := range map[string]struct {
		change func(*Document)
		code   Code
	}{
		"of_another_case":   {func(d *Document) { d.Case = other.ID }, CodeDocumentNotFound},
		"of_another_kind":   {func(d *Document) { d.Purpose = EmblemSide }, CodeDocumentNotFound},
		"not_yet_inspected": {func(d *Document) { d.State = DocumentAwaited }, CodeDocumentAwaited},
		"black_and_white":   {func(d *Document) { d.State, d.Fault = DocumentRefused, CodeDocumentCopy }, CodeDocumentCopy},
	} {
		t.Run("RULES_C1_a_licence_"+name, func(t *testing.T) {
			s := openCompany(t, p, company(t))
			d := uploaded(s.c, LicencePicture)
			row.change(&d)
			refused(t, s.try(FillEnterprise{Enterprise: s.x, Licence: d, Form: companyForm(s.x)}), row.code, "licence")
		})
	}
	t.Run("RULES_C2_what_was_read_is_kept_with_the_form", func(t *testing.T) {
		s := openCompany(t, p, company(t))
		d := uploaded(s.c, LicencePicture)
		d.Reading = []byte("sealed reading")
		s.do(FillEnterprise{Enterprise: s.x, Licence: d, Form: companyForm(s.x)})
		if string(s.c.Form().Reading) != "sealed reading" {
			t.Error("it is lost")
		}
	})
	t.Run("RULES_H1_each_kind_of_case_takes_its_own_form", func(t *testing.T) {
		s := openCompany(t, p, company(t))
		refused(t, s.try(FillPerson{Person: adult(t, 0), Form: formOf(adult(t, 0))}), CodeWrongState, "")
		person := begin(t, p, adult(t, 0))
		x := company(t)
		refused(t, person.try(FillEnterprise{Enterprise: x, Licence: uploaded(person.c, LicencePicture), Form: companyForm(x)}), CodeWrongState, "")
	})
}

func TestCodesOfEnterprises(t *testing.T) {
	for _, row := range []struct {
		name       string
		kind       identity.CodeKind
		code       string
		commercial bool
	}{
		{"91_is_of_the_commercial_register", identity.UnifiedCode, companyCode, true},
		{"92_is_of_the_commercial_register", identity.UnifiedCode, traderCode, true},
		{"12_is_not", identity.UnifiedCode, schoolCode, false},
		{"an_older_registration_number_is_not", identity.RegistrationNumber, "911101010000001", false},
		{"another_code_is_not", identity.OtherCode, "91X12345", false},
	} {
		t.Run("RULES_A7_"+row.name, func(t *testing.T) {
			p := tencent(t)
			x := company(t)
			x.Code = codeOf(t, row.kind, row.code)
			s := openCompany(t, p, x).fill()
			if s.c.Form().Commercial != row.commercial {
				t.Fatalf("commercial: %t", s.c.Form().Commercial)
			}
			for _, o := range s.c.Options(p, noon) {
				if want := row.commercial || !o.Method.NeedsRepresentative(); o.Available != want {
					t.Errorf("RULES C9: %s available: %t", o.Method, o.Available)
				}
			}
			for _, m := range []Method{RepresentativeWeChat, RepresentativeFace} {
				err := s.try(Choose{Method: m, Party: sealedParty(adult(t, 2))})
				if row.commercial && err != nil {
					t.Errorf("%s: %v", m, err)
				}
				if !row.commercial {
					refused(t, err, CodeMethodNotForOrg, "method")
				}
			}
		})
	}
}

func TestMethodsOfEnterprises(t *testing.T) {
	p := tencent(t)
	t.Run("RULES_A9_all_five_are_listed_and_one_is_recommended", func(t *testing.T) {
		s := openCompany(t, p, company(t)).fill()
		options := s.c.Options(p, noon)
		want := []Method{OfficialAccount, RepresentativeWeChat, RepresentativeFace, TopUp, CorporateTransfer}
		if len(options) != len(want) {
			t.Fatalf("%d methods", len(options))
		}
		for i, o := range options {
			if o.Method != want[i] || !o.Available || o.Recommended != (i == 0) {
				t.Errorf("%+v", o)
			}
		}
	})
	t.Run("RULES_A9_after_too_many_checks_a_top_up_is_left", func(t *testing.T) {
		s := openCompany(t, p, company(t)).fill().choose(OfficialAccount)
		for range p.ChecksPerDay {
			s.start()
		}
		for _, o := range s.c.Options(p, noon) {
			if want := o.Method == TopUp; o.Available != want || o.Recommended != want || !want && o.Reason != CodeCheckDailyLimit {
				t.Errorf("%+v", o)
			}
		}
	})
	t.Run("RULES_A9_methods_of_people_are_not_for_enterprises_nor_the_other_way", func(t *testing.T) {
		s := openCompany(t, p, company(t)).fill()
		person := begin(t, p, adult(t, 0)).fill()
		for _, m := range []Method{WeChatScan, QQScan, Face, OfficialAccount, RepresentativeWeChat, RepresentativeFace, TopUp, CorporateTransfer} {
			if m.Personal() == m.Enterprise() {
				t.Errorf("%s is for people %t and for enterprises %t", m, m.Personal(), m.Enterprise())
			}
			if m.Personal() {
				refused(t, s.try(Choose{Method: m}), CodeMethodNotOffered, "method")
			} else {
				refused(t, person.try(Choose{Method: m}), CodeMethodNotOffered, "method")
			}
		}
	})
	for _, m := range []Method{RepresentativeWeChat, RepresentativeFace} {
		t.Run("RULES_C4_C5_the_representative_is_named_with_"+string(m), func(t *testing.T) {
			s := openCompany(t, p, company(t)).fill()
			refused(t, s.try(Choose{Method: m}), CodeFieldRequired, "representative")
			s.choose(m).start()
			if s.c.Party() == nil || s.c.Check().Method != m {
				t.Fatal("nobody is asked")
			}
			s.say(Passed, "")
			id := s.commit.Account.Identity
			if id == nil || id.Kind != EnterpriseSubject || id.Method != m || s.commit.Take.Limit != p.Quota.Enterprise {
				t.Errorf("RULES A1, A3: %+v with %+v", id, s.commit.Take)
			}
		})
	}
	t.Run("RULES_C3_the_official_account_needs_no_representative", func(t *testing.T) {
		s := openCompany(t, p, company(t)).fill()
		refused(t, s.try(Choose{Method: OfficialAccount, Party: sealedParty(adult(t, 2))}), CodeFieldInvalid, "method")
		s.choose(OfficialAccount).start().say(Passed, "")
		if s.commit.Account.Identity == nil {
			t.Error("not verified")
		}
	})
	t.Run("RULES_A2_an_enterprise_has_special_invoices", func(t *testing.T) {
		s := openCompany(t, p, company(t)).fill().choose(OfficialAccount)
		s.start().say(Passed, "")
		got := s.commit.Account.Apply(Account{}).Entitlements(noon)
		if got != (Entitlements{EnterpriseCampaigns: true, OrdinaryVATInvoice: true, SpecialVATInvoice: true}) {
			t.Errorf("%+v", got)
		}
	})
	for _, m := range []Method{TopUp, CorporateTransfer} {
		t.Run("RULES_C6_C7_no_check_begins_"+string(m), func(t *testing.T) {
			s := openCompany(t, p, company(t)).fill().choose(m)
			refused(t, s.try(BeginCheck{Check: s.c.NextCheck(p, noon)}), CodeWrongState, "")
		})
	}
	t.Run("FAULT_R1_the_representative_is_of_age_and_of_the_mainland", func(t *testing.T) {
		today := identity.DateIn(noon)
		for _, row := range []struct {
			x     Party
			code  Code
			field string
		}{
			{partyOf(personOf(t, pii.Minors[1], identity.ResidentID)), CodeUnderAge, "representative.document_number"},
			{partyOf(personOf(t, pii.HongKongMacao[0], identity.HKMacaoPermit)), CodeNotMainland, "representative.document_number"},
			{partyOf(personOf(t, pii.Taiwan[0], identity.TaiwanPermit)), CodeNotMainland, "representative.document_number"},
			{partyOf(personOf(t, pii.Residence[0], identity.ResidentID)), CodeNotMainland, "representative.document_number"},
			{partyOf(personOf(t, pii.Residence[1], identity.ResidentID)), CodeNotMainland, "representative.document_number"},
			{Party{}, CodeFieldRequired, "representative.name"},
		} {
			refused(t, p.CheckRepresentative(row.x, "representative", today), row.code, row.field)
		}
		if err := p.CheckRepresentative(partyOf(adult(t, 2)), "representative", today); err != nil {
			t.Error(err)
		}
	})
}
