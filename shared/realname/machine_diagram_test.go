package realname

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/machine.mermaid, and the diagram of the guide, anew")

const (
	diagramFile  = "testdata/machine.mermaid"
	readme       = "../../infra/guides/machine.md"
	diagramBegin = "<!-- machine -->"
	diagramEnd   = "<!-- /machine -->"
)

// diagram draws the table of transitions as a Mermaid state diagram. What leads from one state to another by several
// ways is one arrow. What ends a step leads to next, which is no state: there begins the next step of the case's flow, or
// the flow has ended well. What can happen in every open state is a note.
func diagram() string {
	order := []EventType{
		Opened, FormFilled, KindChosen, MethodChosen, CheckStarted, CheckNoted, CheckPassed, CheckFailed, DepositIssued, PaymentRefunded, PaymentUnmatched,
		DepositMatched, DepositWithdrawn, PapersFiled, HandlerNamed, ReviewClaimed, ReviewGivenBack, ReviewEscalated, ReviewSeconded, ReviewApproved,
		PapersAsked, PapersSupplied, ReviewRefused, PayoutSent, PayoutLate, PayoutArrived, PayoutFailed, AmountWrong, AmountRight,
		DepositFailed, QuotaRefused, Declared, RegisterConfirmed, PostBooked, PostComplete, CodeSent, CodeRefused, CodeWrong, Forfeited,
		WentBack,
	}
	name := func(s State) string {
		if s == "" {
			return "[*]"
		}
		return string(s)
	}
	var b strings.Builder
	b.WriteString("stateDiagram-v2\n")
	for _, from := range append([]State{""}, states...) {
		for _, to := range append([]State{Next}, states...) {
			var events []string
			for _, e := range order {
				if target, ok := transitions[from][e]; ok && target == to {
					events = append(events, string(e))
				}
			}
			if len(events) > 0 {
				fmt.Fprintf(&b, "    %s --> %s: %s\n", name(from), to, strings.Join(events, ", "))
			}
		}
		if from.Terminal() {
			fmt.Fprintf(&b, "    %s --> [*]\n", from)
		}
	}
	for _, to := range states {
		if step := to.Step(); to.succeeded() {
			fmt.Fprintf(&b, "    next --> %s\n", to)
		} else if entry, ok := step.entry(); ok && entry == to {
			fmt.Fprintf(&b, "    next --> %s: %s\n", to, step)
		} else if to == Paying {
			fmt.Fprintf(&b, "    next --> %s: %s, of a transfer that was reviewed\n", to, step)
		}
	}
	b.WriteString("    note right of next: every open state can be canceled or superseded, and expires\n")
	return b.String()
}

// TestDiagram compares the drawn diagram with the one on record and, where there is a guide, with the block that
// stands in it between its markers:
//
//	<!-- machine -->
//	```mermaid
//	stateDiagram-v2
//	…
//	```
//	<!-- /machine -->
func TestDiagram(t *testing.T) {
	want := diagram()
	t.Run("RULES_H1_the_diagram_shows_every_transition", func(t *testing.T) {
		arrows := 0
		for from, exits := range transitions {
			arrows += len(exits)
			if from == "" || from.Terminal() {
				continue
			}
			if exits[CaseExpired] != Expired || exits[CaseCanceled] != Canceled || exits[CaseSuperseded] != Canceled {
				t.Errorf("the note does not hold of %s", from)
			}
			arrows -= len(ends)
		}
		table, next, _ := strings.Cut(want, "    next -->")
		if got := strings.Count(table, ", ") + strings.Count(table, ": "); got != arrows {
			t.Errorf("%d of %d are drawn", got, arrows)
		}
		// Each step but the end, a transfer that was reviewed, and the three good ends.
		if got, want := strings.Count("    next -->"+next, "next -->"), len(allSteps(t))-1+1+3; got != want {
			t.Errorf("next leads to %d of %d", got, want)
		}
	})
	t.Run("RULES_H1_the_diagram_on_record", func(t *testing.T) {
		if *update {
			if err := os.WriteFile(diagramFile, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got, err := os.ReadFile(diagramFile)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != want {
			t.Errorf("%s is not what the table says; run this test with -update", diagramFile)
		}
	})
	t.Run("RULES_H1_the_diagram_in_the_guide", func(t *testing.T) {
		text, err := os.ReadFile(readme)
		if errors.Is(err, fs.ErrNotExist) {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		before, got, after, err := block(string(text))
		if err != nil {
			t.Fatal(err)
		}
		if *update {
			got = "\n" + fenced(want) + "\n"
			if err := os.WriteFile(readme, []byte(before+got+after), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if strings.TrimSpace(got) != fenced(want) {
			t.Errorf("the diagram in machine.md is not the one in %s; run this test with -update", diagramFile)
		}
	})
	t.Run("a_guide_without_the_diagram_is_noticed", func(t *testing.T) {
		_, got, _, err := block("# Title\n" + diagramBegin + "\n" + fenced(want) + "\n" + diagramEnd + "\n")
		if err != nil || strings.TrimSpace(got) != fenced(want) {
			t.Errorf("%v, %q", err, got)
		}
		for _, bad := range []string{
			"", "# Title\n" + fenced(want), diagramBegin + fenced(want), fenced(want) + diagramEnd, diagramEnd + diagramBegin,
			diagramBegin + diagramEnd + diagramBegin + diagramEnd,
		} {
			if _, _, _, err := block(bad); err == nil {
				t.Errorf("accepted: %.40q", bad)
			}
		}
	})
}

// fenced is the diagram as it stands in Markdown.
func fenced(diagram string) string { return "```mermaid\n" + diagram + "```" }

// block parts a guide into what stands before, between and after the markers of the diagram; they stay outside.
func block(text string) (before, between, after string, err error) {
	begin, end := strings.Index(text, diagramBegin), strings.Index(text, diagramEnd)
	if strings.Count(text, diagramBegin) != 1 || strings.Count(text, diagramEnd) != 1 || end < begin {
		return "", "", "", fmt.Errorf("machine.md needs one %s and, behind it, one %s", diagramBegin, diagramEnd)
	}
	begin += len(diagramBegin)
	return text[:begin], text[begin:end], text[end:], nil
}
