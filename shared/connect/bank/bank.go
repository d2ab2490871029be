// Package bank chooses the bank that pays amounts out and takes payments in (RULES C6, C7).
package bank

import (
	"shiming/shared/connect"
	"shiming/shared/realname"
	sandboxbank "shiming/shared/sandbox/bank"
	"shiming/shared/steps"
)

// Connect returns the bank: the sandbox's, or nil in live mode, where none is set up.
func Connect(s *connect.Setup) steps.Bank {
	if b := sandbox(s); b != nil {
		return b
	}
	return nil
}

// Statement returns where the sandbox's bank shows the statement of a case; nil in live mode.
func Statement(s *connect.Setup) func(realname.CaseID) string {
	if b := sandbox(s); b != nil {
		return b.Path
	}
	return nil
}

// sandbox makes the bank that moves no money; nil in live mode.
func sandbox(s *connect.Setup) *sandboxbank.Bank {
	if s.Livemode {
		return nil
	}
	b, err := sandboxbank.New(sandboxbank.Options{Secret: s.Secret(), Clock: s.Clock, Records: s.Records})
	if err != nil {
		return nil // Secret has said why
	}
	return b
}
