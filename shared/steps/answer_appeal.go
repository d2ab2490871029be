package steps

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shiming/shared/realname"
	"shiming/shared/vault"
)

// AnswerAppeal takes what the holder of an account says to an appeal about it (THREATS X9). It is kept beside the appeal and not
// in it: who appeals must not learn from its history where the identity is in use (THREATS Q2).
type AnswerAppeal struct {
	Base
	Keys    Keys
	Records Records
}

// Answer is a statement to an appeal.
type Answer struct {
	Appeal    realname.CaseID
	Statement realname.Text
}

// Answered is an answer as it is kept: when it came, and what it says, sealed.
type Answered struct {
	Appeal  realname.CaseID    `json:"appeal"`
	Account realname.AccountID `json:"account"`
	At      time.Time          `json:"at"`
	Sealed  []byte             `json:"sealed"`
}

// answerKind is the kind of records of answers, by the appeal and the account.
const answerKind = "appeal_answer"

// answerLength is how long a statement may be, in characters.
const answerLength = 1000

func answerID(appeal realname.CaseID, account realname.AccountID) string {
	return string(appeal) + "." + string(account)
}

// Do keeps the answer of the account; a later one takes its place. It is read by who decides, until the appeal is decided: also
// one that comes after the days that the holder was given. Refused: account_not_found; appeal_not_found, for any appeal that is
// not about the account; field_required, field_invalid; wrong_state once it is decided. One read of the appeal, one for each digest
// key, one more, and one write.
func (s AnswerAppeal) Do(ctx context.Context, by realname.Actor, account realname.AccountID, a Answer) (Answered, error) {
	if !account.Valid() {
		return Answered{}, realname.Refuse(realname.CodeAccountNotFound)
	}
	if !by.Reaches(account) {
		return Answered{}, realname.Refuse(realname.CodeAccountNotFound).Because(ErrForeign)
	}
	c, err := s.about(ctx, account, a.Appeal)
	if err != nil {
		return Answered{}, err
	}
	now := s.Clock()
	if status := c.Status(now); status != realname.Processing && status != realname.RequiresInput {
		return Answered{}, realname.Refuse(realname.CodeWrongState)
	}
	if err := a.Check(); err != nil {
		return Answered{}, err
	}
	kept := Answered{Appeal: c.ID, Account: account, At: now}
	if kept.Sealed, err = vault.Answers.Seal(ctx, s.Keys, c.ID, a.Statement, ""); err != nil {
		return Answered{}, err
	}
	r := Record{Kind: answerKind, ID: answerID(c.ID, account), Owner: string(c.ID)} // so that it goes with the appeal (L1)
	err = updateListed(ctx, s.Records, r, func(Answered) (Answered, error) { return kept, nil })
	return kept, err
}

// Check says what is wrong with the statement: field_required, field_invalid.
func (a Answer) Check() error {
	text := strings.TrimSpace(string(a.Statement))
	if text == "" {
		return realname.RefuseField(realname.CodeFieldRequired, "statement")
	}
	control := func(r rune) bool { return unicode.IsControl(r) && r != '\n' }
	if utf8.RuneCountInString(text) > answerLength || strings.ContainsFunc(text, control) {
		return realname.RefuseField(realname.CodeFieldInvalid, "statement")
	}
	return nil
}

// about loads an appeal that somebody was told of because it is about their account.
func (s AnswerAppeal) about(ctx context.Context, account realname.AccountID, id realname.CaseID) (realname.Case, error) {
	none := realname.Refuse(realname.CodeAppealNotFound)
	if !id.Valid() {
		return realname.Case{}, none
	}
	c, err := s.Store.Case(ctx, id)
	if errors.Is(err, ErrNotFound) || err == nil && (!c.Kind.Appeals() || c.AnswerBy().IsZero()) {
		return realname.Case{}, none
	}
	if err != nil {
		return realname.Case{}, err
	}
	holders, err := HoldersOf(ctx, s.Store, c)
	if err == nil && !slices.Contains(holders, account) {
		err = none
	}
	return c, err
}

// answersTo reads what the holders say to an appeal: of those who said nothing, nothing. One read for each.
func answersTo(ctx context.Context, records Records, appeal realname.CaseID, holders []realname.AccountID) ([]Answered, error) {
	var all []Answered
	for _, account := range holders {
		_, answer, err := readRecord[Answered](ctx, records, answerKind, answerID(appeal, account))
		if errors.Is(err, ErrNotFound) || err == nil && answer.Sealed == nil { // it was erased
			continue
		}
		if err != nil {
			return nil, err
		}
		all = append(all, answer)
	}
	return all, nil
}
