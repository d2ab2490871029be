package stories

import (
	"slices"

	"shiming/shared/realname"
)

// need is what a policy has to offer for a story to be told: a kind of case, brought by a channel where one is named, and
// proven by a method where one is named.
type need struct {
	kind    realname.Kind
	channel realname.Channel
	method  realname.Method
}

// Fits reports whether the policy offers what the story needs.
func (s Story) Fits(p *realname.Policy) bool {
	for _, n := range s.needs {
		offered := slices.ContainsFunc(p.Flows, func(f realname.FlowPolicy) bool {
			proves := slices.ContainsFunc(f.Methods, func(m realname.MethodPolicy) bool { return m.Method == n.method })
			return f.Kind == n.kind && (n.channel == "" || f.Channel == n.channel) && (n.method == "" || proves)
		})
		if !offered {
			return false
		}
	}
	return true
}

// byPerson and byFirm are what a verification by the method needs.
func byPerson(m realname.Method) []need {
	return []need{{kind: realname.PersonalVerification, method: m}}
}
func byFirm(m realname.Method) []need {
	return []need{{kind: realname.EnterpriseVerification, method: m}}
}
