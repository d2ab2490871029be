// Package statement reads statements of bank accounts that come as files: CSV with a map of its columns, and camt.053 of
// ISO 20022. It says what stands in each line; what that is for belongs to the steps.
//
// A file has UTF-8 and whole days: of two lines that are alike in everything the second is another line, so a file that
// ends in the middle of a day and one that goes on from there would count them wrongly.
package statement

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"shiming/shared/identity"
)

// Line is money that came in or went out. It prints as redacted: it names whom the money is from, or for.
type Line struct {
	Date     identity.Date `json:"date"`
	In       bool          `json:"in"`
	Fen      int64         `json:"fen"` // above zero
	Currency string        `json:"currency"`
	Name     string        `json:"name,omitempty"`    // of the other side, as the bank writes it
	Account  string        `json:"account,omitempty"` // its number; may be absent
	Remark   string        `json:"remark,omitempty"`
	Serial   string        `json:"serial,omitempty"` // the bank's own number of the line; may be absent
	// Like counts the lines before it in the file that are the same in all of this.
	Like int `json:"like,omitempty"`
}

// Format writes nothing of it, whatever the verb.
func (Line) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("[line of a statement]")) }

// Text is what makes the line this one, in whichever file it stands.
func (l Line) Text() string {
	return strings.Join([]string{
		l.Date.String(), strconv.FormatBool(l.In), strconv.FormatInt(l.Fen, 10), l.Currency, l.Name, l.Account, l.Remark, l.Serial,
		strconv.Itoa(l.Like),
	}, "\x00")
}

// Fault says which line of a file cannot be read, and why: never what stands in it.
type Fault struct {
	Line int // of the file, or of the entries; from 1. 0: the file as a whole
	Why  string
}

// Error returns both.
func (f *Fault) Error() string { return fmt.Sprintf("line %d: %s", f.Line, f.Why) }

// Format of a file.
type Format string

const (
	// CSV has a row for each line, with a header that Columns names.
	CSV Format = "csv"
	// Camt is camt.053 (BankToCustomerStatement), of any version.
	Camt Format = "camt.053"
)

// MaxLines is how many lines a file may have.
const MaxLines = 1000

// Read reads a file; the columns are those of CSV. The error is a *Fault, and then nothing was read: half a statement is
// none.
func Read(f Format, columns Columns, text string) ([]Line, error) {
	var lines []Line
	var err error
	switch f {
	case CSV:
		lines, err = readCSV(columns, text)
	case Camt:
		lines, err = readCamt(text)
	default:
		return nil, &Fault{0, "the format is not known"}
	}
	if err == nil && len(lines) > MaxLines {
		return nil, &Fault{0, "it has more than " + strconv.Itoa(MaxLines) + " lines: import fewer days at a time"}
	}
	if err != nil {
		return nil, err
	}
	seen := map[[32]byte]int{}
	for i := range lines {
		key := sha256.Sum256([]byte(lines[i].Text()))
		lines[i].Like = seen[key]
		seen[key]++
	}
	return lines, nil
}

var errAmount = errors.New("no amount of yuan with at most two decimals")

// fen reads an amount: "1,234.50", "-0.42", "¥7". Empty is zero.
func fen(text string) (int64, error) {
	text = strings.NewReplacer(",", "", "，", "", "¥", "", "￥", "", " ", "", "+", "").Replace(identity.Clean(text))
	if text == "" || text == "-" {
		return 0, nil
	}
	digits, negative := strings.CutPrefix(text, "-")
	whole, part, _ := strings.Cut(digits, ".")
	part = strings.TrimRight(part, "0")
	if len(part) > 2 || whole == "" || len(whole) > 13 || strings.Trim(whole+part, "0123456789") != "" {
		return 0, errAmount
	}
	n, err := strconv.ParseInt(whole+part+"00"[len(part):], 10, 64)
	if err != nil {
		return 0, errAmount
	}
	if negative {
		n = -n
	}
	return n, nil
}

// dateOf reads "2026-03-14", "2026/3/14", "20260314", each with a time behind it or without.
func dateOf(text string) (identity.Date, error) {
	text = identity.Clean(text)
	text = strings.NewReplacer("/", "-", ".", "-", "年", "-", "月", "-", "日", " ").Replace(text)
	text, _, _ = strings.Cut(strings.Replace(text, "T", " ", 1), " ")
	if len(text) >= 8 && !strings.Contains(text, "-") {
		text = text[:4] + "-" + text[4:6] + "-" + text[6:8]
	}
	parts := strings.Split(text, "-")
	if len(parts) != 3 {
		return identity.Date{}, errors.New("no date")
	}
	for i, p := range parts[1:] {
		if len(p) == 1 {
			parts[i+1] = "0" + p
		}
	}
	return identity.ParseDate(strings.Join(parts, "-"))
}

// currencyOf is the code of ISO 4217; banks of the mainland write the yuan in many ways.
func currencyOf(text string) string {
	switch text = strings.ToUpper(identity.Clean(text)); text {
	case "", "RMB", "人民币", "人民币元", "156", "01":
		return "CNY"
	}
	return text
}
