package realname

import (
	"shiming/shared/identity"
	"slices"
	"time"
)

// Option is a method with whether it can be chosen now, and if not, why (RULES A9).
type Option struct {
	Method      Method
	Available   bool
	Recommended bool
	// Reason says why it is not available; empty when it is.
	Reason Code
}

// Options lists the methods of the policy for the case, available or not, in the policy's order (RULES A9). Before a
// form was filled in only those are listed that need none. The recommended one is the first available that did not fail on this case; if
// every one failed, the first available.
func (c Case) Options(p *Policy, now time.Time) []Option {
	offered := p.methods(c)
	form := c.Form()
	if c.Last().State == Filling {
		form = nil // what stands there is to be corrected
	}
	if form == nil {
		offered = slices.DeleteFunc(slices.Clone(offered), func(mp MethodPolicy) bool { return !mp.Method.TakesOver() })
	}
	failed := map[Method]bool{}
	method := Method("")
	for _, e := range c.Events {
		if e.Method != "" {
			method = e.Method
		}
		if e.Type == CheckFailed {
			failed[method] = true
		}
	}
	tired := !c.ChecksFrom(p, now).IsZero()
	options := make([]Option, 0, len(offered))
	for _, mp := range offered {
		o := Option{Method: mp.Method, Available: true}
		switch {
		case p.lacks(mp.Method):
			o.Available, o.Reason = false, CodeMethodUnavailable
		case form != nil && mp.refuses(form) != "":
			o.Available, o.Reason = false, mp.refuses(form)
		case tired && mp.Method.Begins() != ActionIssueDeposit: // which needs no check
			o.Available, o.Reason = false, CodeCheckDailyLimit
		}
		options = append(options, o)
	}
	best := slices.IndexFunc(options, func(o Option) bool { return o.Available && !failed[o.Method] })
	if best < 0 {
		best = slices.IndexFunc(options, func(o Option) bool { return o.Available })
	}
	if best >= 0 {
		options[best].Recommended = true
	}
	return options
}

// ChecksFrom is from when another check can be begun, or code be sent, where today's were used up; zero: now.
func (c Case) ChecksFrom(p *Policy, now time.Time) time.Time {
	if c.checksOn(now) < p.ChecksPerDay {
		return time.Time{}
	}
	return midnightAfter(now)
}

// refuses says why the method does not fit the form; empty when it does.
func (mp MethodPolicy) refuses(f *Form) Code {
	if mp.Method.TakesOver() {
		return "" // whatever the form says, the app says who it is
	}
	if mp.Method.Personal() && !slices.Contains(mp.Documents, f.Document) {
		return CodeMethodNotForDoc
	}
	if mp.CommercialOnly && !f.Commercial {
		return CodeMethodNotForOrg
	}
	return ""
}

// Accepts reports whether the method of the case is for that document.
func (c Case) Accepts(p *Policy, d identity.DocumentKind) bool {
	return slices.ContainsFunc(p.methods(c), func(m MethodPolicy) bool {
		return m.Method == c.Method() && slices.Contains(m.Documents, d)
	})
}

// MayChoose says whether a method can be chosen as the case stands, whichever it is: before the form only one that takes an identity
// over. Refused: wrong_state.
func (c Case) MayChoose(p *Policy) error {
	takes := func(mp MethodPolicy) bool { return mp.Method.TakesOver() }
	if (c.Form() == nil || c.Last().State == Filling) && !slices.ContainsFunc(p.methods(c), takes) {
		return Refuse(CodeWrongState)
	}
	return nil
}

// allowMethod says why the method cannot be chosen for the case, or nil.
func (p *Policy) allowMethod(m Method, c Case) error {
	offered, form := p.methods(c), c.Form()
	if (form == nil || c.Last().State == Filling) && !m.TakesOver() {
		return Refuse(CodeWrongState)
	}
	i := slices.IndexFunc(offered, func(mp MethodPolicy) bool { return mp.Method == m })
	if i < 0 {
		return RefuseField(CodeMethodNotOffered, "method")
	}
	if p.lacks(m) {
		return RefuseField(CodeMethodUnavailable, "method")
	}
	if form == nil {
		return nil
	}
	if code := offered[i].refuses(form); code != "" {
		return RefuseField(code, "method")
	}
	return nil
}

// Without returns the policy as it is where nobody proves the methods: they are listed with that reason, and cannot be
// chosen (RULES A9). A transfer needs a face too, that of its handler (RULES C7).
func (p *Policy) Without(methods []Method) *Policy {
	narrowed := *p
	narrowed.without = methods
	return &narrowed
}

// lacks reports whether nobody proves the method.
func (p *Policy) lacks(m Method) bool {
	return slices.Contains(p.without, m) || m.PaysOut() && slices.Contains(p.without, Face)
}

// Methods lists the methods that the flows name, those by which the present subject proves itself too, in the order of
// Methods().
func (p *Policy) Methods() []Method {
	return slices.DeleteFunc(Methods(), func(m Method) bool {
		named := func(mp MethodPolicy) bool { return mp.Method == m }
		return !slices.ContainsFunc(p.Flows, func(f FlowPolicy) bool {
			return slices.ContainsFunc(f.Methods, named) || slices.ContainsFunc(f.Identify, named)
		})
	})
}

// methods lists what the flow of the case offers, the recommended one first.
func (p *Policy) methods(c Case) []MethodPolicy { return p.flowOf(c).Methods }

// identifyBy is the method by which the present subject of the case proves itself: the first of the flow's that fits its
// document, one that somebody proves before any other (RULES D5 to D7); empty when none fits.
func (p *Policy) identifyBy(c Case) Method {
	present := c.Present()
	if present == nil {
		return ""
	}
	fits := Method("")
	for _, mp := range p.flowOf(c).Identify {
		switch {
		case mp.refuses(present.form()) != "":
		case !p.lacks(mp.Method):
			return mp.Method
		case fits == "":
			fits = mp.Method
		}
	}
	return fits
}

// UnusedInGroup reports whether the method of the case is refused for a document that has verified another account of the
// group (RULES B10).
func (c Case) UnusedInGroup(p *Policy) bool {
	return slices.ContainsFunc(p.methods(c), func(m MethodPolicy) bool { return m.Method == c.Method() && m.UnusedInGroup })
}
