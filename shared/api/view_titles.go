package api

import (
	"slices"
	"time"

	"shiming/shared/clock/workdays"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// paperView is a document that is asked for: what it is called, what it has to show, and what it has to be, before anything is
// uploaded (RULES H2, E7; FAULTS S6, F7). What goes by post has no type and no size.
//
//openapi:schema PaperAsked
type paperView struct {
	Purpose realname.Purpose `json:"purpose"`
	Title   string           `json:"title"`
	TitleZH string           `json:"title_zh"`
	Hint    string           `json:"hint"`
	HintZH  string           `json:"hint_zh"`
	Types   []string         `json:"content_types,omitempty"`
	// MaxBytes is the largest file, ShortestSide the least pixels of a picture's shorter side.
	MaxBytes     int64 `json:"max_bytes,omitempty"`
	ShortestSide int   `json:"shortest_side,omitempty"`
	// Colour says that a black and white copy does not do.
	Colour bool `json:"colour,omitempty"`
}

// choiceView is a value that a field can have, with what it is called (FAULTS S6).
//
//openapi:schema Choice
type choiceView struct {
	Value   string `json:"value"`
	Title   string `json:"title"`
	TitleZH string `json:"title_zh"`
}

// viewPapers describes the documents that an action asks for, each once.
func viewPapers(c realname.Case, a actionView) (all []paperView) {
	byPost := a.Type == realname.ActionPost
	for _, p := range append(slices.Clone(a.Documents), slices.Concat(a.Papers...)...) {
		if slices.ContainsFunc(all, func(v paperView) bool { return v.Purpose == p }) {
			continue
		}
		title, hint := texts.Paper(p), texts.PaperHint(c.Kind, c.Channel, p)
		v := paperView{Purpose: p, Title: title.EN, TitleZH: title.ZH, Hint: hint.EN, HintZH: hint.ZH}
		if need, ok := c.Requirement(p); ok && !byPost {
			v.Types, v.MaxBytes, v.ShortestSide, v.Colour = need.Types, need.MaxBytes, realname.ShortestSide, need.Colour
		}
		all = append(all, v)
	}
	return all
}

// viewChoices lists what the fields that are chosen can be.
func viewChoices(a actionView) map[string][]choiceView {
	all := map[string][]choiceView{}
	add := func(field, value string, title texts.Sentence) {
		all[field] = append(all[field], choiceView{value, title.EN, title.ZH})
	}
	for _, field := range a.Fields {
		switch field {
		case "document_kind":
			for _, kind := range []identity.DocumentKind{identity.ResidentID, identity.HKMacaoPermit, identity.TaiwanPermit} {
				add(field, string(kind), texts.Document(string(kind)))
			}
		case "code_kind":
			for _, kind := range []identity.CodeKind{identity.UnifiedCode, identity.RegistrationNumber, identity.OtherCode} {
				add(field, string(kind), texts.Document(string(kind)))
			}
		case "licence_kind":
			for _, kind := range texts.LicenceKinds {
				add(field, kind.Value, kind.Title)
			}
		case "industry":
			for _, section := range texts.Industries {
				add(field, section.Value, section.Title)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all
}

// viewLate warns of a transfer whose review and payout, each taking as long as the policy allows, end when the case has ended: no
// more is promised than the case lives to see (FAULTS D1).
func viewLate(s Settings, c realname.Case, m realname.Method, now time.Time) []sentenceView {
	if !m.PaysOut() {
		return nil
	}
	days := s.Policy.Review.Workdays + s.Policy.Deposit.PayoutWorkdays
	if until, _ := workdays.Add(now, days); !until.After(c.Deadline()) {
		return nil
	}
	return viewSentences([]texts.Sentence{texts.Late(days, c.Deadline())})
}

// lastError is the fault of the case; of a reviewer's decision with the reason's title and what was said to the applicant, so that
// nobody is sent to look for a comment (FAULTS S6).
func lastError(c realname.Case, code realname.Code) *faultView {
	v := fault(code)
	if v == nil || code != realname.CodePapersAsked && code != realname.CodeReviewRefused {
		return v
	}
	for _, e := range c.Events {
		if r := e.Review; r != nil && e.Fault == code {
			v.Reason, v.Comment = r.Reason, r.Comment
		}
	}
	title := texts.Reason(v.Reason)
	v.ReasonTitle, v.ReasonTitleZH = title.EN, title.ZH
	return v
}
