package statement

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"

	"shiming/shared/identity"
)

// Columns are the names of the columns of a bank's CSV, as its header has them. Date, Name and Remark are needed, and Amount,
// which has a sign, or In and Out.
type Columns struct {
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

// named are the names that are set.
func (c Columns) named() []string {
	all := []string{c.Date, c.Amount, c.In, c.Out, c.Name, c.Remark, c.Account, c.Currency, c.Serial}
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

func (c Columns) complete() bool {
	amount, both := c.Amount != "", c.In != "" && c.Out != ""
	return c.Date != "" && c.Name != "" && c.Remark != "" && amount != both
}

// readCSV reads the rows behind the first one that holds every column: banks write titles above it, and sums below, where the
// date is empty.
func readCSV(c Columns, text string) ([]Line, error) {
	if !c.complete() {
		return nil, &Fault{0, "the columns need date, name, remark, and amount or in and out"}
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff")))
	r.FieldsPerRecord, r.LazyQuotes, r.TrimLeadingSpace = -1, true, true
	var at map[string]int
	var lines []Line
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, &Fault{0, "it is no CSV"}
		}
		number, _ := r.FieldPos(0)
		if at == nil {
			at = c.header(row)
			continue
		}
		l, err := c.line(func(name string) string {
			if i, ok := at[name]; ok && name != "" && i < len(row) {
				return clean(row[i])
			}
			return ""
		})
		if err != nil {
			return nil, &Fault{number, err.Error()}
		}
		if l != (Line{}) {
			lines = append(lines, l)
		}
	}
	if at == nil {
		return nil, &Fault{0, "no row of it names every column"}
	}
	return lines, nil
}

// clean takes away what banks put around a value: blanks, tabs, and the quote and the "=" that keep spreadsheets from counting.
func clean(s string) string {
	s = strings.TrimSpace(s)
	if rest, ok := strings.CutPrefix(s, "="); ok {
		s = rest
	}
	return strings.TrimSpace(strings.Trim(strings.TrimPrefix(s, "'"), `"`))
}

// header is where each column is; nil where the row is not the header.
func (c Columns) header(row []string) map[string]int {
	at := map[string]int{}
	for _, name := range c.named() {
		i := slices.IndexFunc(row, func(s string) bool { return clean(s) == name })
		if i < 0 {
			return nil
		}
		at[name] = i
	}
	return at
}

// line reads a row; a zero one where it is none.
func (c Columns) line(get func(string) string) (Line, error) {
	if get(c.Date) == "" {
		return Line{}, nil
	}
	date, err := dateOf(get(c.Date))
	if err != nil {
		return Line{}, errors.New("its date cannot be read")
	}
	amount, err := fen(get(c.Amount))
	if c.Amount == "" {
		in, errIn := fen(get(c.In))
		out, errOut := fen(get(c.Out))
		if in != 0 && out != 0 {
			return Line{}, errors.New("money comes in and goes out")
		}
		if err = errors.Join(errIn, errOut); out > 0 {
			out = -out
		}
		amount = in + out
	}
	if err != nil || amount == 0 {
		return Line{}, errors.New("its amount cannot be read")
	}
	l := Line{
		Date: date, In: amount > 0, Fen: max(amount, -amount), Currency: currencyOf(get(c.Currency)), Name: identity.Clean(get(c.Name)),
		Account: get(c.Account), Remark: identity.Clean(get(c.Remark)), Serial: get(c.Serial),
	}
	return l, nil
}
