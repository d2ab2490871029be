package realname

import "slices"

// Kind is what a case is for.
type Kind string

const (
	// PersonalVerification verifies an account as a person (RULES B).
	PersonalVerification Kind = "personal_verification"
	// EnterpriseVerification verifies an account as an enterprise (RULES C).
	EnterpriseVerification Kind = "enterprise_verification"
	// PersonToEnterprise hands a person's account to an enterprise (RULES D5, E5, E6).
	PersonToEnterprise Kind = "person_to_enterprise"
	// PersonToPerson hands it to another person (RULES D6).
	PersonToPerson Kind = "person_to_person"
	// EnterpriseToEnterprise hands an enterprise's account to another enterprise (RULES D7, E6).
	EnterpriseToEnterprise Kind = "enterprise_to_enterprise"
	// EnterpriseToPerson hands it to a person, where policy allows that (RULES D3, E6).
	EnterpriseToPerson Kind = "enterprise_to_person"
	// EnterpriseName follows an enterprise that has a new name and the same code (RULES D8, E6).
	EnterpriseName Kind = "enterprise_name"
	// LegalRepresentative follows an enterprise that has a new legal representative (RULES D9).
	LegalRepresentative Kind = "legal_representative"
	// FollowSite takes over who the account's site says that it belongs to now, after it was changed there (RULES E8).
	FollowSite Kind = "follow_site"
	// Release makes a verified account unverified (RULES E2).
	Release Kind = "release"
	// Appeal is of somebody whose document was used by another account (RULES F1).
	Appeal Kind = "appeal"
	// EnterpriseAppeal is of an enterprise whose name and code were used by another account (RULES F1, THREATS X1).
	EnterpriseAppeal Kind = "enterprise_appeal"
	// Reverification verifies an account again as who it is, because the platform asks for it.
	Reverification Kind = "reverification"
)

// Channel is how a change is brought (RULES E6).
type Channel string

const (
	// Online is at the screen.
	Online Channel = "online"
	// ByTicket is at the screen, with papers that staff look at (工单).
	ByTicket Channel = "ticket"
	// ByPost is with papers on paper (邮寄).
	ByPost Channel = "post"
)

// Valid reports whether c is one of the channels.
func (c Channel) Valid() bool { return c == Online || c == ByTicket || c == ByPost }

// kindRow is what is true of a kind. A new kind is a row here, one in shared/texts, and a flow in a policy.
type kindRow struct {
	kind Kind
	// subject is whom the form is about; of a kind without a form, whom it can be about.
	subject SubjectKind
	// verified says that the account has to be verified, as which subject; empty: as either. anyone says that nothing is
	// asked of the account.
	verified bool
	as       SubjectKind
	anyone   bool
	// fills says that the account gets a new subject, which fills in the form.
	fills bool
	// follows says that the account gets a new subject without a form: a site of the group says who.
	follows bool
	// changes says that it changes who an account belongs to, or how that is written (RULES D); renames that the old name
	// is gone, to which no special VAT invoice can be issued any more (RULES D10).
	changes, renames bool
	// declares lists what its declaration says (RULES D7, D8, F1); nil: it has none. first says that it begins with it,
	// always.
	declares []string
	first    bool
	// end is the state at the end of its flow, bar what is drawn for it.
	end State
	bar BarName
}

var kindRows = []kindRow{
	{kind: PersonalVerification, subject: PersonSubject, fills: true, end: Verified, bar: BarVerified},
	{kind: EnterpriseVerification, subject: EnterpriseSubject, fills: true, end: Verified, bar: BarVerified},
	{kind: PersonToEnterprise, subject: EnterpriseSubject, verified: true, as: PersonSubject, fills: true, changes: true,
		end: Verified, bar: BarChanged},
	{kind: PersonToPerson, subject: PersonSubject, verified: true, as: PersonSubject, fills: true, changes: true,
		end: Verified, bar: BarChanged},
	{kind: EnterpriseToEnterprise, subject: EnterpriseSubject, verified: true, as: EnterpriseSubject, fills: true, changes: true,
		renames: true, declares: []string{"representative", "name", "code_kind", "code", "address"}, end: Verified, bar: BarChanged},
	{kind: EnterpriseToPerson, subject: PersonSubject, verified: true, as: EnterpriseSubject, fills: true, changes: true,
		renames: true, end: Verified, bar: BarChanged},
	{kind: EnterpriseName, subject: EnterpriseSubject, verified: true, as: EnterpriseSubject, changes: true, renames: true,
		declares: []string{"name", "code"}, first: true, end: Verified, bar: BarChanged},
	{kind: LegalRepresentative, subject: EnterpriseSubject, verified: true, as: EnterpriseSubject, changes: true,
		end: Verified, bar: BarChanged},
	{kind: FollowSite, subject: PersonSubject, verified: true, as: PersonSubject, follows: true, changes: true,
		end: Verified, bar: BarChanged},
	{kind: Release, subject: PersonSubject, verified: true, end: Released, bar: BarReleased},
	{kind: Appeal, subject: PersonSubject, anyone: true, declares: []string{"name", "document_kind", "document_number", "phone", "holder"},
		first: true, end: Upheld, bar: BarDecided},
	{kind: EnterpriseAppeal, subject: EnterpriseSubject, anyone: true, declares: []string{"name", "code_kind", "code", "phone", "holder"},
		first: true, end: Upheld, bar: BarDecided},
	{kind: Reverification, subject: PersonSubject, verified: true, end: Verified, bar: BarVerified},
}

func (k Kind) row() kindRow {
	i := slices.IndexFunc(kindRows, func(row kindRow) bool { return row.kind == k })
	if i < 0 {
		return kindRow{subject: PersonSubject, end: Verified, bar: BarVerified}
	}
	return kindRows[i]
}

// Kinds lists the kinds, in the order in which people read them.
func Kinds() []Kind {
	all := make([]Kind, len(kindRows))
	for i, row := range kindRows {
		all[i] = row.kind
	}
	return all
}

// Valid reports whether k is one of the kinds.
func (k Kind) Valid() bool { return slices.Contains(Kinds(), k) }

// Subject is what the form of a case of the kind is about; of a kind without one, what stays.
func (k Kind) Subject() SubjectKind { return k.row().subject }

// Changes reports whether the kind changes who an account belongs to, or how that is written (RULES D).
func (k Kind) Changes() bool { return k.row().changes }

// Renames reports whether the old name is gone when the change is done (RULES D10).
func (k Kind) Renames() bool { return k.row().renames }

// Moves reports whether the kind gives the account to another subject.
func (k Kind) Moves() bool { return (k.row().fills || k.row().follows) && k.row().verified }

// Follows reports whether a site of the group says who the account belongs to (RULES E8).
func (k Kind) Follows() bool { return k.row().follows }

// Appeals reports whether somebody asks by it for an account of somebody else to be released (RULES F1).
func (k Kind) Appeals() bool { return k.row().end == Upheld }

// appeal is the kind by which such a subject appeals.
func (s SubjectKind) appeal() Kind {
	i := slices.IndexFunc(kindRows, func(row kindRow) bool { return row.end == Upheld && row.subject == s })
	return kindRows[i].kind
}

// Verifies reports whether the kind verifies an account that is not verified.
func (k Kind) Verifies() bool { return k.row().fills && !k.row().verified }

// Declares lists the fields of the declaration of the kind; nil: it has none (RULES D7, D8, F1).
func (k Kind) Declares() []string { return k.row().declares }

// from says as what the account has to be verified for the kind: ok is false where it has to be unverified or may be
// anything; an empty subject is either.
func (k Kind) from() (subject SubjectKind, ok bool) { return k.row().as, k.row().verified }
