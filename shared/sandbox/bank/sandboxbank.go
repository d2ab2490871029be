// Package sandboxbank is a bank that moves no money (RULES C6, C7): it pays amounts out once per key, takes payments in
// and sends signed notices of them, and shows the statement on which a person reads the amount. Magic account numbers
// (Outcomes) make transfers fail in every way in which they can, and say who draws the amount: we, or the bank.
//
// Here live the bank's ledger, its notices and its page. What must not live here: what a payment or an amount does to a
// case (shared/realname). The ledger is kept in steps.Records, sealed with a key of the bank's own secret. No template
// packages: functions link this.
package sandboxbank

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"shiming/shared/providers/standardhook"
	"shiming/shared/steps"
)

// Options say how a bank signs, and where it keeps its books. They print without the secrets.
type Options struct {
	// Secret is at least 24 random bytes; Older are those that are still accepted while a rotation is under way.
	Secret []byte
	Older  [][]byte
	Clock  steps.Clock
	// Records keep the ledger. Without them the bank only verifies notices.
	Records steps.Records
	// Deliver takes a signed notice the whole way in, as POST /v1/bank/notices would. Only payments in need it.
	Deliver func(context.Context, steps.Callback) error
}

// Format writes no secrets, whatever the verb.
func (Options) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "sandbox bank options") }

// Bank is the sandbox bank. Get one from New; it is safe for concurrent use.
type Bank struct {
	o       Options
	notices *standardhook.Signer
	links   [][]byte
	seals   []cipher.AEAD
}

// New returns a bank, or an error that says which option is wrong.
func New(o Options) (*Bank, error) {
	if o.Clock == nil {
		return nil, errors.New("sandbox bank: no clock")
	}
	b := &Bank{o: o}
	var hooks [][]byte
	for _, secret := range append([][]byte{o.Secret}, o.Older...) {
		if len(secret) < 24 {
			return nil, fmt.Errorf("sandbox bank: a secret has %d bytes, needs at least 24", len(secret))
		}
		block, err := aes.NewCipher(derive(secret, "ledger"))
		if err != nil {
			return nil, err
		}
		seal, err := cipher.NewGCM(block)
		if err != nil {
			return nil, err
		}
		hooks = append(hooks, derive(secret, "notices"))
		b.links, b.seals = append(b.links, derive(secret, "links")), append(b.seals, seal)
	}
	var err error
	if b.notices, err = standardhook.New(hooks...); err != nil {
		return nil, fmt.Errorf("sandbox bank: %w", err)
	}
	return b, nil
}

// derive makes a key of the secret for one use, so that nothing made for one passes as another.
func derive(secret []byte, use string) []byte {
	mac := hmac.New(sha256.New, secret)
	_, _ = io.WriteString(mac, "shiming sandbox bank "+use)
	return mac.Sum(nil)
}

// Format writes the name, and no secrets, whatever the verb.
func (*Bank) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "sandbox bank") }

// PayInstructions implements steps.Bank: an account that does not exist, at a bank that does not exist.
func (*Bank) PayInstructions() steps.Instructions {
	return steps.Instructions{PayeeName: "实名沙箱（演示）有限公司", AccountNo: "0000 8888 0000 6666", Bank: "沙箱银行", Branch: "沙箱银行演示支行"}
}
