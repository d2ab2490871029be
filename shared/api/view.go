package api

import (
	"time"

	"shiming/shared/realname"
	"shiming/shared/texts"
)

// The views are what callers get: derived from the record at one moment, with nothing in plaintext. The moment is that
// of the record's newest event when a repeated request is answered, so that it gets the same answer.

//openapi:schema Case CaseList
type caseView struct {
	ID realname.CaseID `json:"id"`
	head
	Kind    realname.Kind      `json:"kind"`
	Channel realname.Channel   `json:"channel,omitempty"`
	Account realname.AccountID `json:"account"`
	// What the platform said when it handed the person over.
	ReturnURL         string            `json:"return_url,omitempty"`
	ClientReferenceID string            `json:"client_reference_id,omitempty"`
	Metadata          map[string]string `json:"metadata,omitempty"`
	Language          realname.Language `json:"language,omitempty"`

	Status realname.Status `json:"status"`
	Step   realname.Step   `json:"step"`
	Steps  []barView       `json:"steps"`
	Turn   realname.Turn   `json:"turn"`
	// Present is who the account belongs to until a change or a release is done, Declaration what was declared, both
	// masked; Posted what has come by post (RULES E6).
	Present     *subjectView       `json:"present,omitempty"`
	Declaration *declarationView   `json:"declaration,omitempty"`
	Posted      []realname.Purpose `json:"posted,omitempty"`
	Summary     *summaryView       `json:"summary,omitempty"`
	Method      realname.Method    `json:"method,omitempty"`
	NextAction  *actionView        `json:"next_action,omitempty"`
	// Allowed is what the applicant can ask of the case now, by the last part of its address (RULES H2).
	Allowed   []string   `json:"allowed,omitempty"`
	LastError *faultView `json:"last_error,omitempty"`
	// WaysOut are what to do about a document that is in use (RULES B10).
	WaysOut []wayView `json:"ways_out,omitempty"`
	// Warnings are what the platform said when the case was opened (RULES E3), Consents what was accepted (RULES D4).
	Warnings []faultView   `json:"warnings,omitempty"`
	Consents []consentView `json:"consents,omitempty"`
	// QueryCode follows an appeal without signing in; it is told once, in the answer to the declaration (RULES F1).
	QueryCode string      `json:"query_code,omitempty"`
	History   []eventView `json:"history"`
	Version   int         `json:"version"`
	OpenedAt  time.Time   `json:"opened_at"`
	UpdatedAt time.Time   `json:"updated_at"`
	Deadline  time.Time   `json:"deadline"`
	// RedactedAt is when what the case knew of people was erased (L1); absent: it was not.
	RedactedAt *time.Time `json:"redacted_at,omitempty"`
}

//openapi:schema Bar
type barView struct {
	Title   string `json:"title"`
	TitleZH string `json:"title_zh"`
	State   string `json:"state"` // done, current, ended, pending
}

//openapi:schema Summary
type summaryView struct {
	Document string `json:"document"`
	Name     string `json:"name"`
	Number   string `json:"number"`
	Industry string `json:"industry,omitempty"`
	Address  string `json:"address"`
	// Of an enterprise: its contact, the licence's document, whether it is of the commercial register (RULES A7), and who
	// proves it.
	Contact    string              `json:"contact,omitempty"`
	Licence    realname.DocumentID `json:"licence,omitempty"`
	Commercial *bool               `json:"commercial,omitempty"`
	Party      *partyView          `json:"party,omitempty"`
}

// partyView is who acts for an enterprise, masked.
//
//openapi:schema Party
type partyView struct {
	Name   string `json:"name"`
	Number string `json:"number"`
}

//openapi:schema NextAction
type actionView struct {
	Type   realname.Action `json:"type"`
	Fields []string        `json:"fields,omitempty"`
	// Choices are what the fields that are chosen can be; PapersAsked what the documents are that are asked for (FAULTS S6, F7).
	Choices     map[string][]choiceView `json:"choices,omitempty"`
	PapersAsked []paperView             `json:"papers_asked,omitempty"`
	// Kinds are what else the change can be made, before its form is filled in (RULES D11).
	Kinds     []kindView         `json:"kinds,omitempty"`
	Methods   []optionView       `json:"methods,omitempty"`
	Documents []realname.Purpose `json:"documents,omitempty"`
	URL       string             `json:"url,omitempty"`
	// Papers are groups of documents of which one each is asked for; PostAddress is where papers on paper go (RULES E6).
	Papers      [][]realname.Purpose `json:"papers,omitempty"`
	PostAddress string               `json:"post_address,omitempty"`
	// Warnings are what to know before paying or filing (RULES C10).
	Warnings []sentenceView `json:"warnings,omitempty"`
	// Consents are the agreements that go with the form (RULES D4).
	Consents []agreementView `json:"consents,omitempty"`
	// Phone is where a code was sent, masked; TriesLeft is how often it may be entered (RULES B7, B9).
	Phone     string `json:"phone,omitempty"`
	TriesLeft *int   `json:"tries_left,omitempty"`
	// From is when it can be done, where that is later: today's checks were used up.
	From     *time.Time `json:"from,omitempty"`
	Deadline time.Time  `json:"deadline"`
}

// kindView is a kind of change that can be chosen in place of the case's.
//
//openapi:schema KindChoice
type kindView struct {
	Kind    realname.Kind `json:"kind"`
	Title   string        `json:"title"`
	TitleZH string        `json:"title_zh"`
	// Advice is what it is for, what it gives, and what to know before it is chosen (RULES A11).
	Advice []sentenceView `json:"advice,omitempty"`
}

//openapi:schema Option OptionList
type optionView struct {
	Method      realname.Method `json:"method"`
	Name        string          `json:"name"`
	NameZH      string          `json:"name_zh"`
	Duration    string          `json:"duration"`
	DurationZH  string          `json:"duration_zh"`
	Hint        string          `json:"hint"`
	HintZH      string          `json:"hint_zh"`
	Available   bool            `json:"available"`
	Recommended bool            `json:"recommended"`
	Reason      *faultView      `json:"reason,omitempty"`
	// Warnings say that it may not be done before the case ends (FAULTS D1).
	Warnings []sentenceView `json:"warnings,omitempty"`
	Banks    []bankView     `json:"banks,omitempty"` // whose cards are taken (RULES B7)
}

//openapi:schema Fault
type faultView struct {
	Code      realname.Code `json:"code"`
	Message   string        `json:"message"`
	MessageZH string        `json:"message_zh"`
	Retryable bool          `json:"retryable"`
	// Of a reviewer's decision: why, with what that is called, and what was said to the applicant.
	Reason        realname.ReviewReason `json:"reason,omitempty"`
	ReasonTitle   string                `json:"reason_title,omitempty"`
	ReasonTitleZH string                `json:"reason_title_zh,omitempty"`
	Comment       string                `json:"comment,omitempty"`
}

//openapi:schema Event
type eventView struct {
	Version int                `json:"version"`
	Type    realname.EventType `json:"type"`
	At      time.Time          `json:"at"`
	By      realname.Role      `json:"by"`
	Method  realname.Method    `json:"method,omitempty"`
	Code    realname.Code      `json:"code,omitempty"`
	// Amount is what a top-up credited to the account, or what was withdrawn from it again, in yuan.
	Amount string `json:"amount,omitempty"`
	// Of a reviewer's decision: why, for the applicant, and what is asked for again. Notes are for colleagues.
	Reason  realname.ReviewReason `json:"reason,omitempty"`
	Comment string                `json:"comment,omitempty"`
	Asked   []realname.Purpose    `json:"asked,omitempty"`
}

func fault(c realname.Code) *faultView { return saying(c, texts.Refusal(c)) }

// saying is the fault with what is said of it.
func saying(c realname.Code, m texts.Sentence) *faultView {
	if c == "" {
		return nil
	}
	return &faultView{Code: c, Message: m.EN, MessageZH: m.ZH, Retryable: c.Retryable()}
}

func viewCase(s Settings, c realname.Case, now time.Time) caseView {
	v := caseView{
		ID: c.ID, head: head{"case", c.Livemode}, Kind: c.Kind, Channel: c.Channel, Account: c.Account, Status: c.Status(now),
		Present: viewPresent(c), Declaration: viewDeclaration(c), Posted: c.Posted(),
		Step: c.StepAt(now), Turn: c.WhoseTurn(now), Method: c.Method(), LastError: lastError(c, c.Fault(now)),
		Version: c.Version(), OpenedAt: c.OpenedAt().UTC(), UpdatedAt: c.UpdatedAt().UTC(), Deadline: c.Deadline().UTC(),
	}
	v.ReturnURL, v.ClientReferenceID = c.Handoff.ReturnURL, c.Handoff.ClientReferenceID
	v.Metadata, v.Language = c.Handoff.Metadata, c.Handoff.Language
	v.Channel, v.Steps, v.Consents = c.Channel, viewBars(c), viewConsents(c)
	for _, code := range c.Warnings() {
		v.Warnings = append(v.Warnings, *saying(code, texts.Warned(code)))
	}
	if f := c.Form(); f != nil {
		v.Summary = viewSummary(c, f)
	}
	v.NextAction, v.Allowed, v.WaysOut = viewAction(s, c, now), viewAllowed(s, c, now), viewWays(s, c)
	if at := c.RedactedAt(); !at.IsZero() {
		at = at.UTC()
		v.RedactedAt = &at
	}
	for i, e := range c.Events {
		v.History = append(v.History, viewEvent(i+1, e))
	}
	return v
}

// seen is what the caller sees of the case: the platform's own names for it are no business of the holder's; the address behind a
// QR code is for who proves something with it, not for staff, who could prove it in somebody else's place (THREATS X16); and who is
// on an errand sees what the errand needs, and nothing of whom it is about.
func (c *call) seen(v caseView) caseView {
	switch c.actor.Role {
	case realname.Holder:
		v.ClientReferenceID, v.Metadata = "", nil
	case realname.Reviewer, realname.Admin, realname.Auditor:
		for i, e := range v.History { // the second pair of eyes is not told what the first one said (viewReview)
			if c.actor.Role == realname.Reviewer && e.Type == realname.ReviewSeconded && v.Step == realname.StepReview {
				v.History[i].Reason, v.History[i].Comment = "", ""
			}
		}
		if v.NextAction != nil {
			action := *v.NextAction
			action.URL = ""
			v.NextAction = &action
		}
	case realname.Platform, realname.Provider, realname.System:
	}
	if c.actor.Errand == nil {
		return v
	}
	return caseView{
		ID: v.ID, head: v.head, Kind: v.Kind, Account: v.Account, Status: v.Status, Step: v.Step, Steps: v.Steps,
		Turn: v.Turn, Method: v.Method, NextAction: v.NextAction, LastError: v.LastError, History: []eventView{},
		Version: v.Version, OpenedAt: v.OpenedAt, UpdatedAt: v.UpdatedAt, Deadline: v.Deadline,
	}
}

func viewEvent(version int, e realname.Event) eventView {
	v := eventView{Version: version, Type: e.Type, At: e.At.UTC(), By: e.By, Method: e.Method, Code: e.Fault, Amount: e.Amount()}
	if r := e.Review; r != nil {
		v.Reason, v.Comment, v.Asked = r.Reason, r.Comment, r.Asked
	}
	return v
}

func viewSummary(c realname.Case, f *realname.Form) *summaryView {
	v := &summaryView{Document: string(f.Document), Name: f.Name, Number: f.Number, Industry: f.Industry, Address: f.Address, Contact: f.Contact}
	if c.IsPerson() {
		v.Party = viewParty(c.Party())
		return v
	}
	v.Commercial, v.Party = &f.Commercial, viewParty(c.Party())
	if f.Licence != nil {
		v.Licence = f.Licence.ID
	}
	return v
}

func viewParty(p *realname.SealedParty) *partyView {
	if p == nil {
		return nil
	}
	return &partyView{Name: p.Name, Number: p.Number}
}

// viewBars draws the step bars (RULES H1). A case that ended without success has no current bar: the one it was at is where it
// ended (FAULTS D5).
func viewBars(c realname.Case) []barView {
	all, current := c.Bars()
	at := "current"
	if c.Last().State.Terminal() {
		at = "ended"
	}
	views := make([]barView, 0, len(all))
	for i, b := range all {
		state := "pending"
		switch {
		case i < current || i == len(all)-1 && i == current:
			state = "done"
		case i == current:
			state = at
		}
		title := texts.Bar(b.Name)
		views = append(views, barView{Title: title.EN, TitleZH: title.ZH, State: state})
	}
	return views
}

func viewOptions(s Settings, c realname.Case, now time.Time) []optionView {
	options, document := []optionView{}, ""
	if f := c.Form(); f != nil {
		document = string(f.Document)
	}
	for _, o := range c.Options(s.Policy, now) {
		t, hint := texts.Method(o.Method), texts.MethodHint(o.Method, document)
		options = append(options, optionView{
			Method: o.Method, Name: t.Name.EN, NameZH: t.Name.ZH, Duration: t.Duration.EN, DurationZH: t.Duration.ZH,
			Hint: hint.EN, HintZH: hint.ZH,
			Available: o.Available, Recommended: o.Recommended, Reason: fault(o.Reason),
			Warnings: viewLate(s, c, o.Method, now), Banks: viewBanks(s.Policy, o.Method),
		})
	}
	return options
}
