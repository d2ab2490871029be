package identity

import "strings"

// Region says where a person or an enterprise is from, as far as a form asks.
type Region string

const (
	// Mainland is served here.
	Mainland Region = "CN"
	// Elsewhere is served by the international site (RULES A5, A6).
	Elsewhere Region = "elsewhere"
)

var mainland = map[string]bool{"": true, "CN": true, "CHN": true, "CHINA": true, "中国": true, "中国大陆": true, "中国内地": true, "大陆": true, "内地": true, "MAINLAND": true}

var neighbours = map[string]bool{"香港": true, "澳门": true, "台湾": true, "中国香港": true, "中国澳门": true, "中国台湾": true, "海外": true, "国外": true}

// ParseRegion reads what was written for a region: nothing and the known spellings of the mainland, those of Hong Kong, Macao and
// Taiwan, and codes of two letters (ISO 3166-1). A slip is not abroad: false for anything else (FAULT N8).
func ParseRegion(s string) (Region, bool) {
	if len(s) > maxInput {
		return "", false
	}
	text := strings.ToUpper(Clean(s))
	switch {
	case mainland[text]:
		return Mainland, true
	case neighbours[text], len(text) == 2 && isLetter(text[0]) && isLetter(text[1]):
		return Elsewhere, true
	}
	return "", false
}
