package identity

import "strings"

// DocumentKind is a kind of personal document (RULES A5). The set is closed.
type DocumentKind string

// The documents that are accepted. Any other belongs on the international site (RULES A5).
const (
	// ResidentID is the resident identity card (居民身份证, GB 11643) and, in the same form, the residence permit.
	ResidentID DocumentKind = "resident_id"
	// HKMacaoPermit is the Mainland Travel Permit of Hong Kong and Macao residents (港澳居民来往内地通行证).
	HKMacaoPermit DocumentKind = "hk_macao_permit"
	// TaiwanPermit is the Mainland Travel Permit of Taiwan residents (台湾居民来往大陆通行证).
	TaiwanPermit DocumentKind = "taiwan_permit"
	// ResidencePermit is the residence permit of Hong Kong (81), Macao (82) and Taiwan (83) residents (港澳台居民居住证). Nobody
	// says it: it has the form of the resident ID, and is derived from the number. See Document.Class.
	ResidencePermit DocumentKind = "residence_permit"
)

// Valid reports whether k is one of the accepted kinds, as people say them.
func (k DocumentKind) Valid() bool {
	switch k {
	case ResidentID, HKMacaoPermit, TaiwanPermit:
		return true
	case ResidencePermit:
		return false
	}
	return false
}

// Class reports whether k is one of the classes of documents that policy tells apart: the kinds, and what is derived.
func (k DocumentKind) Class() bool { return k.Valid() || k == ResidencePermit }

// IDDocument is a well-formed personal document: its kind and its number. The zero value is none. It prints masked.
type IDDocument struct {
	veiled // plain form: kind, kindMark, number
}

const kindMark = ":"

// ParseDocument checks a number against the standard of its kind (RULES B1, FIELD-NOTES §5.1 and §5.3).
//
// It is cleaned; spaces, hyphens and lower case are tolerated. A resident ID of 15 digits is refused: one person has one number
// (THREATS Q1), that of the present card. A birth date in the future is not refused here, where there is no clock: see Birth and
// Date.After.
//
// The error is an *Error: CodeDocumentKindNotSupported, or CodeIDNumberInvalid with a Reason.
func ParseDocument(kind DocumentKind, number string) (IDDocument, error) {
	if !kind.Valid() {
		return IDDocument{}, &FieldError{Code: CodeDocumentKindNotSupported, Field: "kind"}
	}
	if len(number) > maxInput {
		return IDDocument{}, numberError(ReasonLength)
	}
	text, reason := plain(number), ""
	switch kind {
	case ResidentID:
		reason = residentID(text)
	case HKMacaoPermit:
		reason = hkMacaoPermit(text)
	case TaiwanPermit:
		text, reason = taiwanPermit(text)
	case ResidencePermit: // nobody says it
	}
	if reason != "" {
		return IDDocument{}, numberError(reason)
	}
	return IDDocument{veil(maskEnds(text), string(kind)+kindMark+text)}, nil
}

func numberError(reason string) error {
	return &FieldError{Code: CodeIDNumberInvalid, Field: "number", Reason: reason}
}

func (d IDDocument) parts() (DocumentKind, string) {
	_, plain := d.split()
	kind, number, _ := strings.Cut(plain, kindMark)
	return DocumentKind(kind), number
}

// Kind returns the kind, empty for the zero value.
func (d IDDocument) Kind() DocumentKind {
	kind, _ := d.parts()
	return kind
}

// Number returns the normalised number in plain, empty for the zero value: for sealing and for providers only.
func (d IDDocument) Number() string {
	_, number := d.parts()
	return number
}

// Canonical returns the text a person's subject key is derived from, empty for the zero value: kind, ":" and what of the number
// stays the same when the document is renewed or written differently (FIELD-NOTES §5.3, THREATS Q1). It is in plain: hash it
// with a key, never store or log it.
func (d IDDocument) Canonical() string {
	_, plain := d.split()
	kind, number := d.parts()
	return plain[:len(plain)-len(number)+lasting(kind, number)]
}

// lasting returns how many leading characters of the number name the person.
func lasting(kind DocumentKind, number string) int {
	switch {
	case kind == HKMacaoPermit:
		return hkMacaoLasting
	case kind == TaiwanPermit:
		return taiwanLasting
	}
	return len(number)
}

// Birth returns the date of birth that is part of a resident ID, and false for any other kind. The date is personal
// data and, unlike the document, prints in plain.
func (d IDDocument) Birth() (Date, bool) {
	kind, number := d.parts()
	if kind != ResidentID {
		return Date{}, false
	}
	return residentBirth(number), true
}

// ResidencePermit reports whether a resident ID's number is that of a residence permit of Hong Kong, Macao or Taiwan residents
// (81, 82, 83). It is a document of its own, though its form is that of the resident ID (RULES B13).
func (d IDDocument) ResidencePermit() bool {
	kind, number := d.parts()
	return kind == ResidentID && number[0] == '8'
}

// Class is what policy goes by: the kind, but for a residence permit, which is a class of its own (RULES B13).
func (d IDDocument) Class() DocumentKind {
	if d.ResidencePermit() {
		return ResidencePermit
	}
	return d.Kind()
}

// foreign reports whether it is a permit of a resident who is not a Chinese national.
func (d IDDocument) foreign() bool {
	kind, number := d.parts()
	return kind == HKMacaoPermit && number[1] == 'A'
}

// Equal reports whether both are the same kind and number, in time that does not depend on them. Two documents of one
// person may differ: compare Canonical for that.
func (d IDDocument) Equal(o IDDocument) bool { return d == o }
