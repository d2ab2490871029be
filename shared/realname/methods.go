package realname

import "slices"

// Method is a way to prove an identity (认证方式).
type Method string

const (
	// WeChatScan proves a person by WeChat with a bank card bound (RULES B3, B6).
	WeChatScan Method = "wechat_scan"
	// QQScan proves a person by QQ with a bank card bound (RULES B4).
	QQScan Method = "qq_scan"
	// Face proves a person by liveness and comparison (RULES B5).
	Face Method = "face"
	// OfficialAccount proves an enterprise by its verified WeChat official account (RULES C3).
	OfficialAccount Method = "official_account"
	// RepresentativeWeChat proves an enterprise by its legal representative's WeChat (RULES C4).
	RepresentativeWeChat Method = "representative_wechat"
	// RepresentativeFace proves an enterprise by its legal representative's face (RULES C5).
	RepresentativeFace Method = "representative_face"
	// TopUp proves an enterprise by a payment from its bank account (RULES C6).
	TopUp Method = "top_up"
	// CorporateTransfer proves an enterprise by an amount sent to its bank account (RULES C7).
	CorporateTransfer Method = "corporate_transfer"
	// AppScan takes over the identity of an app's account of the group (RULES B8).
	AppScan Method = "app_scan"
	// BankCard proves a person by a bank card and a code to the phone that the bank holds (RULES B7).
	BankCard Method = "bank_card"
	// Binding takes over the identity of an account of the group, by a code to its phone (RULES B9).
	Binding Method = "binding"
	// GroupEnterprise proves an enterprise by its verified enterprise account of the group (RULES E5).
	GroupEnterprise Method = "group_enterprise"
	// PaperReview is how an identity was verified by papers alone (线下认证, RULES E6). It cannot be chosen.
	PaperReview Method = "paper_review"
)

// methodRow is what is true of a method. A new method is a row here, and one in shared/texts for people to read.
type methodRow struct {
	method Method
	// proves is whom it proves; empty: it cannot be chosen.
	proves SubjectKind
	// begins is what is asked for when it was chosen.
	begins Action
	// needs names what has to be said when it is chosen; empty for nothing.
	needs string
	// code says that a code to a phone proves it; else a check with a provider does, or money.
	code bool
	// shows says that it shows who a named person is, so that the present subject can prove itself by it (RULES D5 to D7).
	shows bool
	// face says that a face is looked at, and nothing else (L9).
	face bool
	// group says that it takes over who a site of the group has verified; noForm that this needs no form.
	group, noForm bool
	// asks says that it does not show whether the enterprise's name and code belong together: the commercial register is asked,
	// or a reviewer (RULES A13).
	asks bool
	// pays says that an amount is sent to the enterprise when its papers were reviewed (RULES C7).
	pays bool
}

// What has to be said when a method is chosen.
const (
	needsRepresentative = "representative"
	needsCard           = "card"
	needsAccount        = "group_account"
)

var methodRows = []methodRow{
	{method: WeChatScan, proves: PersonSubject, begins: ActionStartCheck, shows: true},
	{method: QQScan, proves: PersonSubject, begins: ActionStartCheck, shows: true},
	{method: Face, proves: PersonSubject, begins: ActionStartCheck, shows: true, face: true},
	{method: AppScan, proves: PersonSubject, begins: ActionStartCheck, group: true, noForm: true},
	{method: BankCard, proves: PersonSubject, begins: ActionStartCheck, needs: needsCard, code: true},
	{method: Binding, proves: PersonSubject, begins: ActionStartCheck, needs: needsAccount, code: true, group: true},
	{method: OfficialAccount, proves: EnterpriseSubject, begins: ActionStartCheck},
	{method: RepresentativeWeChat, proves: EnterpriseSubject, begins: ActionStartCheck, needs: needsRepresentative, shows: true, asks: true},
	{method: RepresentativeFace, proves: EnterpriseSubject, begins: ActionStartCheck, needs: needsRepresentative, shows: true, face: true, asks: true},
	{method: GroupEnterprise, proves: EnterpriseSubject, begins: ActionStartCheck},
	{method: TopUp, proves: EnterpriseSubject, begins: ActionIssueDeposit, asks: true},
	{method: CorporateTransfer, proves: EnterpriseSubject, begins: ActionFilePapers, pays: true},
	{method: PaperReview},
}

func (m Method) row() methodRow {
	i := slices.IndexFunc(methodRows, func(row methodRow) bool { return row.method == m })
	if i < 0 {
		return methodRow{}
	}
	return methodRows[i]
}

// Methods lists the methods, those of people first.
func Methods() []Method {
	all := make([]Method, len(methodRows))
	for i, row := range methodRows {
		all[i] = row.method
	}
	return all
}

// Personal reports whether the method proves people.
func (m Method) Personal() bool { return m.row().proves == PersonSubject }

// Enterprise reports whether the method proves enterprises.
func (m Method) Enterprise() bool { return m.row().proves == EnterpriseSubject }

// Needs names what has to be said when the method is chosen: representative, card, group_account; empty for nothing.
func (m Method) Needs() string { return m.row().needs }

// NeedsRepresentative reports whether the legal representative has to be named when the method is chosen.
func (m Method) NeedsRepresentative() bool { return m.Needs() == needsRepresentative }

// NeedsCard reports whether a bank card has to be named, of one of the policy's banks (RULES B7).
func (m Method) NeedsCard() bool { return m.Needs() == needsCard }

// Begins is what is asked for when the method was chosen.
func (m Method) Begins() Action { return m.row().begins }

// ByCode reports whether a code to a phone proves it (RULES B7, B9).
func (m Method) ByCode() bool { return m.row().code }

// ByCheck reports whether a check with a provider proves it.
func (m Method) ByCheck() bool { return m.Begins() == ActionStartCheck && !m.ByCode() }

// ByDeposit reports whether money that moves proves it (RULES C6, C7).
func (m Method) ByDeposit() bool { return m.Begins() == ActionIssueDeposit || m.PaysOut() }

// PaysOut reports whether an amount is sent to the enterprise when its papers were reviewed (RULES C7).
func (m Method) PaysOut() bool { return m.row().pays }

// AsksRegister reports whether somebody else than the method has to say that the enterprise's name and code belong together:
// the commercial register, or a reviewer (RULES A13).
func (m Method) AsksRegister() bool { return m.row().asks }

// Shows reports whether the method shows who a named person is, so that the present subject can prove itself by it.
func (m Method) Shows() bool { return m.row().shows }

// FromGroup reports whether the identity is taken over that a site of the group has verified (RULES B8, B9).
func (m Method) FromGroup() bool { return m.row().group }

// TakesOver reports whether the app's identity is taken over, so that no form is needed (RULES B8).
func (m Method) TakesOver() bool { return m.row().noForm }
