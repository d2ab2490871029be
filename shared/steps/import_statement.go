package steps

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"shiming/shared/files/statement"
	"shiming/shared/realname"
	"shiming/shared/vault"
)

// ImportStatement brings a bank's statement that comes as a file to the cases (RULES C6, C7), for banks that send no notices:
// one administrator uploads it, another approves it, and then each line that is for a case counts, once, in whichever file
// it comes. What is for no case is left alone: an account may take other money too.
type ImportStatement struct {
	TakePayment
}

// StatementFile is a file as it was uploaded.
type StatementFile struct {
	Format  statement.Format
	Columns statement.Columns
	Text    string
}

// StatementState is how far an import is.
type StatementState string

const (
	// StatementWaiting waits for a second administrator.
	StatementWaiting StatementState = "waiting"
	// StatementImporting has lines that are to be taken yet: approving it again goes on.
	StatementImporting StatementState = "importing"
	// StatementImported is done.
	StatementImported StatementState = "imported"
)

// Statement is an import, without what the lines say.
type Statement struct {
	ID         string
	State      StatementState
	By, Second string // the administrators
	At         time.Time
	Lines      int   // of the file
	In, Out    int64 // fen that came in, and went out
	Done       int   // lines that were looked at
	Counted    int   // of these those that were for a case
}

// statementKind is the kind of records that hold imports.
const statementKind = "bank_statement"

// statementLife is how long an import is kept.
const statementLife = 90 * 24 * time.Hour

type keptStatement struct {
	Statement
	Sealed []byte
}

// Do reads the file and keeps it for a second administrator. The same file again is the same import. Refused: field_invalid,
// with what is wrong in the cause. One read, one write.
func (s ImportStatement) Do(ctx context.Context, by realname.Actor, f StatementFile) (Statement, error) {
	if s.Bank == nil {
		return Statement{}, realname.Refuse(realname.CodeRouteUnknown)
	}
	lines, err := statement.Read(f.Format, f.Columns, f.Text)
	if err != nil || len(lines) == 0 {
		return Statement{}, realname.RefuseField(realname.CodeStatementUnreadable, "content").Because(err)
	}
	text, err := json.Marshal(lines)
	if err != nil {
		return Statement{}, errors.New("the statement cannot be written")
	}
	ids, err := vault.StatementEntries.Of(ctx, s.Keys, "", string(text))
	if err != nil {
		return Statement{}, err
	}
	k := keptStatement{Statement: Statement{ID: "stmt_" + ids[0], State: StatementWaiting, By: by.ID, At: s.Clock(), Lines: len(lines)}}
	for _, l := range lines {
		if l.In {
			k.In += l.Fen
		} else {
			k.Out += l.Fen
		}
	}
	if k.Sealed, err = vault.Statements.Seal(ctx, s.Keys, vault.RecordID(k.ID), realname.Text(text), ""); err != nil {
		return Statement{}, err
	}
	if err = s.keep(ctx, k, 0); errors.Is(err, ErrConflict) {
		was, _, err := s.kept(ctx, k.ID)
		return was.Statement, err
	}
	return k.Statement, err
}

func (s ImportStatement) keep(ctx context.Context, k keptStatement, rev int) error {
	doc, err := json.Marshal(k)
	if err != nil {
		return errors.New("the statement cannot be written")
	}
	return s.Records.PutRecord(ctx, Record{Kind: statementKind, ID: k.ID, Rev: rev + 1, Doc: doc, Until: k.At.Add(statementLife)})
}

func (s ImportStatement) kept(ctx context.Context, id string) (k keptStatement, rev int, err error) {
	r, k, err := readRecord[keptStatement](ctx, s.Records, statementKind, id)
	if errors.Is(err, ErrNotFound) {
		err = realname.Refuse(realname.CodeStatementNotFound)
	}
	return k, r.Rev, err
}

// linesAtOnce is how many lines one request takes, well within its time.
const linesAtOnce = 50

// Approve takes the lines, as the second administrator, at most linesAtOnce of them: it is called again as long as the import
// is not done. Refused: statement_not_found, and statement_own to who uploaded it. Each line is two reads and two writes, and what
// it is for.
func (s ImportStatement) Approve(ctx context.Context, by realname.Actor, id string) (Statement, error) {
	k, rev, err := s.kept(ctx, id)
	if err != nil {
		return Statement{}, err
	}
	switch {
	case k.By == by.ID:
		return Statement{}, realname.Refuse(realname.CodeStatementOwn)
	case k.State == StatementImported:
		return k.Statement, nil
	}
	text, err := vault.Statements.Open(ctx, s.Keys, vault.RecordID(id), k.Sealed)
	if err != nil {
		return Statement{}, err
	}
	var lines []statement.Line
	if json.Unmarshal([]byte(text), &lines) != nil || len(lines) != k.Lines {
		return Statement{}, errors.New("the statement is not readable")
	}
	if k.Second == "" { // who approves it is on record before any line counts
		k.Second, k.State = by.ID, StatementImporting
		if err := s.step(ctx, k, &rev); err != nil {
			return Statement{}, err
		}
	}
	for end := min(k.Done+linesAtOnce, len(lines)); k.Done < end; {
		counted, err := s.line(ctx, lines[k.Done])
		if err != nil {
			return Statement{}, errors.Join(err, s.step(ctx, k, &rev))
		}
		k.Done++
		if counted {
			k.Counted++
		}
	}
	if k.Done == len(lines) {
		k.State = StatementImported
	}
	return k.Statement, s.step(ctx, k, &rev)
}

// step keeps how far the import is. Two who approve it at once take lines twice, which count once; one of them is told.
func (s ImportStatement) step(ctx context.Context, k keptStatement, rev *int) error {
	err := s.keep(ctx, k, *rev)
	if errors.Is(err, ErrConflict) {
		return realname.Refuse(realname.CodeConflict)
	}
	*rev++
	return err
}
