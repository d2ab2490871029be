package realname

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"shiming/shared/identity"
	"strconv"
	"strings"
)

// AccountID names an account of the platform: "acct_" and 1 to 64 letters, digits, '-' or '_'. The platform chooses it.
type AccountID string

// CaseID names a case: "case_" and 26 lower-case base32 characters (130 bits).
type CaseID string

// CheckID names one attempt to prove a case with a provider: "chk_", the case's characters, "_" and the case's
// version at which the attempt began. It carries its case, so a callback needs no look-up table.
type CheckID string

// EventID names one event of a case: "evt_" and 26 characters. Effects carried out for an event use it as their
// idempotency key.
type EventID string

// DocumentID names an uploaded document: "doc_" and 26 characters.
type DocumentID string

var lower32 = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func random26() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, by the contract of crypto/rand
	return lower32.EncodeToString(b[:])
}

// NewCaseID returns a random id.
func NewCaseID() CaseID { return CaseID("case_" + random26()) }

// CaseIDFor returns the id of the case that this idempotency key opens for this account: the same key finds the same
// case, whatever happened to the first answer.
func CaseIDFor(account AccountID, key string) CaseID {
	sum := sha256.Sum256([]byte(string(account) + "\x00" + key))
	return CaseID("case_" + lower32.EncodeToString(sum[:16]))
}

// NewEventID returns a random id.
func NewEventID() EventID { return EventID("evt_" + random26()) }

// NewDocumentID returns a random id.
func NewDocumentID() DocumentID { return DocumentID("doc_" + random26()) }

// DocumentIDFor returns the id of the document that this idempotency key asks for in this case: the same key finds the
// same document, whatever happened to the first answer.
func DocumentIDFor(c CaseID, key string) DocumentID {
	return DocumentID("doc_" + strings.TrimPrefix(string(CaseIDFor(AccountID(c), key)), "case_"))
}

// Valid reports whether the id is well formed; it says nothing about existence.
func (id EventID) Valid() bool {
	rest, ok := strings.CutPrefix(string(id), "evt_")
	return ok && is26(rest)
}

// Valid reports whether the id is well formed; it says nothing about existence.
func (id AccountID) Valid() bool {
	rest, ok := strings.CutPrefix(string(id), "acct_")
	if !ok || len(rest) < 1 || len(rest) > 64 {
		return false
	}
	for _, r := range rest {
		if !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_') {
			return false
		}
	}
	return true
}

// NamesPerson reports whether the id is the phone or the identity number of somebody: ids stand for years in trails, addresses and
// files, where nothing personal may (L7).
func (id AccountID) NamesPerson() bool {
	rest := strings.NewReplacer("-", "", "_", "").Replace(strings.TrimPrefix(string(id), "acct_"))
	_, phone := identity.ParsePhone(rest)
	_, resident := identity.ParseDocument(identity.ResidentID, rest)
	return phone == nil || resident == nil
}

// Masked hides the middle of the id, as other holders of the same identity may see it (RULES B11).
func (id AccountID) Masked() string {
	s := strings.TrimPrefix(string(id), "acct_")
	if len(s) <= 4 {
		return "acct_" + s[:min(1, len(s))] + "***"
	}
	return "acct_" + s[:2] + "***" + s[len(s)-2:]
}

// Valid reports whether the id is well formed; it says nothing about existence.
func (id CaseID) Valid() bool {
	rest, ok := strings.CutPrefix(string(id), "case_")
	return ok && is26(rest)
}

// Valid reports whether the id is well formed; it says nothing about existence.
func (id DocumentID) Valid() bool { return len(id) == 30 && id[:4] == "doc_" && is26(string(id[4:])) }

func is26(s string) bool {
	if len(s) != 26 {
		return false
	}
	for _, r := range s {
		if !(r >= 'a' && r <= 'z' || r >= '2' && r <= '7') {
			return false
		}
	}
	return true
}

func newCheckID(id CaseID, version int) CheckID {
	return CheckID("chk_" + strings.TrimPrefix(string(id), "case_") + "_" + strconv.Itoa(version))
}

// Case returns the case that the check belongs to; false when the id is malformed.
func (id CheckID) Case() (CaseID, bool) {
	rest, ok := strings.CutPrefix(string(id), "chk_")
	if !ok {
		return "", false
	}
	name, version, ok := strings.Cut(rest, "_")
	if !ok || !is26(name) {
		return "", false
	}
	n, err := strconv.Atoi(version)
	if err != nil || n < 1 || strconv.Itoa(n) != version {
		return "", false
	}
	return CaseID("case_" + name), true
}

// FindReference finds a deposit's reference in what a payment quotes: people write words around it, and banks full-width or small
// letters and blanks into it (FAULTS P2). said is the text as references are written, which holds the reference. False when there
// is none.
func FindReference(text string) (id CaseID, said string, ok bool) {
	said = strings.ToUpper(strings.Join(strings.Fields(identity.Clean(text)), ""))
	for rest := said; ; {
		i := strings.Index(rest, "SM")
		if i < 0 {
			return "", said, false
		}
		rest = rest[i+2:]
		if len(rest) > 27 && rest[26] == 'V' && rest[27] >= '1' && rest[27] <= '9' && is26(strings.ToLower(rest[:26])) {
			return CaseID("case_" + strings.ToLower(rest[:26])), said, true
		}
	}
}

// CaseOfReference returns the case whose deposit the reference names, and the reference as it was issued: banks pass it
// on in lower case, or with blanks in it. False when it is malformed.
func CaseOfReference(s string) (CaseID, string, bool) {
	s = strings.ToUpper(strings.Join(strings.Fields(s), ""))
	rest, ok := strings.CutPrefix(s, "SM")
	if !ok || len(rest) < 28 || len(rest) > 36 || rest[26] != 'V' {
		return "", "", false
	}
	id, ok := CheckID("chk_" + strings.ToLower(rest[:26]) + "_" + rest[27:]).Case()
	return id, s, ok
}
