package statement_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"shiming/shared/files/statement"
	"shiming/shared/identity"
)

// A bank's export as it comes: titles above, a byte order mark, full-width signs, numbers as texts for spreadsheets, a sum below.
const export = "\ufeff账户明细查询\n账号：,1100\n\n" +
	"交易日期,收入金额,支出金额,币种,对方户名,对方账号,摘要,流水号\n" +
	"2026/3/14 15:09:26,0.37,,人民币,云笺科技（北京）有限公司,'6222001,SMUJZDEGXDNCF32EPF3DHODZDOCIV5,=\"0001\"\n" +
	"20260314,,\"1,234.50\",RMB,甄示例有限公司,,货款,0002\n" +
	"2026年3月15日,￥12.00,0.00,,某某,,,\n" +
	",12.37,1234.50,,,,合计,\n"

var columns = statement.Columns{Date: "交易日期", In: "收入金额", Out: "支出金额", Currency: "币种", Name: "对方户名", Account: "对方账号", Remark: "摘要", Serial: "流水号"}

func day(d int) identity.Date { return identity.Date{Year: 2026, Month: 3, Day: d} }

func same(t *testing.T, got, want []statement.Line) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("line %d is another one: %q, want %q", i, got[i].Text(), want[i].Text())
		}
	}
}

func TestRULES_C6_a_file_with_a_map_of_its_columns(t *testing.T) {
	got, err := statement.Read(statement.CSV, columns, export)
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []statement.Line{
		{Date: day(14), In: true, Fen: 37, Currency: "CNY", Name: identity.Clean("云笺科技（北京）有限公司"), Account: "6222001",
			Remark: "SMUJZDEGXDNCF32EPF3DHODZDOCIV5", Serial: "0001"},
		{Date: day(14), Fen: 123450, Currency: "CNY", Name: "甄示例有限公司", Remark: "货款", Serial: "0002"},
		{Date: day(15), In: true, Fen: 1200, Currency: "CNY", Name: "某某"},
	})
	signed := statement.Columns{Date: "d", Amount: "a", Name: "n", Remark: "r", Currency: "c"}
	got, err = statement.Read(statement.CSV, signed, "d,a,n,r,c\n2026-03-14,-0.42,x,y,USD\n2026-03-14,+7,x,y,cny\n2026-03-14,7.00,x,y,CNY\n")
	if err != nil {
		t.Fatal(err)
	}
	same(t, got, []statement.Line{
		{Date: day(14), Fen: 42, Currency: "USD", Name: "x", Remark: "y"},
		{Date: day(14), In: true, Fen: 700, Currency: "CNY", Name: "x", Remark: "y"},
		{Date: day(14), In: true, Fen: 700, Currency: "CNY", Name: "x", Remark: "y", Like: 1}, // alike in everything, and another line
	})
}

const camt = `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.%s"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId></GrpHdr><Stmt><Id>1</Id>
<Ntry><Amt Ccy="CNY">0.37</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>%s</Sts><BookgDt><Dt>2026-03-14</Dt></BookgDt><AcctSvcrRef>A1</AcctSvcrRef>
<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Dbtr>%s</Dbtr><DbtrAcct><Id><Othr><Id>6222001</Id></Othr></Id></DbtrAcct></RltdPties>
<RmtInf><Ustrd>SMUJZDEGXDNCF32EPF3DHODZDOCIV5</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="CNY">3.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts><BookgDt><DtTm>2026-03-15T08:00:00+08:00</DtTm></BookgDt>
<NtryDtls><TxDtls><Amt Ccy="CNY">1.00</Amt><RltdPties><Cdtr><Nm>a</Nm></Cdtr></RltdPties></TxDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="CNY">2.00</Amt></TxAmt></AmtDtls><RltdPties><Cdtr><Nm>b</Nm></Cdtr></RltdPties></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="EUR">5</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2026-03-15</Dt></BookgDt><AddtlNtryInf>no details</AddtlNtryInf></Ntry>
<Ntry><Amt Ccy="CNY">9</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts></Ntry></Stmt></BkToCstmrStmt></Document>`

func TestRULES_C6_a_file_of_ISO_20022(t *testing.T) {
	for version, x := range map[string][2]string{"02": {"BOOK", "<Nm>云笺</Nm>"}, "08": {"<Cd>BOOK</Cd>", "<Pty><Nm>云笺</Nm></Pty>"}} {
		got, err := statement.Read(statement.Camt, statement.Columns{}, fmt.Sprintf(camt, version, x[0], x[1]))
		if err != nil {
			t.Fatal(err)
		}
		same(t, got, []statement.Line{
			{Date: day(14), In: true, Fen: 37, Currency: "CNY", Name: "云笺", Account: "6222001", Remark: "SMUJZDEGXDNCF32EPF3DHODZDOCIV5", Serial: "A1"},
			{Date: day(15), Fen: 100, Currency: "CNY", Name: "a"}, {Date: day(15), Fen: 200, Currency: "CNY", Name: "b"},
			{Date: day(15), In: true, Fen: 500, Currency: "EUR", Remark: "no details"},
		})
	}
}

// Half a statement is none: whatever cannot be read is said with its line, and not with what stands there.
func TestFAULT_P1_a_file_that_cannot_be_read(t *testing.T) {
	head := "d,a,n,r\n2026-03-14,1.00,sesame,y\n"
	plain := statement.Columns{Date: "d", Amount: "a", Name: "n", Remark: "r"}
	sides := statement.Columns{Date: "d", In: "i", Out: "o", Name: "n", Remark: "r"}
	for what, x := range map[string]struct {
		format  statement.Format
		columns statement.Columns
		text    string
		line    int
	}{
		"another format":         {"mt940", plain, head, 0},
		"no columns":             {statement.CSV, statement.Columns{}, head, 0},
		"both kinds of amount":   {statement.CSV, statement.Columns{Date: "d", Amount: "a", In: "a", Out: "a", Name: "n", Remark: "r"}, head, 0},
		"one side of two":        {statement.CSV, statement.Columns{Date: "d", In: "a", Name: "n", Remark: "r"}, head, 0},
		"a column that is not":   {statement.CSV, statement.Columns{Date: "d", Amount: "a", Name: "n", Remark: "sesame"}, head, 0},
		"no date":                {statement.CSV, plain, head + "sesame,1,x,y\n", 3},
		"a day that is none":     {statement.CSV, plain, head + "2026-02-30,1,sesame,y\n", 3},
		"a short date":           {statement.CSV, plain, head + "1,1,sesame,y\n", 3},
		"no amount":              {statement.CSV, plain, head + "2026-03-14,,sesame,y\n", 3},
		"nothing":                {statement.CSV, plain, head + "2026-03-14,0.00,sesame,y\n", 3},
		"three decimals":         {statement.CSV, plain, head + "2026-03-14,0.371,sesame,y\n", 3},
		"letters":                {statement.CSV, plain, head + "2026-03-14,1e3,sesame,y\n", 3},
		"in and out":             {statement.CSV, sides, "d,i,o,n,r\n2026-03-14,1,1,sesame,y\n", 2},
		"a cut row":              {statement.CSV, plain, head + "2026-03-14\n", 3},
		"too many":               {statement.CSV, plain, "d,a,n,r\n" + strings.Repeat("2026-03-14,1,x,y\n", statement.MaxLines+1), 0},
		"no XML":                 {statement.Camt, plain, "<sesame", 0},
		"other XML":              {statement.Camt, plain, "<Document><Sesame/></Document>", 0},
		"an entry without sign":  {statement.Camt, plain, strings.ReplaceAll(fmt.Sprintf(camt, "02", "BOOK", "<Nm>sesame</Nm>"), "CRDT", "SESAME"), 1},
		"an entry without a day": {statement.Camt, plain, strings.ReplaceAll(fmt.Sprintf(camt, "02", "BOOK", "<Nm>sesame</Nm>"), "2026-03-14", "sesame"), 1},
	} {
		got, err := statement.Read(x.format, x.columns, x.text)
		var fault *statement.Fault
		if got != nil || !errors.As(err, &fault) || fault.Line != x.line || strings.Contains(strings.ToLower(err.Error()), "sesame") {
			t.Errorf("%s: %d lines, %v", what, len(got), err)
		}
	}
}

func TestTHREATS_L1_a_line_prints_as_nothing(t *testing.T) {
	l := statement.Line{Name: "云笺", Account: "6222001", Remark: "sesame"}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d"} {
		if got := fmt.Sprintf(verb, l); got != "[line of a statement]" {
			t.Errorf("%s prints %q", verb, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("csv", export)
	f.Add("camt.053", fmt.Sprintf(camt, "02", "BOOK", "<Nm>a</Nm>"))
	f.Fuzz(func(t *testing.T, format, text string) {
		lines, err := statement.Read(statement.Format(format), columns, text)
		for _, l := range lines {
			if err != nil || l.Fen <= 0 || l.Currency == "" || !l.Date.Valid() {
				t.Errorf("a line of %d fen", l.Fen)
			}
		}
	})
}
