package realname

import (
	"slices"
	"time"
)

// Purpose is what a document is for.
type Purpose string

const (
	// LicencePicture is the enterprise's licence, in colour (RULES C1).
	LicencePicture Purpose = "licence"
	// PortraitSide is the legal representative holding the ID, portrait side (RULES C7).
	PortraitSide Purpose = "representative_portrait_side"
	// EmblemSide is the same with the emblem side.
	EmblemSide Purpose = "representative_emblem_side"
	// RepresentativePassport is a representative who is not of the mainland, holding a passport (RULES D7).
	RepresentativePassport Purpose = "representative_passport"
	// RepresentativeLicence is the same with a driving licence (RULES D7).
	RepresentativeLicence Purpose = "representative_driving_licence"
	// ApplicationForm is the form of a change or a release, filled in and signed or sealed (RULES D7, D8, E2, E6).
	ApplicationForm Purpose = "application_form"
	// OldLicence is the licence of the enterprise before (RULES D7).
	OldLicence Purpose = "old_licence"
	// StruckOff is proof that the old enterprise was struck off (RULES D7).
	StruckOff Purpose = "struck_off_proof"
	// NameCertificate is the authority's certificate of a new name (RULES D8).
	NameCertificate Purpose = "name_certificate"
	// NewLicence is the licence with the new name, or of the new enterprise (RULES D8, E6).
	NewLicence Purpose = "new_licence"
	// HolderPortraitSide is the person of the account holding the ID, portrait side (RULES E2).
	HolderPortraitSide Purpose = "holder_portrait_side"
	// HolderEmblemSide is the same with the emblem side (RULES E2).
	HolderEmblemSide Purpose = "holder_emblem_side"
	// Invoice is an invoice for a payment from the account (RULES E2).
	Invoice Purpose = "payment_invoice"
	// Remittance is a remittance slip of such a payment (RULES E2).
	Remittance Purpose = "payment_remittance"
	// PaymentScreenshot is a picture of one on a screen (RULES E2).
	PaymentScreenshot Purpose = "payment_screenshot"
	// OwnershipProof shows whose document or account it is (RULES F1).
	OwnershipProof Purpose = "ownership_proof"
	// IDCopy is a copy of both sides of a person's ID (RULES E6).
	IDCopy Purpose = "id_copy"
)

// Requirement is what a document of a purpose has to be.
type Requirement struct {
	Types    []string // media types
	MaxBytes int64
	Colour   bool
}

const fiveMB = 5 << 20

// ShortestSide is how many pixels the shorter side of a picture has at least: below, print cannot be read.
const ShortestSide = 300

var requirements = map[Purpose]Requirement{
	LicencePicture: {[]string{"image/jpeg", "image/png"}, fiveMB, true},
	PortraitSide:   {[]string{"image/jpeg", "image/png"}, fiveMB, true},
	EmblemSide:     {[]string{"image/jpeg", "image/png"}, fiveMB, true},

	RepresentativePassport: {[]string{"image/jpeg", "image/png"}, fiveMB, true},
	RepresentativeLicence:  {[]string{"image/jpeg", "image/png"}, fiveMB, true},
	ApplicationForm:        {[]string{"application/pdf", "image/jpeg", "image/png"}, fiveMB, false},
	OldLicence:             {[]string{"image/jpeg", "image/png"}, fiveMB, true},
	StruckOff:              {[]string{"image/jpeg", "image/png"}, fiveMB, false},
	NameCertificate:        {[]string{"image/jpeg", "image/png"}, fiveMB, false},
	NewLicence:             {[]string{"image/jpeg", "image/png"}, fiveMB, true},
	HolderPortraitSide:     {[]string{"image/jpeg", "image/png"}, fiveMB, true},
	HolderEmblemSide:       {[]string{"image/jpeg", "image/png"}, fiveMB, true},
	Invoice:                {[]string{"application/pdf", "image/jpeg", "image/png"}, fiveMB, false},
	Remittance:             {[]string{"application/pdf", "image/jpeg", "image/png"}, fiveMB, false},
	PaymentScreenshot:      {[]string{"image/jpeg", "image/png"}, fiveMB, false},
	OwnershipProof:         {[]string{"application/pdf", "image/jpeg", "image/png"}, fiveMB, false},
	IDCopy:                 {[]string{"application/pdf", "image/jpeg", "image/png"}, fiveMB, false},
}

// RequirementOf returns what a document of the purpose has to be; false for an unknown purpose.
func RequirementOf(p Purpose) (Requirement, bool) {
	r, ok := requirements[p]
	return r, ok
}

// Requirement is what a document of the purpose has to be in this case: what is posted is a copy (复印件), so that what is handed
// in for it may be black and white (RULES E6, FAULTS F6).
func (c Case) Requirement(p Purpose) (Requirement, bool) {
	r, ok := RequirementOf(p)
	r.Colour = r.Colour && (c.Channel != ByPost || p == LicencePicture)
	return r, ok
}

// CheckUpload says all that is wrong with a document that is to be uploaded: its purpose, media type and size (RULES C1, C7).
func CheckUpload(p Purpose, media string, size int64) error {
	var wrong AllWrong
	r, ok := RequirementOf(p)
	wrong.When(p == "", CodeFieldRequired, "purpose")
	wrong.When(p != "" && !ok, CodeFieldInvalid, "purpose")
	wrong.When(media == "", CodeFieldRequired, "content_type")
	wrong.When(media != "" && ok && !slices.Contains(r.Types, media), CodeDocumentFormat, "content_type")
	wrong.When(size < 1, CodeFieldInvalid, "size")
	wrong.When(ok && size > r.MaxBytes, CodeDocumentTooLarge, "size")
	return wrong.Err
}

// DocumentState is where a document stands.
type DocumentState string

const (
	// DocumentAwaited has an address to be uploaded to, and nothing there yet.
	DocumentAwaited DocumentState = "awaited"
	// DocumentAccepted was inspected and is what it should be.
	DocumentAccepted DocumentState = "accepted"
	// DocumentRefused was inspected and is not; its fault says why, and another can be uploaded.
	DocumentRefused DocumentState = "refused"
	// DocumentErased is gone: its time was over, or somebody asked for it (L1, L2).
	DocumentErased DocumentState = "erased"
)

// Document is one uploaded picture or paper. The bytes are in the document store; Version and SHA256 say which.
type Document struct {
	ID      DocumentID `json:"id"`
	Rev     int        `json:"rev"`
	Case    CaseID     `json:"case"`
	Account AccountID  `json:"account"`
	Purpose Purpose    `json:"purpose"`
	Type    string     `json:"type"`
	Size    int64      `json:"size"`
	// Copy says that a black and white copy does (Case.Requirement).
	Copy  bool          `json:"copy,omitempty"`
	State DocumentState `json:"state"`
	Fault Code          `json:"fault,omitempty"`
	// Version is the store's version of the upload, SHA256 the hex digest of its bytes.
	Version string    `json:"version,omitempty"`
	SHA256  string    `json:"sha256,omitempty"`
	Asked   time.Time `json:"asked"`
	Seen    time.Time `json:"seen,omitzero"`
	// Reading is what was read from a licence (RULES C2), sealed; nil when nothing was.
	Reading []byte `json:"reading,omitempty"`
}

// Erased is the document without its bytes' names and what was read from them.
func (d Document) Erased() Document {
	d.Rev++
	d.State, d.Fault, d.Version, d.SHA256, d.Reading = DocumentErased, "", "", "", nil
	return d
}

// DocumentRef is a document as a case keeps it: a decision is about these bytes and no others.
type DocumentRef struct {
	ID      DocumentID `json:"id"`
	Purpose Purpose    `json:"purpose"`
	Version string     `json:"version"`
	SHA256  string     `json:"sha256"`
}

// Ref returns the reference to the document as it was inspected.
func (d Document) Ref() DocumentRef { return DocumentRef{d.ID, d.Purpose, d.Version, d.SHA256} }

// unusable says why the document cannot be filed with the case for the purpose; empty: it can.
func (d Document) unusable(c Case, p Purpose) Code {
	switch {
	case d.Case != c.ID || d.Purpose != p:
		return CodeDocumentNotFound
	case d.State == DocumentAwaited:
		return CodeDocumentAwaited
	case d.State == DocumentErased:
		return CodeDocumentErased
	case d.State == DocumentRefused:
		return d.Fault
	}
	return ""
}

// sameRefs reports whether both name the same bytes, in any order.
func sameRefs(a, b []DocumentRef) bool {
	within := func(x DocumentRef, all []DocumentRef) bool {
		return slices.ContainsFunc(all, func(y DocumentRef) bool { return x.ID == y.ID && x.SHA256 == y.SHA256 })
	}
	missing := func(some, all []DocumentRef) bool {
		return slices.ContainsFunc(some, func(x DocumentRef) bool { return !within(x, all) })
	}
	return len(a) == len(b) && !missing(a, b) && !missing(b, a)
}
