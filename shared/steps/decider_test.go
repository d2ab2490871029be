package steps_test

import (
	"context"
	"slices"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// decider decides reviews as people have to: before somebody approves, they claim the review and open its documents, and where
// policy asks for two a colleague has approved the same (THREATS X9). What comes before the decision itself is neither counted
// nor broken.
type decider struct {
	steps.DecideReview
	sound parts
}

func (p parts) decides() decider {
	d := decider{steps.DecideReview{Base: p.Base, Keys: p.keys, Records: p.records}, p}
	if s, ok := p.Store.(store); ok {
		d.sound.Store = s.Store
	}
	if r, ok := p.records.(records); ok {
		d.sound.records = r.Records
	}
	if k, ok := p.keys.(keys); ok {
		d.sound.keys = k.Keys
	}
	return d
}

// Do prepares an approval, and decides.
func (d decider) Do(ctx context.Context, ask steps.Ask, id realname.CaseID, what realname.Decision, review realname.Review) (realname.Case, error) {
	c, err := d.sound.Store.Case(ctx, id)
	if err == nil && what == realname.Approve && c.Last().State == realname.Reviewing {
		seconded := slices.ContainsFunc(c.Events, func(e realname.Event) bool { return e.Type == realname.ReviewSeconded })
		if !slices.Contains(d.Policy.Review.OneReviewer, c.Kind) && !seconded {
			colleague := byReviewer("colleague of " + ask.By.ID)
			d.sound.prepare(ctx, colleague, c)
			sound := steps.DecideReview{Base: d.sound.Base, Keys: d.sound.keys, Records: d.sound.records}
			if _, err := sound.Do(ctx, colleague, id, what, review); err != nil {
				_, _ = d.sound.claims().Release(ctx, colleague, id)
			}
		}
		d.sound.prepare(ctx, ask, c)
	}
	return d.DecideReview.Do(ctx, ask, id, what, review)
}

// prepare claims the review, and opens its documents; what is refused is left.
func (p parts) prepare(ctx context.Context, ask steps.Ask, c realname.Case) {
	if who, held := c.ClaimedBy(p.Clock()); !held || who != ask.By.ID {
		_, _ = p.claims().Claim(ctx, steps.Ask{By: ask.By}, c.ID)
	}
	policy := *p.Policy
	policy.Review.ViewsPerHour = 1 << 20
	p.Policy = &policy
	show := steps.ShowDocument{Base: p.Base, Records: p.records, Documents: addresses{}, Keys: p.keys}
	for _, d := range c.Documents() {
		_, _ = show.View(ctx, ask.By, d.ID)
	}
}

// addresses shows every document at the same address.
type addresses struct{ steps.Documents }

func (addresses) View(context.Context, string, time.Duration) (string, error) {
	return "https://documents.example/", nil
}
