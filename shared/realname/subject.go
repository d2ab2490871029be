package realname

import "slices"

// SubjectKind is what stands behind a verified account (RULES A1).
type SubjectKind string

const (
	// PersonSubject is a natural person.
	PersonSubject SubjectKind = "person"
	// EnterpriseSubject is an enterprise, a sole trader, a government body, an institution, a school or an organisation.
	EnterpriseSubject SubjectKind = "enterprise"
)

// SubjectKey names a subject without naming the person: the kind, and a keyed digest (HMAC) of document kind and
// normalised number with the version of the key, as in "person:v1:k3…". A store dump cannot be searched by number
// (THREATS Q3). In live mode "live:" stands before it: the seats that a sandbox gave are not counted there (THREATS X5).
type SubjectKey string

// NewSubjectKey returns the key of the subject with the digest, in the mode.
func NewSubjectKey(kind SubjectKind, digest string, livemode bool) SubjectKey {
	key := SubjectKey(kind) + SubjectKey(":"+digest)
	if livemode {
		return "live:" + key
	}
	return key
}

// Subject is the set of accounts that one person or enterprise has verified (RULES A3).
type Subject struct {
	Key      SubjectKey  `json:"key"`
	Accounts []AccountID `json:"accounts"`
	// Limit is what staff set for this subject; 0 means the policy's number.
	Limit int `json:"limit,omitempty"`
}

// Seat is one place of a subject for one account. Taking it twice counts once; it is taken and given back only inside
// the commit that verifies, changes or releases the account.
type Seat struct {
	Subject SubjectKey
	// Others are the keys that the same subject has under the other digest keys. None of them may hold an account when
	// the seat is taken, or the store answers *HeldElsewhere: so a rotation never doubles a quota.
	Others  []SubjectKey
	Account AccountID
	// Limit is the policy's quota, used unless staff set another for the subject.
	Limit int
}

// QuotaFull is a store's refusal to take a seat: nothing of the commit happened. Holders are the accounts that have
// the places.
type QuotaFull struct{ Holders []AccountID }

// Error says what happened; it names no account.
func (*QuotaFull) Error() string { return "every place of this identity is taken" }

// HeldElsewhere is a store's refusal to take a seat because the subject lives under another of its keys: nothing of
// the commit happened, and it is to be tried again with that key.
type HeldElsewhere struct{ Subject SubjectKey }

// Error says what happened; it names no subject.
func (*HeldElsewhere) Error() string { return "the subject is stored under another of its keys" }

// Under returns the same seat with key as its subject key, and the former key among the others.
func (s Seat) Under(key SubjectKey) Seat {
	others := []SubjectKey{s.Subject}
	for _, o := range s.Others {
		if o != key {
			others = append(others, o)
		}
	}
	s.Subject, s.Others = key, others
	return s
}

func sharesKey[K ~string](a, b []K) bool {
	return slices.ContainsFunc(a, func(k K) bool { return slices.Contains(b, k) })
}
