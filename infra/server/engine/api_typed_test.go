package engine_test

import (
	"iter"
	"maps"
	"strings"
)

func keys(m map[string]any) iter.Seq[string] { return maps.Keys(m) }

// lone makes lone surrogates, which no Go string holds, of what stands for them.
var lone = strings.NewReplacer("LONE_HIGH", `\ud842`, "LONE_LOW", `\udfb7`)

// unseen are characters that nobody sees (FAULTS N1 to N3).
var unseen = []string{"\u200b", "\ufeff", "\u202d", "\u202c", "\u2066", "\u2069", "\u200e", "\u200f", "\u200d", "\u200c", "\ufe0f", "\u00ad", "\u2060"}

// neutral writes a value in a way that says the same (FAULTS N1 to N6, N8).
func (x *typist) neutral(field, value string) string {
	letters := []rune(value)
	at := x.rand.IntN(len(letters) + 1)
	insert := func(s string) string { return string(letters[:at]) + s + string(letters[at:]) }
	switch n := x.rand.IntN(7); {
	case n < 2:
		return insert(unseen[x.rand.IntN(len(unseen))])
	case n == 2:
		return "\u202d" + value + "\u202c"
	case n == 3:
		return wide(value)
	case n == 4:
		return " \u3000" + value + "\t\u00a0"
	}
	switch field {
	case "document_number", "code":
		return []string{strings.ToLower(value), insert(" "), insert("-"), insert("\u2013")}[x.rand.IntN(4)]
	case "document_kind":
		return strings.ToUpper(value)
	case "region":
		return []string{"中国", "CN ", "cn", "China"}[x.rand.IntN(4)]
	case "phone":
		return []string{"+86" + value, "86-" + value, "(+86)" + value, "tel:+86" + value, value[:3] + "." + value[3:7] + "." + value[7:], "86" + value}[x.rand.IntN(6)]
	case "name":
		return insert([]string{" ", "\u3000", "\u200b"}[x.rand.IntN(3)])
	}
	return value
}

// wide writes in full width.
func wide(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r <= '~' {
			return r - '!' + '！'
		}
		return r
	}, s)
}

// hostile writes a value as nobody should.
func (x *typist) hostile(value string) string {
	letters := []rune(value)
	at := x.rand.IntN(len(letters) + 1)
	insert := func(s string) string { return string(letters[:at]) + s + string(letters[at:]) }
	all := []string{
		"LONE_HIGH", "LONE_LOW", "\x00", "\ufffd", "<b>", "<script>alert(1)</script>", "'; DROP TABLE cases; --", "${jndi:ldap://x}", "{{7*7}}", "%00%0a",
		"\r\nSet-Cookie: a=b", "\u05d0\u05d1", "\u0627\u0644", "\u0301", "\u20dd", "\ue863", "\ue000", "\uf979", "\uff76", "\u1100\u1161", "\U00020bb7", "\U0001f600",
		"👨\u200d👩\u200d👧", "ﷺ", "İ", "ß", "·", "•", "（", "﹙", "︵", "〇", "０", "٣", "Ⅷ", "①", "x", "X", "-1", "1e309", "0x1F", "NaN",
	}
	switch x.rand.IntN(8) {
	case 0:
		return strings.Repeat(value, 2000/max(1, len(letters))+1)
	case 1:
		return strings.Repeat("\u200b", 1999) + value
	case 2:
		return []string{"", "\u200b", "\ufeff\u202d", "\u3000"}[x.rand.IntN(4)]
	case 3:
		return strings.Repeat("\u0301", 1000) + value
	}
	return insert(all[x.rand.IntN(len(all))])
}

// maybe writes a text that is kept and never compared in any way.
func (x *typist) maybe(value string) string {
	if x.rand.IntN(4) == 0 {
		return x.neutral("", value)
	}
	return value
}
