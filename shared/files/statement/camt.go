package statement

import (
	"encoding/xml"
	"errors"
	"strings"

	"shiming/shared/identity"
)

// The parts of camt.053 that are read, of whichever version: the namespace is not looked at.
type (
	document struct {
		Statements []struct {
			Entries []entry `xml:"Ntry"`
		} `xml:"BkToCstmrStmt>Stmt"`
	}
	entry struct {
		Amount money  `xml:"Amt"`
		Sign   string `xml:"CdtDbtInd"`
		State  struct {
			Code string `xml:"Cd"`
			Text string `xml:",chardata"`
		} `xml:"Sts"`
		Booked  date          `xml:"BookgDt"`
		Serial  string        `xml:"AcctSvcrRef"`
		Remark  string        `xml:"AddtlNtryInf"`
		Details []transaction `xml:"NtryDtls>TxDtls"`
	}
	money struct {
		Text     string `xml:",chardata"`
		Currency string `xml:"Ccy,attr"`
	}
	date struct {
		Day  string `xml:"Dt"`
		Time string `xml:"DtTm"`
	}
	transaction struct {
		Amount  money    `xml:"Amt"`
		Other   money    `xml:"AmtDtls>TxAmt>Amt"` // of older versions
		Sign    string   `xml:"CdtDbtInd"`
		Serial  string   `xml:"Refs>AcctSvcrRef"`
		EndTo   string   `xml:"Refs>EndToEndId"`
		Remarks []string `xml:"RmtInf>Ustrd"`
		More    string   `xml:"AddtlTxInf"`
		From    party    `xml:"RltdPties>Dbtr"`
		FromAt  account  `xml:"RltdPties>DbtrAcct"`
		To      party    `xml:"RltdPties>Cdtr"`
		ToAt    account  `xml:"RltdPties>CdtrAcct"`
	}
	party struct {
		Name string `xml:"Nm"`
		New  string `xml:"Pty>Nm"` // since version 8
	}
	account struct {
		IBAN  string `xml:"Id>IBAN"`
		Other string `xml:"Id>Othr>Id"`
	}
)

// readCamt reads the entries that are booked; of one that holds several transactions each of them, with its own amount.
func readCamt(text string) ([]Line, error) {
	var d document
	if err := xml.Unmarshal([]byte(text), &d); err != nil || len(d.Statements) == 0 {
		return nil, &Fault{0, "it is no camt.053"}
	}
	var lines []Line
	number := 0
	for _, s := range d.Statements {
		for _, e := range s.Entries {
			number++
			if state := strings.TrimSpace(e.State.Text) + e.State.Code; state != "BOOK" {
				continue
			}
			if len(e.Details) == 0 {
				e.Details = []transaction{{}}
			}
			for _, t := range e.Details {
				l, err := e.line(t, len(e.Details) == 1)
				if err != nil {
					return nil, &Fault{number, err.Error()}
				}
				lines = append(lines, l)
			}
		}
	}
	return lines, nil
}

func (e entry) line(t transaction, alone bool) (Line, error) {
	amount := first(t.Amount, t.Other)
	if alone { // what was booked, after fees
		amount = e.Amount
	}
	sign := e.Sign
	if t.Sign != "" && !alone {
		sign = t.Sign
	}
	n, err := fen(amount.Text)
	if err != nil || n <= 0 || sign != "CRDT" && sign != "DBIT" {
		return Line{}, errors.New("its amount cannot be read")
	}
	booked, err := dateOf(e.Booked.Day + e.Booked.Time)
	if err != nil {
		return Line{}, errors.New("its date cannot be read")
	}
	l := Line{Date: booked, In: sign == "CRDT", Fen: n, Currency: currencyOf(amount.Currency), Serial: strings.TrimSpace(e.Serial + " " + t.Serial)}
	who, where := t.From, t.FromAt
	if !l.In {
		who, where = t.To, t.ToAt
	}
	l.Name, l.Account = identity.Clean(who.Name+who.New), strings.TrimSpace(where.IBAN+where.Other)
	remarks := append(t.Remarks, t.More, e.Remark)
	if t.EndTo != "NOTPROVIDED" {
		remarks = append(remarks, t.EndTo)
	}
	l.Remark = identity.Clean(strings.Join(remarks, " "))
	return l, nil
}

// first is the amount that is there.
func first(a, b money) money {
	if strings.TrimSpace(a.Text) != "" {
		return a
	}
	return b
}
