package api

import (
	"time"

	"shiming/shared/realname"
)

// consentBody is one agreement that was accepted: its version and the digest of its text, as they were shown (RULES D4).
//
//openapi:schema ConsentInput
type consentBody struct {
	Agreement string `json:"agreement"`
	Version   string `json:"version"`
	SHA256    string `json:"sha256"`
}

func consents(bodies []consentBody) []realname.Consent {
	var all []realname.Consent
	for _, b := range bodies {
		all = append(all, realname.Consent{Agreement: b.Agreement, Version: b.Version, SHA256: b.SHA256})
	}
	return all
}

// agreementView is an agreement that is asked for; its text is at the address.
//
//openapi:schema Agreement
type agreementView struct {
	Agreement string `json:"agreement"`
	Title     string `json:"title"`
	TitleZH   string `json:"title_zh"`
	Version   string `json:"version"`
	SHA256    string `json:"sha256"`
}

func viewAgreements(agreements []realname.Agreement) []agreementView {
	var all []agreementView
	for _, a := range agreements {
		all = append(all, agreementView{a.ID, a.TitleEN, a.Title, a.Version, a.SHA256})
	}
	return all
}

// agreementTextView is an agreement as it is to be read before it is accepted.
//
//openapi:schema AgreementText
type agreementTextView struct {
	head
	agreementView
	Text string `json:"text"`
}

// Agreement serves GET /v1/agreements/{agreement}: the text that is asked for at this time, and what a consent to it has to
// say (RULES D4).
func Agreement(s Settings) Endpoint {
	return Endpoint{RouteAgreement, func(c *call) (reply, error) {
		a, ok := s.Policy.Agreement(c.http.PathValue("agreement"))
		if !ok {
			return reply{}, realname.Refuse(realname.CodeAgreementNotFound)
		}
		return reply{body: agreementTextView{c.head("agreement"), viewAgreements([]realname.Agreement{a})[0], a.Text}}, nil
	}}
}

// consentView is an agreement that was accepted, as it was then, and when (RULES D4).
//
//openapi:schema Consent
type consentView struct {
	Agreement string    `json:"agreement"`
	TitleZH   string    `json:"title_zh"`
	Version   string    `json:"version"`
	SHA256    string    `json:"sha256"`
	At        time.Time `json:"at"`
}

// viewConsents lists what was accepted, in the order of it.
func viewConsents(c realname.Case) []consentView {
	var all []consentView
	for _, e := range c.Events {
		for _, given := range e.Consents {
			all = append(all, consentView{given.Agreement, given.Title, given.Version, given.SHA256, e.At.UTC()})
		}
	}
	return all
}
