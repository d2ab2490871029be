package dynamo

import (
	"fmt"
	"strings"

	"shiming/shared/realname"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// The table. Every key is made by one of the functions below.
//
//	entity  | PK             | SK      | GSI1PK            | GSI1SK            | access pattern
//	--------|----------------|---------|-------------------|-------------------|------------------------------------------
//	account | ACCOUNT#<id>   | ACCOUNT |                   |                   | Account, AccountAndCase, Commit
//	case    | CASE#<id>      | CASE    | ACCOUNT#<account> | CASE#<turn, 0…9>  | Case, Cases, AccountAndCase, Commit; CasesOf: GSI1, newest first
//	subject | SUBJECT#<key>  | SUBJECT |                   |                   | Subject, SetLimit, Commit
//	record  | <KIND>#<id>    | <KIND>  | <KIND>#OWNER#<owner> | <sort>#<id>    | Record, PutRecord; RecordsOf: GSI1, in order
//
// Attributes of a case: version (N), doc (S, the JSON of realname.Case); again (N) and handed (S) while events of it are handed over
// again (Backlog). Of an account: turn (N), livemode (BOOL), open_case,
// open_until, opened (S, JSON), verified_as (S, JSON); an empty string is a value that was taken away. Of a subject: accounts (SS),
// quota (N, only where staff set one). Of a record: rev (N), doc (S, JSON), owner (S, absent when it is in no list),
// sort (S), until (N, seconds since 1970: the table's time to live; absent when it is kept for ever); its kind is in lower
// case, its keys have it in upper case, and no kind is called as one of the others.
//
// The order of an account's cases is that of its Revs (turn), which is total: every opening makes one of its own.
const (
	attrPK     = "PK"
	attrSK     = "SK"
	attrGSI1PK = "GSI1PK"
	attrGSI1SK = "GSI1SK"
	indexGSI1  = "GSI1"
	attrUntil  = "until"
)

// item is a record, or a part of one, as DynamoDB takes it.
type item = map[string]types.AttributeValue

func accountKey(id realname.AccountID) item { return key("ACCOUNT#"+string(id), "ACCOUNT") }

func caseKey(id realname.CaseID) item { return key("CASE#"+string(id), "CASE") }

func subjectKey(k realname.SubjectKey) item { return key("SUBJECT#"+string(k), "SUBJECT") }

// caseOfAccountKey is where a case stands in the list of its account.
func caseOfAccountKey(account realname.AccountID, turn int) item {
	return item{attrGSI1PK: str("ACCOUNT#" + string(account)), attrGSI1SK: str(fmt.Sprintf("CASE#%010d", turn))}
}

func recordKey(kind, id string) item {
	kind = strings.ToUpper(kind)
	return key(kind+"#"+id, kind)
}

// recordOfOwnerKey is where a record stands in the list of its owner.
func recordOfOwnerKey(kind, owner, place string) item {
	return item{attrGSI1PK: str(strings.ToUpper(kind) + "#OWNER#" + owner), attrGSI1SK: str(place)}
}

func key(pk, sk string) item { return item{attrPK: str(pk), attrSK: str(sk)} }
