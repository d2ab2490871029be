package api

import (
	"context"
	"errors"
	"slices"
	"time"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// holdView is that a case is held (L5). A time that is not ahead says that it was lifted.
//
//openapi:schema Hold HoldList
type holdView struct {
	head
	Case      realname.CaseID    `json:"case"`
	Account   realname.AccountID `json:"account"`
	Reason    steps.HoldReason   `json:"reason"`
	Reference string             `json:"reference,omitempty"`
	By        string             `json:"by"`
	At        time.Time          `json:"at"`
	Until     time.Time          `json:"until"`
}

func viewHold(c *call, h steps.Hold) holdView {
	return holdView{c.head("hold"), h.Case, h.Account, h.Reason, h.Reference, h.By, h.At.UTC(), h.Until.UTC()}
}

// holdBody says why a case is held, and for how many days from now.
//
//openapi:schema HoldRequest
type holdBody struct {
	Reason    steps.HoldReason `json:"reason"`
	Reference string           `json:"reference,omitempty"`
	Days      int              `json:"days"`
}

// longestReference is how many bytes the file number of an authority may have.
const longestReference = 64

// held is a hold, for so many days from now.
type held struct {
	hold steps.Hold
	days int
}

// said is the hold, or all that is wrong with it at once (FAULT S4).
func (b holdBody) said() (held, error) {
	wrong := required("reason", string(b.Reason))
	if b.Reason != "" && !slices.Contains(steps.HoldReasons, b.Reason) {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "reason"))
	}
	if b.Days == 0 {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldRequired, "days"))
	}
	if len(b.Reference) > longestReference || !isFileNumber(b.Reference) {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "reference"))
	}
	return held{steps.Hold{Reason: b.Reason, Reference: b.Reference}, b.Days}, wrong
}

// isFileNumber reports whether the text is a number such as authorities give their files: digits, letters, the brackets and marks
// between them, and the few characters that such numbers have; so that no name of a person stands among what is kept for years.
func isFileNumber(text string) bool {
	for _, r := range text {
		switch {
		case '0' <= r && r <= '9', 'A' <= r && r <= 'Z', 'a' <= r && r <= 'z', slices.Contains([]rune("()（）〔〕[]-/_. 第字号年"), r):
		default:
			return false
		}
	}
	return true
}

// Holds serves PUT /v1/cases/{case}/hold, POST /v1/cases/{case}/hold/lift and GET /v1/holds.
func Holds(step steps.HoldCase) []Endpoint {
	show := func(c *call, id realname.CaseID, h steps.Hold) (reply, error) {
		c.audit.Account, c.audit.Case = h.Account, id
		return reply{body: viewHold(c, h)}, nil
	}
	put := func(ctx context.Context, by realname.Actor, id realname.CaseID, b bodyOf[held]) (steps.Hold, error) {
		return step.Do(ctx, by, id, b.said.hold, b.said.days, b.wrong)
	}
	said := func(c *call) (bodyOf[held], error) { return judgedLater(c, read(holdBody.said)) }
	list := func(ctx context.Context, c *call, cursor string, limit int) ([]steps.Hold, string, error) {
		return step.All(ctx, cursor, limit)
	}
	return []Endpoint{
		aboutWith(RouteHoldCase, "case", said, put, show),
		about(RouteLiftHold, "case", step.Lift, show),
		listed(RouteHolds, list, viewHold),
	}
}
