package api

import (
	"slices"
	"time"

	"shiming/shared/realname"
	"shiming/shared/texts"
)

// formFields lists the fields of the personal form (RULES B1).
var formFields = []string{"region", "name", "document_kind", "document_number", "birth_date", "industry", "address"}

// enterpriseFields lists the fields of an enterprise's form (RULES C1).
var enterpriseFields = []string{"region", "licence_kind", "licence", "name", "code_kind", "code", "address", "contact"}

// warned are the methods whose warnings belong to an action.
var warned = map[realname.Action]realname.Method{
	realname.ActionIssueDeposit: realname.TopUp, realname.ActionPayDeposit: realname.TopUp, realname.ActionFilePapers: realname.CorporateTransfer,
}

// viewKinds lists what else the change can be made now.
func viewKinds(s Settings, c realname.Case, now time.Time) (all []kindView) {
	for _, k := range c.KindsToChoose(s.Policy, now) {
		title := texts.About(k).Title
		all = append(all, kindView{k, title.EN, title.ZH, viewSentences(texts.Advice(k, s.Policy))})
	}
	return all
}

// viewAction says what is asked next, and until when (RULES H1). Nothing is asked of a case that has ended.
func viewAction(s Settings, c realname.Case, now time.Time) *actionView {
	a := actionView{Type: c.NextAction(now), Deadline: c.ActBy(now).UTC()}
	a.Warnings = viewSentences(texts.Warnings(warned[a.Type], s.Policy))
	switch a.Type {
	case "":
		return nil
	case realname.ActionScan:
		check := c.Check()
		a.URL, a.Deadline = check.URL, check.ExpiresAt.UTC()
	case realname.ActionFillForm:
		omits := s.Policy.FormOmits(c)
		a.Fields = slices.DeleteFunc(slices.Clone(formFields), func(f string) bool { return slices.Contains(omits, realname.FormField(f)) })
		a.Methods, a.Kinds = viewOptions(s, c, now), viewKinds(s, c, now)
		if !c.IsPerson() {
			a.Fields, a.Documents = enterpriseFields, []realname.Purpose{realname.LicencePicture}
		}
		if a.Consents = viewAgreements(c.FormConsents(s.Policy)); len(a.Consents) > 0 {
			a.Fields = append(slices.Clone(a.Fields), "consents")
		}
	case realname.ActionStartCheck:
		a.From = moment(c.ChecksFrom(s.Policy, now))
		if c.StepAt(now) != realname.StepIdentify { // where the document says by what
			a.Methods = viewOptions(s, c, now)
		}
	case realname.ActionChooseMethod, realname.ActionIssueDeposit, realname.ActionPayDeposit:
		a.Methods = viewOptions(s, c, now)
	case realname.ActionFilePapers:
		a.Methods, a.Documents = viewOptions(s, c, now), []realname.Purpose{realname.PortraitSide, realname.EmblemSide}
	case realname.ActionConfirmCode:
		code, tries := c.SentCode(), c.TriesLeft(s.Policy)
		a.Methods, a.Fields = viewOptions(s, c, now), []string{"code"}
		a.Phone, a.TriesLeft, a.Deadline = code.Phone, &tries, code.ExpiresAt.UTC()
	case realname.ActionNameHandler:
		a.Fields = []string{"name", "document_number"}
	case realname.ActionSupplyPapers:
		a.Documents = c.Asked()
		if c.Channel == realname.ByPost { // they may come that way, too
			a.PostAddress = s.Policy.PostAddress
		}
	case realname.ActionConfirmAmount:
		a.Fields = []string{"amount"}
	case realname.ActionDeclare:
		a.Fields = c.Kind.Declares()
	case realname.ActionHandInPapers:
		a.Papers = c.Needed(s.Policy)
	case realname.ActionPost:
		a.Papers, a.PostAddress = c.PostMissing(s.Policy), s.Policy.PostAddress
	case realname.ActionAwaitPayout:
		a.Methods = viewOptions(s, c, now) // another one may be chosen meanwhile (RULES C12)
	case realname.ActionAwaitReview:
	}
	a.Choices, a.PapersAsked = viewChoices(a), viewPapers(c, a)
	return &a
}
