package api

import (
	"context"
	"errors"
	"time"

	"shiming/shared/files/statement"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// columnsBody are the names of the columns of a bank's CSV.
//
//openapi:schema StatementColumns
type columnsBody struct {
	Date     string `json:"date"`
	Amount   string `json:"amount,omitempty"`
	In       string `json:"in,omitempty"`
	Out      string `json:"out,omitempty"`
	Name     string `json:"name"`
	Remark   string `json:"remark"`
	Account  string `json:"account,omitempty"`
	Currency string `json:"currency,omitempty"`
	Serial   string `json:"serial,omitempty"`
}

// statementBody is a file of a bank.
//
//openapi:schema StatementRequest
type statementBody struct {
	Format  statement.Format `json:"format"`
	Columns *columnsBody     `json:"columns,omitempty"`
	Content string           `json:"content"`
}

func (b statementBody) file() (steps.StatementFile, error) {
	f := steps.StatementFile{Format: b.Format, Text: b.Content}
	if b.Columns != nil {
		f.Columns = statement.Columns(*b.Columns)
	}
	wrong := required("content", b.Content)
	if b.Format != statement.CSV && b.Format != statement.Camt {
		wrong = errors.Join(wrong, realname.RefuseField(realname.CodeFieldInvalid, "format"))
	}
	return f, wrong
}

// importView is an import, without what its lines say. Amounts are in fen.
//
//openapi:schema BankStatement
type importView struct {
	head
	ID        string               `json:"id"`
	Status    steps.StatementState `json:"status"`
	CreatedAt time.Time            `json:"created_at"`
	By        string               `json:"created_by"`
	Second    string               `json:"approved_by,omitempty"`
	Lines     int                  `json:"lines"`
	In        int64                `json:"money_in"`
	Out       int64                `json:"money_out"`
	Done      int                  `json:"lines_done"`
	Counted   int                  `json:"lines_counted"`
}

func viewImport(c *call, s steps.Statement) reply {
	return reply{body: importView{
		c.head("bank_statement"), s.ID, s.State, s.At.UTC(), s.By, s.Second, s.Lines, s.In, s.Out, s.Done, s.Counted,
	}}
}

// orderView is what somebody does by hand at the bank. Amounts are in fen; of a payment that came in by another way the bank shows
// the rest.
//
//openapi:schema BankOrder BankOrderList
type orderView struct {
	head
	ID        string             `json:"id"`
	Kind      steps.OrderKind    `json:"kind"`
	CreatedAt time.Time          `json:"created_at"`
	Account   realname.AccountID `json:"account,omitempty"`
	Name      string             `json:"name,omitempty"`
	Number    string             `json:"account_number,omitempty"`
	Bank      string             `json:"bank,omitempty"`
	Branch    string             `json:"branch,omitempty"`
	Amount    int64              `json:"amount,omitempty"`
	PaidOn    string             `json:"paid_on,omitempty"`
	Done      bool               `json:"done"`
}

func viewOrder(c *call, o steps.OpenOrder) orderView {
	return orderView{c.head("bank_order"), o.Key, o.Kind, o.At.UTC(), o.BankOrder.Account, o.Name, o.AccountNo, o.Bank, o.Branch, o.Fen, o.Paid, o.Done}
}

// Statements serves POST /v1/bank/statements and POST /v1/bank/statements/{statement}/approve.
func Statements(step steps.ImportStatement) []Endpoint {
	upload := func(ctx context.Context, by realname.Actor, _ string, f steps.StatementFile) (steps.Statement, error) {
		return step.Do(ctx, by, f)
	}
	view := func(c *call, _ string, s steps.Statement) (reply, error) { return viewImport(c, s), nil }
	return []Endpoint{
		aboutWith(RouteUploadStatement, "statement", read(statementBody.file), upload, view),
		about(RouteApproveStatement, "statement", step.Approve, view),
	}
}

// Orders serves GET /v1/bank/orders and POST /v1/bank/orders/{order}/done.
func Orders(step steps.ListOrders) []Endpoint {
	return []Endpoint{
		listed(RouteOrders, func(ctx context.Context, c *call, cursor string, limit int) ([]steps.OpenOrder, string, error) {
			return step.Do(ctx, c.actor, cursor, limit)
		}, viewOrder),
		about(RouteOrderDone, "order", step.DoneWith, func(c *call, _ string, o steps.BankOrder) (reply, error) {
			return reply{body: viewOrder(c, steps.OpenOrder{BankOrder: o})}, nil
		}),
	}
}
