package realname

import (
	"errors"
	"net"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"shiming/shared/identity"
)

// Language is the language that somebody wants to read.
type Language string

const (
	// BothLanguages is Chinese with English behind it, or what the browser says: nobody has said anything.
	BothLanguages Language = ""
	// Chinese only.
	Chinese Language = "zh"
	// English only.
	English Language = "en"
)

// Valid reports whether l is one of the languages.
func (l Language) Valid() bool { return l == BothLanguages || l == Chinese || l == English }

// Handoff is what the platform says when it hands a person over: where they go back to at the end, and what the platform
// wants to find again on the case. It is the platform's own and no personal data; it is shown, and decides nothing.
type Handoff struct {
	// ReturnURL is where the browser goes at the end, with the id of the case and never a result.
	ReturnURL string `json:"return_url,omitempty"`
	// ClientReferenceID is the platform's own name for this.
	ClientReferenceID string `json:"client_reference_id,omitempty"`
	// Metadata is at most MetadataKeys values by their keys.
	Metadata map[string]string `json:"metadata,omitempty"`
	// Language is the one that the person reads, as far as the platform knows.
	Language Language `json:"language,omitempty"`
}

// Bounds of a Handoff, in characters but for the keys.
const (
	MetadataKeys     = 20
	MetadataKeyLen   = 40
	MetadataValueLen = 200
	ReferenceLen     = 200
	ReturnURLLen     = 1024
)

// Check says all that is wrong: an address that is not of a listed origin is return_url_not_allowed, everything else
// field_invalid. Values are printable texts, and none holds the number of an identity document, which belongs nowhere
// but where it is sealed (THREATS L1).
func (h Handoff) Check(origins Origins) error {
	var wrong AllWrong
	wrong.When(h.ReturnURL != "" && (!origins.Allow(h.ReturnURL) || holdsNumber(h.ReturnURL)), CodeReturnURL, "return_url")
	wrong.When(!shortText(h.ClientReferenceID, ReferenceLen), CodeFieldInvalid, "client_reference_id")
	bad := len(h.Metadata) > MetadataKeys
	for key, value := range h.Metadata {
		bad = bad || !isKey(key) || !shortText(value, MetadataValueLen)
	}
	wrong.When(bad, CodeFieldInvalid, "metadata")
	wrong.When(!h.Language.Valid(), CodeFieldInvalid, "language")
	return wrong.Err
}

// IsEmpty reports whether nothing was said.
func (h Handoff) IsEmpty() bool {
	return h.ReturnURL == "" && h.ClientReferenceID == "" && len(h.Metadata) == 0 && h.Language == ""
}

// isKey reports whether s is a key of metadata: 1 to MetadataKeyLen lower-case letters, digits and '_', as every field's name.
func isKey(s string) bool {
	other := func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_') }
	return s != "" && len(s) <= MetadataKeyLen && !strings.ContainsFunc(s, other)
}

// shortText reports whether s is a printable text of at most so many characters that holds no identity number.
func shortText(s string, most int) bool {
	return utf8.RuneCountInString(s) <= most && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) }) && !holdsNumber(s)
}

// holdsNumber reports whether a resident ID stands in the text, by its form, its date and its check character.
func holdsNumber(s string) bool {
	const length = 18
	for i := 0; i+length <= len(s); i++ {
		if _, err := identity.ParseDocument(identity.ResidentID, s[i:i+length]); err == nil {
			return true
		}
	}
	return false
}

// Origins are where people may be sent back to: "https://console.example.com", as the operator has listed them.
type Origins []string

// ParseOrigins reads a list with commas or blanks between. An origin is https with a host in lower case, and nothing
// behind it; http is for this machine only. The error is a sentence.
func ParseOrigins(list string) (Origins, error) {
	var all Origins
	for _, origin := range strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r <= ' ' }) {
		u, err := url.Parse(origin)
		if err != nil || u.Host == "" || origin != u.Scheme+"://"+strings.ToLower(u.Host) || !(u.Scheme == "https" || u.Scheme == "http" && loopback(u.Hostname())) {
			return nil, errors.New("an origin is written as https://console.example.com, without a path; http is for this machine only")
		}
		all = append(all, origin)
	}
	return all, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Allow reports whether the address lies at one of the origins. It is compared letter by letter and not as somebody
// parses it, for what follows the origin decides nothing about whose it is; what browsers drop or turn is refused.
func (o Origins) Allow(address string) bool {
	odd := func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`\#"<>`, r) }
	if len(address) > ReturnURLLen || strings.ContainsFunc(address, odd) {
		return false
	}
	for _, origin := range o {
		rest, ok := strings.CutPrefix(address, origin)
		if ok && (rest == "" || rest[0] == '/' || rest[0] == '?') {
			return true
		}
	}
	return false
}
