package realname

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseYuan reads an amount as a statement shows it, such as "0.37": yuan without leading zeros, a point and two
// decimals. It returns whole fen; false for anything else, signs, commas and full-width digits too.
func ParseYuan(s string) (int, bool) {
	yuan, fen, ok := strings.Cut(s, ".")
	if !ok || len(yuan) < 1 || len(yuan) > 7 || len(fen) != 2 {
		return 0, false
	}
	n, err := strconv.Atoi(yuan + fen)
	if err != nil || n < 0 || Yuan(n) != s {
		return 0, false
	}
	return n, true
}

// Yuan writes whole fen as a statement shows them.
func Yuan(fen int) string { return fmt.Sprintf("%d.%02d", fen/100, fen%100) }
