package api

import "shiming/shared/realname"

// consentBody is one agreement that was accepted: its version and the digest of its text, as they were shown (RULES D4).
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
