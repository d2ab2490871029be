package identity

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Clean brings a text that somebody typed or pasted into the one form in which it is kept and compared. Characters that are
// not seen are dropped (formats, directions, variation selectors, a byte order mark); letters, digits and signs of full width
// or small form become ASCII; compatibility ideographs and decomposed letters become what they stand for (NFC); characters of
// GBK's private area become those that GB 18030-2022 gives them; blanks at the ends and beside Han are dropped, and other
// blanks become one. It is the one place that does so, for every text that comes in.
func Clean(s string) string {
	if !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return s // as most numbers come
	}
	s = norm.NFC.String(strings.Map(seen, s))
	var b strings.Builder
	last, blank := rune(0), false
	for _, r := range s {
		if isSpace(r) {
			blank = b.Len() > 0
			continue
		}
		if blank && !joins(last) && !joins(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		last, blank = r, false
	}
	return b.String()
}

// joins reports whether a blank beside the character says nothing.
func joins(r rune) bool { return isHan(r) || r > 0x2E7F && unicode.IsPunct(r) }

// seen is the character that a reader sees, negative for one that nobody does.
func seen(r rune) rune {
	switch {
	case r >= '！' && r <= '～': // U+FF01–U+FF5E are ASCII moved by 0xFEE0
		return r - '！' + '!'
	case r >= smallForms && r < smallForms+rune(len(small)):
		if to := small[r-smallForms]; to != 0 {
			return rune(to)
		}
	case r >= gbkPrivate && r < gbkPrivate+rune(len(gbkStandard)):
		return gbkStandard[r-gbkPrivate]
	case r == '︵':
		return '('
	case r == '︶':
		return ')'
	case ignorable(r):
		return -1
	}
	return r
}

// ignorable reports whether the character is one that is not shown (Unicode's Default_Ignorable_Code_Point, and format
// characters).
func ignorable(r rune) bool {
	switch {
	case r == '\u034F', r == '\u115F', r == '\u1160', r == '\u17B4', r == '\u17B5', r == '\u3164', r == '\uFFA0':
		return true
	case r >= '\u180B' && r <= '\u180F', r >= '\uFE00' && r <= '\uFE0F', r >= 0xE0000 && r <= 0xE0FFF:
		return true
	}
	return unicode.Is(unicode.Cf, r)
}

// small are the ASCII characters of the small form variants U+FE50 to U+FE6B; 0 where there is none.
const (
	smallForms = 0xFE50
	small      = ",\x00.\x00;:?!\x00(){}\x00\x00#&*+-<>=\x00\\$%@"
)

// gbkPrivate is where GBK put characters that Unicode did not have: U+E815 to U+E864, 0xFE50 to 0xFEA0 in GBK. gbkStandard
// are the characters that they are since GB 18030-2022.
const gbkPrivate = 0xE815

var gbkStandard = []rune("⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼" +
	"䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻")

// plain brings a number or a code into the form that the standards are written in: cleaned, letters as capitals, without
// blanks and hyphens of any kind.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case isSpace(r), isHyphen(r):
			return -1
		}
		return r
	}, Clean(s))
}

func isSpace(r rune) bool { return unicode.IsSpace(r) } // holds the ideographic space U+3000

func isHyphen(r rune) bool {
	switch r {
	case '-', '\u2212', '\uFE63':
		return true
	}
	return r >= '\u2010' && r <= '\u2015'
}
