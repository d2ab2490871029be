package policies

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"shiming/shared/realname"
)

var update = flag.Bool("update", false, "write the profiles of the guide anew")

const (
	readme    = "../../../infra/guides/profiles.md"
	pageBegin = "<!-- profiles -->"
	pageEnd   = "<!-- /profiles -->"
)

// page is the table of the profiles, side by side: a row for each number and for each kind of case.
func page(all []*realname.Policy) string {
	var b strings.Builder
	row := func(title string, cell func(*realname.Policy) string) {
		fmt.Fprintf(&b, "| %s |", title)
		for _, p := range all {
			if text := cell(p); text != "" {
				fmt.Fprintf(&b, " %s |", text)
			} else {
				b.WriteString(" – |")
			}
		}
		b.WriteString("\n")
	}
	row("", func(p *realname.Policy) string { return fmt.Sprintf("**%s**<br>`%s`", p.Title, p.Profile) })
	b.WriteString("|---|" + strings.Repeat("---|", len(all)) + "\n")
	row("Accounts of one person, of one enterprise", func(p *realname.Policy) string { return fmt.Sprintf("%d, %d", p.Quota.Person, p.Quota.Enterprise) })
	row("Least age", func(p *realname.Policy) string { return fmt.Sprint(p.MinimumAge) })
	for _, k := range realname.Kinds() {
		row("`"+string(k)+"`", func(p *realname.Policy) string {
			var cells []string
			for _, f := range p.Flows {
				if f.Kind == k {
					cells = append(cells, describe(f))
				}
			}
			return strings.Join(cells, "<br>")
		})
	}
	row("Proof of who has the account, until it is said who takes it", func(p *realname.Policy) string {
		return fmt.Sprintf("%d minutes", p.IdentifyMinutes)
	})
	row("Code to a phone", func(p *realname.Policy) string {
		return fmt.Sprintf("%d minutes, %d tries, %d a day for one card or account, %d of them for one who asks", p.Codes.Minutes, p.Codes.Tries, p.Codes.PerTarget, p.Codes.PerAsker)
	})
	row("Top-up", func(p *realname.Policy) string {
		if !offers(p, realname.TopUp) {
			return ""
		}
		return fmt.Sprintf("%d working days, %d payments", p.Deposit.TopUpWorkdays, p.Deposit.TopUpPayments)
	})
	row("Transfer", func(p *realname.Policy) string {
		return fmt.Sprintf("sent within %d working days, confirmed within %d days, %d tries", p.Deposit.PayoutWorkdays, p.Deposit.ConfirmDays, p.Deposit.ConfirmTries)
	})
	row("Review of a transfer", func(p *realname.Policy) string { return workdays(p.Review.Workdays) })
	row("Approved by one reviewer; by two, all other reviews", func(p *realname.Policy) string {
		var kinds []string
		for _, k := range p.Review.OneReviewer {
			kinds = append(kinds, "`"+string(k)+"`")
		}
		return strings.Join(kinds, ", ")
	})
	row("Whom an appeal is about answers", func(p *realname.Policy) string { return fmt.Sprintf("within %d days", p.Review.AnswerDays) })
	row("Banks whose cards are taken", func(p *realname.Policy) string {
		if len(p.Banks) == 0 {
			return ""
		}
		return fmt.Sprint(len(p.Banks))
	})
	row("Other sites of the group", func(p *realname.Policy) string {
		var names []string
		for _, s := range p.Sites {
			name := s.TitleEN
			if s.ChangedThere {
				name += " (changed there)"
			}
			names = append(names, name)
		}
		return strings.Join(names, ", ")
	})
	row("When the document is in use", func(p *realname.Policy) string {
		var ways []string
		for _, w := range p.WaysOut {
			ways = append(ways, strings.ReplaceAll(string(w), "_", " "))
		}
		return strings.Join(ways, ", ")
	})
	return b.String()
}

// describe is what a person would want to know of a flow: by which channel and for whom, its steps, by which methods,
// with which papers, how long it lasts, from when, and what stands in its way.
func describe(f realname.FlowPolicy) string {
	var b strings.Builder
	switch {
	case f.Channel != "" && f.Of != "":
		fmt.Fprintf(&b, "**by %s, of a %s**: ", f.Channel, f.Of)
	case f.Channel != "":
		fmt.Fprintf(&b, "**by %s**: ", f.Channel)
	case f.Of != "":
		fmt.Fprintf(&b, "**%s**: ", f.Of)
	}
	var steps []string
	for _, s := range f.Steps {
		step := strings.ReplaceAll(string(s), "_", " ")
		switch s {
		case realname.StepIdentify:
			step += " (" + methods(f.Identify) + ")"
		case realname.StepPapers, realname.StepPost:
			step += " (" + papers(f.Papers) + ")"
		case realname.StepProof:
			step += " (" + methods(f.Methods) + ")"
		case realname.StepReview:
			if f.ReviewWorkdays > 0 {
				step += " (" + workdays(f.ReviewWorkdays) + ")"
			}
		case realname.StepDeclare, realname.StepForm, realname.StepMethod, realname.StepDone:
		}
		steps = append(steps, step)
	}
	b.WriteString(strings.Join(steps, " → "))
	fmt.Fprintf(&b, "; open %d days", f.Days)
	if f.CoolDownDays > 0 {
		fmt.Fprintf(&b, "; from %d days after the subject was verified", f.CoolDownDays)
	}
	if f.AtOnce {
		b.WriteString("; at once when the register has it")
	}
	if len(f.Guards) > 0 {
		b.WriteString("; not with " + hindrances(f.Guards))
	}
	if len(f.Warns) > 0 {
		b.WriteString("; warns of " + hindrances(f.Warns))
	}
	return b.String()
}

func hindrances(all []realname.Hindrance) string {
	var names []string
	for _, h := range all {
		names = append(names, strings.ReplaceAll(string(h), "_", " "))
	}
	return strings.Join(names, ", ")
}

func methods(all []realname.MethodPolicy) string {
	var names []string
	for _, m := range all {
		names = append(names, strings.ReplaceAll(string(m.Method), "_", " "))
	}
	return strings.Join(names, ", ")
}

func papers(groups [][]realname.Purpose) string {
	var names []string
	for _, group := range groups {
		var either []string
		for _, p := range group {
			either = append(either, strings.ReplaceAll(string(p), "_", " "))
		}
		names = append(names, strings.Join(either, " or "))
	}
	return strings.Join(names, ", ")
}

func workdays(n int) string {
	if n == 1 {
		return "1 working day"
	}
	return fmt.Sprintf("%d working days", n)
}

func offers(p *realname.Policy, m realname.Method) bool {
	return slices.ContainsFunc(p.Flows, func(f realname.FlowPolicy) bool {
		return slices.ContainsFunc(f.Methods, func(mp realname.MethodPolicy) bool { return mp.Method == m })
	})
}

func loadAll(t *testing.T) []*realname.Policy {
	t.Helper()
	var all []*realname.Policy
	for _, name := range Names() {
		p, err := Load(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// TestPage holds the guide to the profiles; with -update it writes them there, between the markers.
func TestPage(t *testing.T) {
	want := page(loadAll(t))
	t.Run("RULES_H1_the_profiles_in_the_guide", func(t *testing.T) {
		data, err := os.ReadFile(readme)
		if err != nil {
			t.Fatal(err)
		}
		text := string(data)
		begin, end := strings.Index(text, pageBegin), strings.Index(text, pageEnd)
		if strings.Count(text, pageBegin) != 1 || strings.Count(text, pageEnd) != 1 || end < begin {
			t.Fatalf("profiles.md needs one %s and, behind it, one %s", pageBegin, pageEnd)
		}
		begin += len(pageBegin)
		got := text[begin:end]
		if *update {
			got = "\n" + want
			if err := os.WriteFile(readme, []byte(text[:begin]+got+text[end:]), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got != "\n"+want {
			t.Error("the profiles in profiles.md are not those of the files; run this test with -update")
		}
	})
	t.Run("RULES_H1_every_flow_has_its_place", func(t *testing.T) {
		for _, p := range loadAll(t) {
			for _, f := range p.Flows {
				if !strings.Contains(want, describe(f)) || !strings.Contains(want, "`"+string(f.Kind)+"`") {
					t.Errorf("%s of %s is missing", f.Kind, p.Profile)
				}
			}
		}
		if lines := strings.Count(want, "\n"); lines != 4+len(realname.Kinds())+10 {
			t.Errorf("%d rows", lines)
		}
	})
}
