package api

import (
	"context"
	"errors"

	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/steps"
	"shiming/shared/telling"
)

// IssueDeposit serves POST /v1/cases/{case}/deposit, and POST /v1/cases/{case}/deposit/withdraw, which takes back what came of it.
func IssueDeposit(s Settings, step steps.IssueDeposit) []Endpoint {
	return []Endpoint{
		onCase(RouteIssueDeposit, noBody, bare(step.Do), s.showCase),
		onCase(RouteWithdrawDeposit, noBody, bare(steps.WithdrawDeposit{Base: step.Base}.Do), s.showCase),
	}
}

// statementView leads to the sandbox bank, where a top-up can be paid and a payout be read; absent in live mode.
//
//openapi:schema SandboxStatement
type statementView struct {
	StatementURL string `json:"statement_url"`
}

// viewStatement makes the address of the case's statement; path is the bank's, nil in live mode.
func viewStatement(c *call, path func(realname.CaseID) string, id realname.CaseID) *statementView {
	if path == nil || path(id) == "" {
		return nil
	}
	return &statementView{c.BaseURL + path(id)}
}

// ShowDeposit serves GET /v1/cases/{case}/deposit. path is where the sandbox bank shows the case's statement; nil in live
// mode.
func ShowDeposit(step steps.ShowDeposit, path func(realname.CaseID) string) Endpoint {
	return about(RouteDeposit, "case", step.Do, func(c *call, id realname.CaseID, p steps.Payable) (reply, error) {
		return c.of(p.Case, viewDeposit(p, step.Policy, viewStatement(c, path, id))).as(p.Case), nil
	})
}

// SendDeposit serves POST /v1/cases/{case}/deposit/send.
func SendDeposit(step telling.SendDeposit) Endpoint {
	send := func(ctx context.Context, by realname.Actor, id realname.CaseID) (d sentDeposit, err error) {
		d.Case, d.phone, err = step.Do(ctx, by, id)
		return d, err
	}
	return about(RouteSendDeposit, "case", send, func(c *call, _ realname.CaseID, d sentDeposit) (reply, error) {
		return c.of(d.Case, struct {
			head
			Phone string `json:"phone"`
		}{c.head("deposit_message"), d.phone}), nil
	})
}

// sentDeposit is a top-up that was sent to the phone, masked.
type sentDeposit struct {
	realname.Case
	phone string
}

// ShowPayout serves GET /v1/cases/{case}/payout; path as of ShowDeposit.
func ShowPayout(step steps.ShowPayout, path func(realname.CaseID) string) Endpoint {
	return about(RoutePayout, "case", step.Do, func(c *call, id realname.CaseID, p steps.PayoutProgress) (reply, error) {
		return c.of(p.Case, viewPayout(p, viewStatement(c, path, id))).as(p.Case), nil
	})
}

// accountBody is an enterprise's bank account (RULES C7).
//
//openapi:schema BankAccountInput
type accountBody struct {
	Number string `json:"number"`
	Bank   string `json:"bank"`
	Place  string `json:"place"`
	Branch string `json:"branch"`
}

// transferBody is what a corporate transfer needs. Its fields are plain only until they are parsed.
//
//openapi:schema TransferRequest
type transferBody struct {
	Account        accountBody           `json:"bank_account"`
	Representative partyBody             `json:"representative"`
	Documents      []realname.DocumentID `json:"documents"`
}

// papers parses what is filed, and says all that is wrong with it at once (FAULT S4).
func (b transferBody) papers() (steps.TransferPapers, error) {
	p := steps.TransferPapers{Documents: b.Documents}
	wrong := required("bank_account.number", b.Account.Number)
	p.Account.Bank, p.Account.Place, p.Account.Branch = realname.Text(b.Account.Bank), realname.Text(b.Account.Place), realname.Text(b.Account.Branch)
	var err error
	if p.Account.Number, err = identity.ParseBankAccount(b.Account.Number); err != nil && b.Account.Number != "" {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeBankAccount, "bank_account.number").Because(err))
	}
	wrong = errors.Join(wrong, steps.CheckAccount(p.Account))
	p.Representative, err = b.Representative.representative()
	wrong = errors.Join(wrong, err)
	if len(b.Documents) != 2 {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldRequired, "documents"))
	}
	return p, wrong
}

// FilePapers serves POST /v1/cases/{case}/transfer, what a corporate transfer needs, and POST /v1/cases/{case}/papers, the
// papers of a change, a release or an appeal.
func FilePapers(s Settings, step steps.FilePapers) []Endpoint {
	return []Endpoint{
		onCase(RouteFileTransfer, atItsStep(read(transferBody.papers)), step.Do, s.showCase),
		onCase(RouteFilePapers, atItsStep(documents(s.Policy.DocumentsPerCase)), step.Proof, s.showCase),
	}
}

// NameHandler serves POST /v1/cases/{case}/handler.
func NameHandler(s Settings, step steps.NameHandler) Endpoint {
	return onCase(RouteNameHandler, atItsStep(read(partyBody.handler)), step.Do, s.showCase)
}

// amountBody is the amount that arrived, in yuan (RULES C7).
//
//openapi:schema AmountRequest
type amountBody struct {
	Amount string `json:"amount"`
}

// in returns the amount in fen, which has to be one that the policy could have had sent.
func (b amountBody) in(p *realname.Policy) (int, error) {
	if err := required("amount", b.Amount); err != nil {
		return 0, err
	}
	fen, ok := realname.ParseYuan(b.Amount)
	if !ok || fen < p.Deposit.MinimumFen || fen > p.Deposit.MaximumFen {
		return 0, realname.RefuseField(realname.CodeAmountInvalid, "amount")
	}
	return fen, nil
}

// ConfirmAmount serves POST /v1/cases/{case}/amount. What is no amount that could have been sent costs no try.
func ConfirmAmount(s Settings, step steps.ConfirmAmount) Endpoint {
	fen := func(b amountBody) (int, error) { return b.in(s.Policy) }
	return onCase(RouteConfirmAmount, atItsStep(read(fen)), step.Do, s.showCase)
}

// TakePayment serves POST /v1/bank/notices. The signature is the authentication, as of SettleCheck.
func TakePayment(step steps.TakePayment) Endpoint {
	return Endpoint{RouteTakePayment, func(c *call) (reply, error) {
		return takeSigned(c, steps.BankName, step.Do)
	}}
}

// DeliverNotice takes a bank's notice in as if it had come over the wire, for a bank that lives in this program. The step
// is looked at when a notice comes.
func DeliverNotice(g Gate, step *steps.TakePayment) func(context.Context, steps.Callback) error {
	return func(ctx context.Context, cb steps.Callback) error {
		return handIn(ctx, g, TakePayment(*step), steps.BankName, cb)
	}
}
