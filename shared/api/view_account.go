package api

import (
	"time"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/texts"
)

//openapi:schema Account
type accountView struct {
	ID realname.AccountID `json:"id"`
	head
	Status     string          `json:"status"` // unverified, verified
	VerifiedAs *identityView   `json:"verified_as,omitempty"`
	OpenCase   realname.CaseID `json:"open_case,omitempty"`
	// Restricted accounts have no entitlements. ReverifyUntil is by when an account has to be verified again that the
	// platform asks about; when it was not, RestrictedSince says since when that shows.
	Restricted      bool                  `json:"restricted"`
	RestrictedSince *time.Time            `json:"restricted_since,omitempty"`
	ReverifyUntil   *time.Time            `json:"reverify_until,omitempty"`
	Entitlements    realname.Entitlements `json:"entitlements"`
	Changes         []offerView           `json:"changes"`
}

//openapi:schema Identity
type identityView struct {
	Kind realname.SubjectKind `json:"kind"`
	// Region is the mainland, the only one that is verified here (RULES A5, A12).
	Region   string `json:"region,omitempty"`
	Document string `json:"document"`
	Name     string `json:"name"`
	Number   string `json:"number"`
	// Of an enterprise: whether it is of the commercial register (RULES A7), and whether its legal representative is known
	// (RULES D9).
	Commercial          *bool           `json:"commercial,omitempty"`
	RepresentativeKnown *bool           `json:"representative_known,omitempty"`
	Method              realname.Method `json:"method"`
	// Site is the site of the group that it was taken over from (RULES B8, B9, E4).
	Site       *siteView       `json:"site,omitempty"`
	Case       realname.CaseID `json:"case"`
	VerifiedAt time.Time       `json:"verified_at"`
	// Unproven are the fields that were typed and compared with nothing (THREATS X19).
	Unproven []string `json:"unproven,omitempty"`
}

// siteView is another site of the group.
//
//openapi:schema Site
type siteView struct {
	Site    string `json:"site"`
	Title   string `json:"title"`
	TitleZH string `json:"title_zh"`
	URL     string `json:"url"`
}

// offerView is a kind of case that the account's holder can open, or why not (RULES D2, D3, E4, E6).
//
//openapi:schema Offer
type offerView struct {
	Kind    realname.Kind    `json:"kind"`
	Channel realname.Channel `json:"channel,omitempty"`
	Title   string           `json:"title,omitempty"`
	TitleZH string           `json:"title_zh,omitempty"`
	// Advice is what it is for, what it gives, and what to know before it is chosen (RULES A11).
	Advice    []sentenceView  `json:"advice,omitempty"`
	Available bool            `json:"available"`
	From      *time.Time      `json:"from,omitempty"`
	Reason    *faultView      `json:"reason,omitempty"`
	Site      *siteView       `json:"site,omitempty"`
	Consents  []agreementView `json:"consents,omitempty"`
}

func viewAccount(c *call, s Settings, a realname.Account, now time.Time) accountView {
	v := accountView{
		ID: a.ID, head: c.head("account"), Status: "unverified", Restricted: a.IsRestricted(now),
		Entitlements: a.Entitlements(now), Changes: viewOffers(s, a, now),
	}
	if a.OpenCase != "" && now.Before(a.OpenUntil) {
		v.OpenCase = a.OpenCase
	}
	if v.Restricted {
		v.RestrictedSince = moment(a.Restricted)
	} else {
		v.ReverifyUntil = moment(a.Restricted)
	}
	if a.Identity != nil {
		v.Status, v.VerifiedAs = "verified", viewIdentity(s, *a.Identity)
	}
	return v
}

func viewIdentity(s Settings, id realname.Identity) *identityView {
	v := &identityView{
		Kind: id.Kind, Region: string(identity.Mainland), Document: id.Document, Name: id.Name, Number: id.Number, Method: id.Method, Case: id.Case, VerifiedAt: id.VerifiedAt.UTC(),
		Unproven: id.Unproven(),
	}
	if id.Kind == realname.EnterpriseSubject {
		known := id.Representative != nil
		v.Commercial, v.RepresentativeKnown = &id.Commercial, &known
	}
	if id.Site != "" {
		site, ok := s.Policy.Site(id.Site)
		if !ok {
			site.Site = id.Site // the policy names it no more
		}
		v.Site = viewSite(&site)
	}
	return v
}

func viewSite(site *realname.Site) *siteView {
	if site == nil {
		return nil
	}
	return &siteView{site.Site, site.TitleEN, site.Title, site.URL}
}

// viewOffers lists what the holder can open; what only the platform asks for is left out.
func viewOffers(s Settings, a realname.Account, now time.Time) []offerView {
	offers := []offerView{}
	for _, o := range realname.Offers(s.Policy, a, now) {
		if o.Reason == realname.CodeReverifyNotRequired {
			continue
		}
		offers = append(offers, offerView{
			Kind: o.Kind, Channel: o.Channel, Title: texts.About(o.Kind).Title.EN, TitleZH: texts.About(o.Kind).Title.ZH,
			Advice: viewSentences(texts.Advice(o.Kind, s.Policy)), Available: o.Reason == "", From: moment(o.From), Reason: fault(o.Reason), Site: viewSite(o.Site),
			Consents: viewAgreements(o.Consents),
		})
	}
	return offers
}
