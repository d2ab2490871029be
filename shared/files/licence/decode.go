package licence

import (
	"unicode/utf8"

	"rsc.io/qr/coding"
)

const (
	formatMask = 0x5412 // ISO/IEC 18004, 7.9
	byteMode   = 4
)

// decode returns the text of a QR code in byte mode. It corrects no errors: the text is encoded again, with its check
// bytes, and every module must be as it was read. Drawn pictures are that clean, and a wrong reading cannot pass.
func decode(code [][]bool) (string, bool) {
	version := coding.Version((len(code) - 17) / 4)
	level, mask := format(code)
	plan, err := coding.NewPlan(version, level, mask)
	if err != nil {
		return "", false
	}
	data := make([]byte, plan.DataBytes+plan.CheckBytes)
	for y, row := range plan.Pixel {
		for x, p := range row {
			if role := p.Role(); role != coding.Data && role != coding.Check {
				continue
			}
			if o := p.Offset(); code[y][x] != (p&coding.Black != 0) {
				data[o/8] |= 1 << (7 - o&7)
			}
		}
	}
	s, ok := byteText(data[:plan.DataBytes], version)
	if !ok {
		return "", false
	}
	again, err := plan.Encode(coding.String(s))
	if err != nil {
		return "", false
	}
	for y, row := range code {
		for x, black := range row {
			if again.Black(x, y) != black {
				return "", false
			}
		}
	}
	return s, true
}

// format reads level and mask beside the first mark; whether they are right shows when all modules are compared.
func format(code [][]bool) (coding.Level, coding.Mask) {
	bits := 0
	for i, at := range [5][2]int{{8, 0}, {8, 1}, {8, 2}, {8, 3}, {8, 4}} { // row and column of bits 14 to 10
		if code[at[0]][at[1]] {
			bits |= 1 << (14 - i)
		}
	}
	bits ^= formatMask
	return coding.Level(bits>>13&3 ^ 1), coding.Mask(bits >> 10 & 7)
}

// byteText reads one segment in byte mode: mode (4 bits), length (8 bits, from version 10 on 16), bytes.
func byteText(data []byte, version coding.Version) (string, bool) {
	at := 0
	read := func(bits int) int {
		v := 0
		for range bits {
			v = v<<1 | int(data[at/8]>>(7-at%8)&1)
			at++
		}
		return v
	}
	lengthBits := 8
	if version >= 10 {
		lengthBits = 16
	}
	if len(data) < 4 || read(4) != byteMode {
		return "", false
	}
	n := read(lengthBits)
	if n*8 > len(data)*8-at {
		return "", false
	}
	text := make([]byte, n)
	for i := range text {
		text[i] = byte(read(8))
	}
	return string(text), utf8.Valid(text)
}
