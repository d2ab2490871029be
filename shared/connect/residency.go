package connect

import (
	"errors"
	"strings"
)

// ErrAbroad is that live data would leave the mainland though nobody has said that it may.
var ErrAbroad = errors.New(`live mode in a region outside the mainland hands personal data across the border: ` +
	`set CROSS_BORDER to "accepted" in SETTINGS once that is allowed (PIPL 38 to 40), or deploy in a China region`)

// CrossesBorder reports whether what the process keeps stands outside the mainland: in live mode, in a region of AWS that is not one of
// China's. It is ErrAbroad unless CROSS_BORDER says that the operator has what the law asks for (L8).
func CrossesBorder(region string, livemode bool, get func(name string) string) (bool, error) {
	if !livemode || strings.HasPrefix(region, "cn-") {
		return false, nil
	}
	if get("CROSS_BORDER") != "accepted" {
		return true, ErrAbroad
	}
	return true, nil
}
