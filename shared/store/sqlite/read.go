package sqlite

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// queries are the prepared statements of the reading connections.
type queries struct {
	caseByID, accountByID, accountAndCase, subjectByID, cases, casesOf, pending *sql.Stmt
	recordByID, recordsOf                                                       *sql.Stmt
}

func prepareQueries(ctx context.Context, db *sql.DB) (queries, error) {
	var q queries
	for _, p := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&q.caseByID, "SELECT doc FROM cases WHERE id = ?"},
		{&q.accountByID, "SELECT doc FROM accounts WHERE id = ?"},
		{&q.accountAndCase, "SELECT (SELECT doc FROM accounts WHERE id = ?), (SELECT doc FROM cases WHERE id = ?)"},
		{&q.subjectByID, "SELECT doc FROM subjects WHERE id = ?"},
		{&q.cases, "SELECT c.doc FROM json_each(?) AS wanted JOIN cases c ON c.id = wanted.value ORDER BY wanted.key"},
		{&q.casesOf, "SELECT turn, doc FROM cases WHERE account = ? AND turn < ? ORDER BY turn DESC LIMIT ?"},
		{&q.pending, `SELECT o.seq, o.version, c.doc FROM outbox o JOIN cases c ON c.id = o.case_id
			WHERE o.seq > ? ORDER BY o.seq LIMIT ?`},
		{&q.recordByID, "SELECT coalesce(owner, ''), sort, rev, doc, until FROM records WHERE kind = ? AND id = ?"},
		{&q.recordsOf, `SELECT id, owner, sort, place, rev, doc, until FROM records
			WHERE kind = ? AND owner = ? AND place > ? ORDER BY place LIMIT ?`},
	} {
		stmt, err := db.PrepareContext(ctx, p.text)
		if err != nil {
			return queries{}, fmt.Errorf("sqlite: prepare %q: %w", p.text, err)
		}
		*p.stmt = stmt
	}
	return q, nil
}

// Case returns the case, or steps.ErrNotFound.
func (s *Store) Case(ctx context.Context, id realname.CaseID) (realname.Case, error) {
	var c realname.Case
	err := s.one(ctx, s.query.caseByID, string(id), &c)
	return c, err
}

// Account returns the account, or steps.ErrNotFound when no case was ever opened on it.
func (s *Store) Account(ctx context.Context, id realname.AccountID) (realname.Account, error) {
	var a realname.Account
	err := s.one(ctx, s.query.accountByID, string(id), &a)
	return a, err
}

// Subject returns the subject, or steps.ErrNotFound when it never had an account nor a limit of its own. Its accounts
// are sorted.
func (s *Store) Subject(ctx context.Context, key realname.SubjectKey) (realname.Subject, error) {
	var subject realname.Subject
	err := s.one(ctx, s.query.subjectByID, string(key), &subject)
	return subject, err
}

// AccountAndCase returns both as of one moment; what is missing is the zero value.
func (s *Store) AccountAndCase(ctx context.Context, account realname.AccountID, id realname.CaseID) (realname.Account, realname.Case, error) {
	var a realname.Account
	var c realname.Case
	var accountDoc, caseDoc []byte
	ctx, err := s.started(ctx)
	if err != nil {
		return a, c, err
	}
	if err := s.query.accountAndCase.QueryRowContext(ctx, string(account), string(id)).Scan(&accountDoc, &caseDoc); err != nil {
		return a, c, fault(err)
	}
	if accountDoc != nil {
		if err := json.Unmarshal(accountDoc, &a); err != nil {
			return a, c, fmt.Errorf("sqlite: account: %w", err)
		}
	}
	if caseDoc != nil {
		if err := json.Unmarshal(caseDoc, &c); err != nil {
			return a, c, fmt.Errorf("sqlite: case: %w", err)
		}
	}
	return a, c, nil
}

// CasesOf lists the cases of an account, newest first. The cursor is the turn of the last case of the page before.
func (s *Store) CasesOf(ctx context.Context, account realname.AccountID, cursor string, limit int) ([]realname.Case, string, error) {
	before := int64(1) << 62
	if cursor != "" {
		turn, err := strconv.ParseUint(cursor, 10, 31)
		if err != nil {
			return nil, "", realname.RefuseField(realname.CodeFieldInvalid, "cursor")
		}
		before = int64(turn)
	}
	ctx, err := s.started(ctx)
	if err != nil {
		return nil, "", err
	}
	rows, err := s.query.casesOf.QueryContext(ctx, string(account), before, limit+1)
	if err != nil {
		return nil, "", fault(err)
	}
	defer rows.Close()
	page, last := []realname.Case{}, ""
	for rows.Next() {
		if len(page) == limit {
			return page, last, nil // there is at least one more
		}
		var turn int64
		var doc sql.RawBytes
		if err := rows.Scan(&turn, &doc); err != nil {
			return nil, "", fault(err)
		}
		var c realname.Case
		if err := json.Unmarshal(doc, &c); err != nil {
			return nil, "", fmt.Errorf("sqlite: case: %w", err)
		}
		page, last = append(page, c), strconv.FormatInt(turn, 10)
	}
	return page, "", fault(rows.Err())
}

// Cases returns those of the cases that there are, in the order of the ids.
func (s *Store) Cases(ctx context.Context, ids []realname.CaseID) ([]realname.Case, error) {
	wanted, err := json.Marshal(ids)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	ctx, err = s.started(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := s.query.cases.QueryContext(ctx, string(wanted))
	if err != nil {
		return nil, fault(err)
	}
	defer rows.Close()
	var all []realname.Case
	for rows.Next() {
		var doc sql.RawBytes
		if err := rows.Scan(&doc); err != nil {
			return nil, fault(err)
		}
		var c realname.Case
		if err := json.Unmarshal(doc, &c); err != nil {
			return nil, fmt.Errorf("sqlite: case: %w", err)
		}
		all = append(all, c)
	}
	return all, fault(rows.Err())
}

// HasCases reports whether a case was ever kept.
func (s *Store) HasCases(ctx context.Context) (has bool, err error) {
	ctx, err = s.started(ctx)
	if err != nil {
		return false, err
	}
	return has, fault(s.reads.QueryRowContext(ctx, "SELECT EXISTS (SELECT 1 FROM cases)").Scan(&has))
}

// one reads the one document that the id names.
func (s *Store) one(ctx context.Context, stmt *sql.Stmt, id string, into any) error {
	ctx, err := s.started(ctx)
	if err != nil {
		return err
	}
	var doc []byte
	err = stmt.QueryRowContext(ctx, id).Scan(&doc)
	if errors.Is(err, sql.ErrNoRows) {
		return steps.ErrNotFound
	}
	if err != nil {
		return fault(err)
	}
	if err := json.Unmarshal(doc, into); err != nil {
		return fmt.Errorf("sqlite: stored document: %w", err)
	}
	return nil
}

// started refuses what was given up before it began, and what comes after Close. A read that has begun takes microseconds and runs to its end:
// watching for the end of ctx would cost the driver a goroutine per statement.
func (s *Store) started(ctx context.Context) (context.Context, error) {
	select {
	case <-s.writer.closing:
		return ctx, unavailable(errClosed)
	case <-ctx.Done():
		return ctx, unavailable(ctx.Err())
	default:
		return context.WithoutCancel(ctx), nil
	}
}
