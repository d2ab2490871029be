package steps_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"shiming/shared/files/statement"
	"shiming/shared/identity"
	"shiming/shared/providers/statementbank"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// byHand is the bank without an API, on the house's records.
func (h *house) byHand() *statementbank.Bank {
	h.t.Helper()
	b, err := statementbank.New(statementbank.Options{
		Account: steps.Instructions{PayeeName: "示例云有限公司", AccountNo: "1", Bank: "示例银行", Branch: "示例支行"}, Records: h.p.records, Clock: h.now,
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return b
}

func (h *house) imports() steps.ImportStatement {
	take := h.takes()
	take.Bank = h.byHand()
	return steps.ImportStatement{TakePayment: take}
}

func (h *house) orders() []steps.OpenOrder {
	h.t.Helper()
	open, _, err := steps.ListOrders{Base: h.p.Base, Keys: h.p.keys, Records: h.p.records}.Do(background, admin("ada"), "", 100)
	if err != nil {
		h.t.Fatal(err)
	}
	return open
}

func admin(name string) realname.Actor { return realname.Actor{Role: realname.Admin, ID: name} }

// booked is a row: what came in, or with a minus went out.
func booked(amount, name, remark string) string {
	return fmt.Sprintf("2026-03-14,%s,%s,6222001,%s\n", amount, name, remark)
}

func uploaded(rows ...string) steps.StatementFile {
	return steps.StatementFile{Format: statement.CSV, Text: "d,a,n,k,r\n" + strings.Join(rows, ""),
		Columns: statement.Columns{Date: "d", Amount: "a", Name: "n", Account: "k", Remark: "r"}}
}

// imported uploads a file and has it approved until it is done.
func (h *house) imported(rows ...string) steps.Statement {
	h.t.Helper()
	s, err := h.imports().Do(background, admin("ada"), uploaded(rows...))
	if err != nil {
		h.t.Fatal(err)
	}
	for range 30 {
		if s, err = h.imports().Approve(background, admin("bob"), s.ID); err != nil {
			h.t.Fatal(err)
		}
		if s.State == steps.StatementImported {
			return s
		}
	}
	h.t.Fatal("it is never imported")
	return s
}

func yuan(fen int) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }

func TestStatements(t *testing.T) {
	h := newHouse(t)
	t.Run("RULES_C6_a_line_completes_a_top_up_once_a_second_administrator_approves", func(t *testing.T) {
		h.t = t
		x := h.company()
		c, p := h.issued(newAccount(), x)
		rows := []string{booked(yuan(p.Fen), x.Name.Text(), "转账 "+strings.ToLower(p.Reference)), booked("5000.00", "甄无关有限公司", "货款")}
		s, err := h.imports().Do(background, admin("ada"), uploaded(rows...))
		if err != nil || s.State != steps.StatementWaiting || s.Lines != 2 || s.In != int64(p.Fen)+500000 {
			t.Fatalf("%+v, %v", s, err)
		}
		if h.load(c.ID).Version() != c.Version() {
			t.Error("it counts before it is approved")
		}
		again, err := h.imports().Do(background, admin("bob"), uploaded(rows...))
		if err != nil || again != s {
			t.Errorf("the same file is another import: %+v, %v", again, err)
		}
		_, err = h.imports().Approve(background, admin("ada"), s.ID)
		refused(t, err, realname.CodeStatementOwn)
		_, err = h.imports().Approve(background, admin("bob"), "stmt_unknown")
		refused(t, err, realname.CodeStatementNotFound)
		if s := h.imported(rows...); s.Second != "bob" || s.Counted != 1 || s.Done != 2 {
			t.Errorf("%+v", s)
		}
		after := h.load(c.ID)
		if after.Last().Type != realname.DepositMatched {
			t.Errorf("the case is at %s", after.Last().Type)
		}
		// Another file has the same line, and one more day.
		if s := h.imported(append(rows, booked("1.00", "某某", "x"))...); s.Counted != 0 {
			t.Errorf("a line counts twice: %+v", s)
		}
		if h.load(c.ID).Version() != after.Version() {
			t.Error("the case hears of a line twice")
		}
		for _, o := range h.orders() {
			if o.Kind == steps.OrderRefund {
				t.Error("money goes back that is for nothing here")
			}
		}
	})
	t.Run("RULES_C6_a_wrong_amount_goes_back_by_hand_to_where_it_came_from", func(t *testing.T) {
		h.t = t
		x := h.company()
		c, p := h.issued(newAccount(), x)
		row := booked(yuan(wrong(p.Fen)), x.Name.Text(), p.Reference)
		for range 2 {
			h.imported(row)
		}
		after := h.load(c.ID)
		if after.Last().Type != realname.PaymentRefunded || after.TriesLeft(h.policy) != 1 {
			t.Fatalf("%s, %d tries left", after.Last().Type, after.TriesLeft(h.policy))
		}
		if err := steps.MoveMoney(h.byHand())(background, after); err != nil {
			t.Fatal(err)
		}
		open := h.orders()
		if len(open) != 1 || open[0].Kind != steps.OrderRefund || open[0].Name != identity.Clean(x.Name.Text()) || open[0].AccountNo != "6222001" || open[0].Fen != int64(wrong(p.Fen)) {
			t.Fatalf("%d orders", len(open))
		}
		list := steps.ListOrders{Base: h.p.Base, Keys: h.p.keys, Records: h.p.records}
		if o, err := list.DoneWith(background, admin("ada"), open[0].Key); err != nil || !o.Done || len(h.orders()) != 0 {
			t.Errorf("%+v, %v", o, err)
		}
		_, err := list.DoneWith(background, admin("ada"), "unknown")
		refused(t, err, realname.CodeOrderNotFound)
	})
	t.Run("FAULT_P1_without_a_reference_only_small_amounts_of_who_is_to_pay_count", func(t *testing.T) {
		h.t = t
		x := h.company()
		c, p := h.issued(newAccount(), x)
		h.imported(booked("5000.00", x.Name.Text(), "货款"), booked(yuan(p.Fen), "甄无关有限公司", ""), booked("0.01", "某某", ""))
		if h.load(c.ID).Version() != c.Version() {
			t.Error("other money of the payer is taken for the top-up")
		}
		if s := h.imported(booked(yuan(p.Fen), x.Name.Text(), "")); s.Counted != 1 || h.load(c.ID).Last().Type != realname.DepositMatched {
			t.Errorf("%+v", s)
		}
	})
	t.Run("RULES_C7_an_amount_that_is_sent_by_hand_arrives_and_is_confirmed", func(t *testing.T) {
		h.t = t
		c := h.submitted(newAccount(), usual)
		c = h.must(h.p.decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, seen(c)))
		pay := steps.PayOut{Base: h.p.Base, Keys: h.p.keys, Bank: h.byHand()}
		for range 3 {
			if err := pay.Do(background, c.ID, c.Deposit().Reference); err != nil {
				t.Fatal(err)
			}
		}
		open := h.orders()
		if len(open) != 1 || open[0].Kind != steps.OrderPay || open[0].AccountNo != usual || open[0].Fen < 1 || open[0].Fen > 99 {
			t.Fatalf("%d orders", len(open))
		}
		fen := int(open[0].Fen)
		h.imported(booked("-"+yuan(fen), open[0].Name, c.Deposit().Reference))
		if got := h.load(c.ID).Last(); got.State != realname.Confirming || len(h.orders()) != 0 {
			t.Fatalf("%s, %d orders", got.State, len(h.orders()))
		}
		if state, err := h.byHand().Progress(background, c.Deposit().Reference); err != nil || state != steps.PayoutDone {
			t.Errorf("%s, %v", state, err)
		}
		if h.confirmed(h.load(c.ID), fen).Last().State != realname.Verified {
			t.Error("the right amount does not verify")
		}
	})
	for name, row := range map[string][]string{"in_one_file": {"both"}, "the_newest_line_first": {"newest"}, "in_two_files": {"out", "in"}} {
		t.Run("RULES_C12_arrived_may_become_returned_"+name, func(t *testing.T) {
			h.t = t
			c := h.submitted(newAccount(), usual)
			c = h.must(h.p.decides().Do(background, byReviewer("reviewer-1"), c.ID, realname.Approve, seen(c)))
			ref := c.Deposit().Reference
			if err := (steps.PayOut{Base: h.p.Base, Keys: h.p.keys, Bank: h.byHand()}).Do(background, c.ID, ref); err != nil {
				t.Fatal(err)
			}
			out, in := booked("-0.42", "x", ref), booked("0.42", "x", "退汇 "+ref)
			for _, part := range row {
				h.imported(map[string][]string{"both": {out, in}, "newest": {in, out}, "out": {out}, "in": {in}}[part]...)
			}
			after := h.load(c.ID)
			if after.Last().Type != realname.PayoutFailed || after.Last().State != realname.Ready || len(h.orders()) != 0 {
				t.Errorf("%s, %s", after.Last().Type, after.Last().State)
			}
			_, err := h.confirms().Do(background, holder(c.Account), c.ID, 42)
			refused(t, err, realname.CodeWrongState)
		})
	}
	t.Run("FAULT_P1_a_file_that_cannot_be_read_imports_nothing", func(t *testing.T) {
		h.t = t
		for _, f := range []steps.StatementFile{{}, uploaded(), uploaded("2026-03-14,sesame,x,y,z\n"), {Format: statement.Camt, Text: "<x/>"}} {
			_, err := h.imports().Do(background, admin("ada"), f)
			refused(t, err, realname.CodeStatementUnreadable)
		}
	})
}

// Each call fails, before it had its effect or after, and the import goes on: every line counts once.
func TestFAULT_P1_an_import_that_stumbles(t *testing.T) {
	for _, after := range []bool{false, true} {
		for n := 1; ; n++ {
			h := newHouse(t)
			x := h.company()
			c, p := h.issued(newAccount(), x)
			s, err := h.imports().Do(background, admin("ada"), uploaded(booked(yuan(p.Fen), x.Name.Text(), p.Reference), booked("1.00", "某某", "")))
			if err != nil {
				t.Fatal(err)
			}
			*h.calls = calls{fail: n, how: failure{after: after, err: steps.ErrUnavailable}}
			_, first := h.imports().Approve(background, admin("bob"), s.ID)
			stumbled := len(h.calls.made) >= n
			*h.calls = calls{}
			for range 3 {
				s, err = h.imports().Approve(background, admin("bob"), s.ID)
			}
			if err != nil || s.State != steps.StatementImported || s.Done != 2 {
				t.Fatalf("call %d: %+v, %v", n, s, err)
			}
			if got := h.load(c.ID); got.Version() != c.Version()+1 || got.Last().Type != realname.DepositMatched {
				t.Errorf("call %d: %s", n, got.Last().Type)
			}
			if !stumbled {
				break
			}
			if first != nil && !errors.Is(first, steps.ErrUnavailable) && !errors.Is(first, realname.Refuse(realname.CodeConflict)) {
				t.Errorf("call %d: %v", n, first)
			}
		}
	}
}
