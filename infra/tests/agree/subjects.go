package agree

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
	"shiming/shared/realname"
)

// subject is a person or an enterprise that wants to verify accounts.
type subject struct {
	person     realname.Person
	enterprise realname.Enterprise // when firm
	firm       bool
	keys       []realname.SubjectKey // the current digest key's first
	names      []string
	// lately: in the beginning only the current digest key was known, so that accounts were verified under it (RULES A3).
	lately bool
}

// firms are made-up enterprises: of the commercial register, and of another.
var firms = []struct{ name, code string }{{"云笺科技（北京）有限公司", "91110101MA0000015M"}, {"砚池实验学校", "12110101MA0000015T"}}

func newWorld(run string, seed uint64, policies []*realname.Policy, engines []Side) (*world, error) {
	w := &world{
		policy: policies[seed%uint64(len(policies))], now: time.Date(2026, 3, 14, 7, 0, 0, 0, time.UTC), engines: engines,
		run: fmt.Sprintf("%s-%d", run, seed), cases: map[realname.AccountID][]realname.CaseID{}, ended: map[realname.CaseID]bool{}, count: NewCount(),
		account: map[realname.AccountID]realname.Account{}, before: map[realname.CaseID]realname.Account{},
		held: map[realname.SubjectKey][]realname.AccountID{}, limits: map[realname.SubjectKey]int{},
	}
	for i := range 5 {
		w.accounts = append(w.accounts, realname.AccountID(fmt.Sprintf("acct_%s-%d", w.run, i)))
	}
	people := 1 + int(seed/2%2) // of three subjects
	for i := range 3 {
		s, err := w.subject(i, i >= people)
		if err != nil {
			return nil, err
		}
		s.lately = seed%3 == uint64(i)
		w.subjects = append(w.subjects, s)
	}
	return w, nil
}

func (w *world) subject(i int, firm bool) (subject, error) {
	who := pii.Adults[i]
	name, err1 := identity.ParseName(who.Name)
	document, err2 := identity.ParseDocument(identity.ResidentID, who.Number)
	phone, err3 := identity.ParsePhone(who.Phone)
	birth, _ := document.Birth()
	address := realname.Address{Region: realname.Text(who.Region), Detail: realname.Text(who.Address)}
	s := subject{person: realname.Person{Name: name, Document: document, Birth: birth, Industry: "I", Address: address}, firm: firm}
	kind := "person"
	if firm {
		kind = "enterprise"
		f := firms[i%2]
		title, err := identity.ParseEnterpriseName(f.name)
		code, err4 := identity.ParseOrganisationCode(identity.UnifiedCode, f.code)
		s.enterprise = realname.Enterprise{
			Licence: realname.BusinessLicence, Name: title, Code: code, Address: address,
			Contact: realname.ContactPerson{Party: realname.Party{Name: name, Document: document}, Phone: phone},
		}
		err1 = errors.Join(err1, err, err4)
	}
	for _, version := range []string{"v2", "v1"} {
		s.keys = append(s.keys, realname.SubjectKey(fmt.Sprintf("%s:%s:%s-%d", kind, version, w.run, i)))
		s.names = append(s.names, fmt.Sprintf("%s:name-%d", version, i))
	}
	return s, errors.Join(err1, err2, err3)
}

// form is what a step makes of the subject.
func (w *world) form(s subject) realname.Form {
	f := s.form()
	if s.lately && len(w.held[s.keys[0]]) == 0 && len(w.held[s.keys[1]]) == 0 {
		f.Subjects = s.keys[:1]
	}
	return f
}

func (s subject) form() realname.Form {
	if s.firm {
		x := s.enterprise
		return realname.Form{
			Document: identity.DocumentKind(x.Licence), Name: x.Name.Masked(), Number: x.Code.Masked(), Address: x.Address.Masked(),
			Commercial: x.Code.Commercial(), Sealed: []byte("sealed"), Subjects: s.keys, NameDigest: s.names,
		}
	}
	return realname.Form{
		Document: s.person.Document.Kind(), Name: s.person.Name.Masked(), Number: s.person.Document.Masked(), Industry: s.person.Industry,
		Address: s.person.Address.Masked(), Sealed: []byte("sealed"), Subjects: s.keys, NameDigest: s.names,
	}
}

// of draws one of the subjects of the sort.
func (w *world) of(r *rand.Rand, firm bool) subject {
	var fit []subject
	for _, s := range w.subjects {
		if s.firm == firm {
			fit = append(fit, s)
		}
	}
	return fit[r.IntN(len(fit))]
}

func accept(agreements []realname.Agreement) []realname.Consent {
	var all []realname.Consent
	for _, a := range agreements {
		all = append(all, realname.Consent{Agreement: a.ID, Version: a.Version, SHA256: a.SHA256})
	}
	return all
}
