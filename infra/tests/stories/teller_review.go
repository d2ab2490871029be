package stories

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"shiming/infra/tests/client"
	"shiming/shared/realname"
)

// reviewer is a client of a reviewer.
func (t *teller) reviewer() (client.Client, error) { return t.staff("reviewer") }

// staff is a client of a member of staff.
func (t *teller) staff(name string) (client.Client, error) {
	return t.as(realname.Actor{Role: realname.Reviewer, ID: name + t.Suffix})
}

func (t *teller) id() string { return strings.TrimPrefix(t.path, "/v1/cases/") }

// awaitsReview waits until the review is in the queue.
func (t *teller) awaitsReview() step {
	return func() error {
		by, err := t.reviewer()
		if err != nil {
			return err
		}
		_, err = by.Until(t.ctx, "/v1/reviews?limit=100", func(a client.Answer) bool {
			text, _ := json.Marshal(a.Body["data"])
			return strings.Contains(string(text), t.id())
		})
		if err != nil {
			return err
		}
		if err := t.read(); err != nil {
			return err
		}
		t.say("waits for a reviewer, until %s", t.last.Text("next_action.deadline"))
		return nil
	}
}

// decide decides as a reviewer who looked at all documents.
func (t *teller) decide(decision map[string]any) error {
	by, err := t.reviewer()
	if err != nil {
		return err
	}
	path := "/v1/reviews/" + t.id()
	review, err := by.Call(t.ctx, http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	var saw []map[string]any
	documents, _ := review.Body["documents"].([]any)
	for _, d := range documents {
		document := d.(map[string]any)
		saw = append(saw, map[string]any{"document": document["document"], "sha256": document["sha256"]})
	}
	decision["saw"] = saw
	a, err := by.Call(t.ctx, http.MethodPost, path+"/decision", decision)
	if err == nil && a.Status != 200 {
		err = fmt.Errorf("the decision was answered with %d %s", a.Status, a.Text("code"))
	}
	return err
}

func (t *teller) asksForBetterPicture() step {
	return func() error {
		err := t.decide(map[string]any{
			"decision": "ask_again", "reason": "papers_unclear", "comment": "人像面反光，请重新拍摄", "note": "证件号看不清",
			"asked": []string{"representative_portrait_side"},
		})
		if err != nil {
			return err
		}
		if err := t.read(); err != nil {
			return err
		}
		history, _ := t.last.Body["history"].([]any)
		newest, _ := history[len(history)-1].(map[string]any)
		t.say("a reviewer asks for a better picture: %v", newest["comment"])
		return t.hears(t.last.Text("last_error.code"), t.last.Text("last_error.message_zh"), "papers_asked")
	}
}

func (t *teller) supplies() step {
	return func() error {
		id, err := t.upload("representative_portrait_side", "image/png", photograph(1))
		if err != nil {
			return err
		}
		if err := t.post(t.path+"/papers/supply", map[string]any{"documents": []string{id}}, 200); err != nil {
			return err
		}
		t.say("supplies another picture")
		return t.awaitsReview()()
	}
}

func (t *teller) approves() step {
	return func() error {
		if err := t.decide(map[string]any{"decision": "approve", "note": "材料清晰一致"}); err != nil {
			return err
		}
		t.say("a reviewer approves; an amount is drawn and sent")
		return nil
	}
}
