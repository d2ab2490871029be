package realname

import (
	"shiming/shared/identity"
	"slices"
	"time"
)

// Replay is an idempotency key with the fingerprint of the request it came with, both digests.
type Replay struct {
	Key   string `json:"key"`
	Print string `json:"print"`
}

// SealedParty is a party as a case keeps it: masked for people, sealed for the provider.
type SealedParty struct {
	Name   string `json:"name"`   // masked
	Number string `json:"number"` // masked
	Sealed []byte `json:"sealed"`
}

// Form is a filled-in form: masked for people to see (RULES B2), sealed for the provider, keyed for the quota.
type Form struct {
	Document identity.DocumentKind `json:"document"` // of an enterprise: its LicenceKind
	Name     string                `json:"name"`     // masked
	Number   string                `json:"number"`   // masked
	Address  string                `json:"address"`  // masked
	Industry string                `json:"industry,omitempty"`
	Sealed   []byte                `json:"sealed"`
	// Subjects are the keys of the subject, the current digest key's first.
	Subjects   []SubjectKey `json:"subjects"`
	NameDigest []string     `json:"name_digest"`

	// Of an enterprise: whether it is of the commercial register (RULES A7), its contact, masked, its licence, and
	// what was read from it, as the document keeps it (RULES C2).
	Commercial bool         `json:"commercial,omitempty"`
	Contact    string       `json:"contact,omitempty"`
	Licence    *DocumentRef `json:"licence,omitempty"`
	Reading    []byte       `json:"reading,omitempty"`
}

// Check is one attempt with a provider: what the phone has to open, and until when.
type Check struct {
	ID     CheckID `json:"id"`
	Method Method  `json:"method"`
	// Provider is whose word counts, by its name in the address of callbacks; empty is anybody who can sign.
	Provider  string    `json:"provider,omitempty"`
	URL       string    `json:"url"`
	ExpiresAt time.Time `json:"expires_at"`
}

// SentCode is a code that was sent to a phone, which proves it by saying the code (RULES B7, B9). Code and phone are only
// in Sealed.
type SentCode struct {
	Phone     string    `json:"phone"` // masked
	Sealed    []byte    `json:"sealed"`
	ExpiresAt time.Time `json:"expires_at"`
}

// Consent records that an agreement was accepted: its title, its version and the digest of its text, as they were. When
// and by whom is said by the event that holds it.
type Consent struct {
	Agreement string `json:"agreement"`
	Title     string `json:"title,omitempty"`
	Version   string `json:"version"`
	SHA256    string `json:"sha256"`
}

// Declaration is what an applicant says at the beginning of a flow: whom an enterprise's account goes to and who
// represents it now (RULES D7), its new name (RULES D8), or whose document was used (RULES F1). The plain text is only
// in Sealed.
type Declaration struct {
	Name   string `json:"name"`   // masked
	Number string `json:"number"` // masked
	Sealed []byte `json:"sealed"`
	// Address is the new enterprise's, masked (RULES D7).
	Address string `json:"address,omitempty"`
	// Subjects and NameDigest are of the new enterprise (RULES D7) or of the person who appeals (RULES F1).
	Subjects   []SubjectKey `json:"subjects,omitempty"`
	NameDigest []string     `json:"name_digest,omitempty"`
	// Representative is the old legal representative (RULES D7). Abroad: not of the mainland, with a passport or a
	// driving licence, so that nobody can compare the face.
	Representative *SealedParty `json:"representative,omitempty"`
	Abroad         bool         `json:"abroad,omitempty"`
	// Phone, masked, and its digests are for following an appeal; Holder is the masked account that the appeal is about.
	Phone       string   `json:"phone,omitempty"`
	PhoneDigest []string `json:"phone_digest,omitempty"`
	Holder      string   `json:"holder,omitempty"`
	// Query is the digest of the code by which an appeal is followed.
	Query string `json:"query,omitempty"`
}

// Papers are what a corporate transfer needs (RULES C7): the bank account, the legal representative, and two pictures
// of the representative holding the ID. After filing nothing of it can be taken back.
type Papers struct {
	// Account is the bank account's number, masked; Sealed holds bank, place, branch and number.
	Account        string        `json:"account"`
	Sealed         []byte        `json:"sealed"`
	Representative SealedParty   `json:"representative"`
	Documents      []DocumentRef `json:"documents"`
}

// Deposit is a small amount that proves a bank account: paid by the enterprise (top-up, RULES C6), or sent to it
// (corporate transfer, RULES C7). The amount, in fen, is only in Sealed.
type Deposit struct {
	Sealed []byte `json:"sealed"`
	// Reference is what a payment has to quote, and what a payout is known by.
	Reference string `json:"reference"`
}

// Payment is one payment that came in for a top-up, by the bank's id. It does not hold the payer.
type Payment struct {
	ID string `json:"id"`
	// Fen is its amount, of the right one only: that is credited, and proves nothing any more (FAULTS P3).
	Fen int64 `json:"fen,omitempty"`
}

// Review is what a reviewer says. Comment is for the applicant, Note for colleagues only; neither may hold personal
// data, and both are kept with the case.
type Review struct {
	Reason  ReviewReason `json:"reason,omitempty"`
	Comment string       `json:"comment,omitempty"`
	Note    string       `json:"note,omitempty"`
	// Asked lists the documents that have to be handed in again.
	Asked []Purpose `json:"asked,omitempty"`
	// Against is the account to release, of an appeal that is approved; empty when none holds a place of the identity any
	// more (RULES F1). It is for colleagues.
	Against AccountID `json:"against,omitempty"`
	// Saw lists the documents that the reviewer looked at: the decision is about these bytes.
	Saw []DocumentRef `json:"saw,omitempty"`
}

// ReviewReason is why, for programs and statistics.
type ReviewReason string

// The reasons of reviews.
const (
	ReasonPapersUnclear     ReviewReason = "papers_unclear"     // a picture cannot be read
	ReasonPapersIncomplete  ReviewReason = "papers_incomplete"  // a side or an edge is missing
	ReasonPapersContradict  ReviewReason = "papers_contradict"  // papers and form do not agree
	ReasonPersonContradicts ReviewReason = "person_contradicts" // the person in the picture is not the one of the ID
	ReasonForgery           ReviewReason = "forgery"            // a paper was altered
	ReasonOther             ReviewReason = "other"              // the comment says it
)

// Valid reports whether r is one of the reasons.
func (r ReviewReason) Valid() bool {
	return slices.Contains([]ReviewReason{ReasonPapersUnclear, ReasonPapersIncomplete, ReasonPapersContradict, ReasonPersonContradicts, ReasonForgery, ReasonOther}, r)
}
