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
	tired := c.checksOn(now) >= p.ChecksPerDay
	options := make([]Option, 0, len(offered))
	for _, mp := range offered {
		o := Option{Method: mp.Method, Available: true}
		switch {
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
	if form == nil {
		return nil
	}
	if code := offered[i].refuses(form); code != "" {
		return RefuseField(code, "method")
	}
	return nil
}

// methods lists what the flow of the case offers, the recommended one first.
func (p *Policy) methods(c Case) []MethodPolicy { return p.flowOf(c).Methods }

// identifyBy is the method by which the present subject of the case proves itself: the first of the flow's that fits its
// document (RULES D5 to D7); empty when none does.
func (p *Policy) identifyBy(c Case) Method {
	present := c.Present()
	if present == nil {
		return ""
	}
	for _, mp := range p.flowOf(c).Identify {
		if mp.refuses(present.form()) == "" {
			return mp.Method
		}
	}
	return ""
}

// UnusedInGroup reports whether the method of the case is refused for a document that has verified another account of the
// group (RULES B10).
func (c Case) UnusedInGroup(p *Policy) bool {
	return slices.ContainsFunc(p.methods(c), func(m MethodPolicy) bool { return m.Method == c.Method() && m.UnusedInGroup })
}
