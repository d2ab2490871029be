package telling

import (
	"encoding/json"
	"time"

	"shiming/shared/realname"
)

// concernsPlatform says whether the newest event of the case goes to the platform's webhook: who reviews, and how that
// work is shared, is nobody else's business.
func concernsPlatform(c realname.Case) bool {
	switch c.Last().Type {
	case realname.ReviewClaimed, realname.ReviewGivenBack, realname.ReviewEscalated, realname.ReviewSeconded:
		return false
	default:
		return true
	}
}

// webhookEvent is the body of a webhook. The order of arrival is not promised, and an event may come twice: its id is the
// webhook's id, and data.version says which one is newer. It says which case moved and how, by ids and codes; personal
// data has to be asked for, by somebody with a token.
//
//openapi:schema WebhookEvent
type webhookEvent struct {
	Type    string           `json:"type"` // case.opened, case.updated, or "case." and the state in which it ended
	ID      realname.EventID `json:"id"`
	Created time.Time        `json:"created"`
	// Livemode is false for a case in which a sandbox played: nobody was really verified (THREATS X5).
	Livemode bool        `json:"livemode"`
	Data     webhookData `json:"data"`
}

//openapi:schema WebhookData
type webhookData struct {
	Object  string             `json:"object"` // "case"
	Case    realname.CaseID    `json:"case"`
	Account realname.AccountID `json:"account"`
	Kind    realname.Kind      `json:"kind"`
	Status  realname.Status    `json:"status"` // right after the event
	Step    realname.Step      `json:"step"`
	Turn    realname.Turn      `json:"turn"`
	Method  realname.Method    `json:"method,omitempty"`
	Event   realname.EventType `json:"event"`
	Code    realname.Code      `json:"code,omitempty"`
	Version int                `json:"version"`
	// Amount is what a top-up credits to the account, or what is withdrawn from it again, in yuan (FAULTS P3, RULES C11).
	Amount string `json:"amount,omitempty"`
	// What the platform said when it handed the person over, for it to find again.
	ClientReferenceID string            `json:"client_reference_id,omitempty"`
	Metadata          map[string]string `json:"metadata,omitempty"`
}

// webhookBody writes the newest event of the case. The same event gives the same bytes.
func webhookBody(c realname.Case) (string, error) {
	e := c.Last()
	body, err := json.Marshal(webhookEvent{
		Type: webhookType(c), ID: e.ID, Created: e.At.UTC(), Livemode: c.Livemode,
		Data: webhookData{
			Object: "case", Case: c.ID, Account: c.Account, Kind: c.Kind, Status: c.Status(e.At), Step: e.State.Step(),
			Turn: c.WhoseTurn(e.At), Method: c.Method(), Event: e.Type, Code: e.Fault, Version: c.Version(), Amount: e.Amount(),
			ClientReferenceID: c.Handoff.ClientReferenceID, Metadata: c.Handoff.Metadata,
		},
	})
	return string(body), err
}

// webhookType is what a webhook calls an event: how the case ended, or that it goes on.
func webhookType(c realname.Case) string {
	switch e := c.Last(); {
	case e.Type == realname.Opened:
		return "case.opened"
	case e.Ends():
		return "case." + string(e.State)
	}
	return "case.updated"
}
