package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	webhook "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// Settle plays a provider: it signs a callback with the sandbox's secret (Standard Webhooks) and sends it. outcome is
// "passed", "failed" or "noted"; fault says why it is not "passed".
func (c Client) Settle(ctx context.Context, secret []byte, check, outcome, fault string, now time.Time) error {
	id := "msg_" + check + "_" + outcome
	message := map[string]string{"id": id, "check": check, "outcome": outcome}
	if fault != "" {
		message["fault"] = fault
	}
	body, err := json.Marshal(message)
	if err != nil {
		return err
	}
	hook, err := webhook.NewWebhookRaw(secret)
	if err != nil {
		return err
	}
	signature, err := hook.Sign(id, now, body)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Base+"/v1/callbacks/sandbox", bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(webhook.HeaderWebhookID, id)
	r.Header.Set(webhook.HeaderWebhookTimestamp, strconv.FormatInt(now.Unix(), 10))
	r.Header.Set(webhook.HeaderWebhookSignature, signature)
	answer, err := c.HTTP.Do(r)
	if err != nil {
		return err
	}
	_, _ = io.Copy(io.Discard, answer.Body)
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("callback answered %d", answer.StatusCode)
	}
	return answer.Body.Close()
}
