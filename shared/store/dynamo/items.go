package dynamo

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"shiming/shared/realname"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func str(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func num(n int) types.AttributeValue { return &types.AttributeValueMemberN{Value: strconv.Itoa(n)} }

func set(id realname.AccountID) types.AttributeValue {
	return &types.AttributeValueMemberSS{Value: []string{string(id)}}
}

// text returns a string attribute; empty when it is not there.
func text(i item, name string) string {
	s, ok := i[name].(*types.AttributeValueMemberS)
	if !ok {
		return ""
	}
	return s.Value
}

// number returns a number attribute; 0 when it is not there.
func number(i item, name string) (int, error) {
	n, ok := i[name].(*types.AttributeValueMemberN)
	if !ok {
		return 0, nil
	}
	return strconv.Atoi(n.Value)
}

// caseItem is the whole record of a case.
func caseItem(c realname.Case) (item, error) {
	doc, err := json.Marshal(c)
	if err != nil {
		return nil, fmt.Errorf("dynamo: case: %w", err)
	}
	i := caseKey(c.ID)
	for name, value := range caseOfAccountKey(c.Account, c.AccountRev) {
		i[name] = value
	}
	i["version"], i["doc"] = num(c.Version()), str(string(doc))
	return i, nil
}

func toCase(i item) (realname.Case, error) {
	var c realname.Case
	if err := json.Unmarshal([]byte(text(i, "doc")), &c); err != nil {
		return realname.Case{}, fmt.Errorf("dynamo: stored case: %w", err)
	}
	return c, nil
}

func toAccount(id realname.AccountID, i item) (realname.Account, error) {
	a := realname.Account{ID: id, OpenCase: realname.CaseID(text(i, "open_case"))}
	if live, ok := i["livemode"].(*types.AttributeValueMemberBOOL); ok { // without one it is of a version that had only the sandbox
		a.Livemode = live.Value
	}
	var err error
	if a.Rev, err = number(i, "turn"); err != nil {
		return realname.Account{}, fmt.Errorf("dynamo: stored account: %w", err)
	}
	for name, into := range map[string]*time.Time{"open_until": &a.OpenUntil, "restricted": &a.Restricted} {
		if at := text(i, name); at != "" {
			if *into, err = time.Parse(time.RFC3339Nano, at); err != nil {
				return realname.Account{}, fmt.Errorf("dynamo: stored account: %w", err)
			}
		}
	}
	for name, into := range map[string]any{"opened": &a.Opened, "verified_as": &a.Identity} {
		doc := text(i, name)
		if doc == "" {
			continue
		}
		if err := json.Unmarshal([]byte(doc), into); err != nil {
			return realname.Account{}, fmt.Errorf("dynamo: stored account: %w", err)
		}
	}
	return a, nil
}

func toSubject(key realname.SubjectKey, i item) (realname.Subject, error) {
	limit, err := number(i, "quota")
	if err != nil {
		return realname.Subject{}, fmt.Errorf("dynamo: stored subject: %w", err)
	}
	return realname.Subject{Key: key, Accounts: holders(i), Limit: limit}, nil
}

// holders returns the accounts of a subject, sorted.
func holders(i item) []realname.AccountID {
	s, ok := i["accounts"].(*types.AttributeValueMemberSS)
	if !ok {
		return nil
	}
	ids := make([]realname.AccountID, 0, len(s.Value))
	for _, id := range s.Value {
		ids = append(ids, realname.AccountID(id))
	}
	slices.Sort(ids)
	return ids
}
