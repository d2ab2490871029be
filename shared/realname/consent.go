package realname

import "slices"

// Agreement is a text that somebody accepts when an account changes hands (RULES D4).
type Agreement struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	TitleEN string `json:"title_en"`
	Version string `json:"version"`
	// Text and SHA256, in hexadecimal, are of the shipped file; they stand in no policy file.
	Text   string `json:"-"`
	SHA256 string `json:"-"`
}

// Consent records that an agreement was accepted: its title, its version and the digest of its text, as they were. When
// and by whom is said by the event that holds it.
type Consent struct {
	Agreement string `json:"agreement"`
	Title     string `json:"title,omitempty"`
	Version   string `json:"version"`
	SHA256    string `json:"sha256"`
}

// Agreement returns the agreement with the id.
func (p *Policy) Agreement(id string) (Agreement, bool) {
	i := slices.IndexFunc(p.Agreements, func(a Agreement) bool { return a.ID == id })
	if i < 0 {
		return Agreement{}, false
	}
	return p.Agreements[i], true
}

func (p *Policy) agreements(ids []string) []Agreement {
	var all []Agreement
	for _, id := range ids {
		if a, ok := p.Agreement(id); ok {
			all = append(all, a)
		}
	}
	return all
}

// accepted says whether what was accepted is what is asked for, word for word, and returns the records of it. Refused:
// consent_required, consent_outdated.
func (p *Policy) accepted(asked []string, given []Consent) ([]Consent, error) {
	var records []Consent
	for _, a := range p.agreements(asked) {
		i := slices.IndexFunc(given, func(c Consent) bool { return c.Agreement == a.ID })
		if i < 0 {
			return nil, RefuseField(CodeConsentRequired, "consents")
		}
		if given[i].Version != a.Version || given[i].SHA256 != a.SHA256 {
			return nil, RefuseField(CodeConsentOutdated, "consents")
		}
		records = append(records, Consent{Agreement: a.ID, Title: a.Title, Version: a.Version, SHA256: a.SHA256})
	}
	for _, c := range given {
		if !slices.Contains(asked, c.Agreement) {
			return nil, RefuseField(CodeFieldInvalid, "consents")
		}
	}
	return records, nil
}

// FormConsents are the agreements that go with the form of the case: of taking over (RULES D4).
func (c Case) FormConsents(p *Policy) []Agreement { return p.agreements(p.flowOf(c).FormConsents) }
