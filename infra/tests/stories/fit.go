package stories

import (
	"cmp"
	"slices"

	"shiming/shared/realname"
	"shiming/shared/realname/policies"
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
			return f.Kind == n.kind && (n.channel == "" || cmp.Or(f.Channel, realname.Online) == n.channel) && (n.method == "" || proves)
		})
		if !offered {
			return false
		}
	}
	return true
}

// Chapter is the stories of one profile.
type Chapter struct {
	Policy *realname.Policy
	// Beside can be told side by side; Turning turn the server's clock.
	Beside, Turning []Story
}

// Chapters returns a chapter for each shipped profile: a story stands in the first whose policy offers what it needs.
func Chapters() ([]Chapter, error) {
	told := map[string]bool{}
	first := func(all []Story) []Story {
		return slices.DeleteFunc(all, func(s Story) bool {
			again := told[s.Title]
			told[s.Title] = true
			return again
		})
	}
	var chapters []Chapter
	for _, profile := range policies.Names() {
		p, err := policies.Load(profile)
		if err != nil {
			return nil, err
		}
		chapters = append(chapters, Chapter{p, first(All(p)), first(Turning(p))})
	}
	return chapters, nil
}

// byPerson and byFirm are what a verification by the method needs.
func byPerson(m realname.Method) []need {
	return []need{{kind: realname.PersonalVerification, method: m}}
}
func byFirm(m realname.Method) []need {
	return []need{{kind: realname.EnterpriseVerification, method: m}}
}
