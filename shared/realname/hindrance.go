package realname

// Hindrance is something about an account that only the platform knows, and that stands in the way of changing or
// releasing it (RULES E3, and what clouds ask before they let an account go).
type Hindrance string

const (
	// Arrears are debts that were not paid.
	Arrears Hindrance = "arrears"
	// RunningProducts are products in use.
	RunningProducts Hindrance = "running_products"
	// OpenBusiness is what goes on at the platform: orders, filings, disputes.
	OpenBusiness Hindrance = "open_business"
	// LowBalance is a balance that does not cover the running pay-as-you-go products while a change lasts.
	LowBalance Hindrance = "low_balance"
)

// Valid reports whether h is one of the hindrances.
func (h Hindrance) Valid() bool {
	switch h {
	case Arrears, RunningProducts, OpenBusiness, LowBalance:
		return true
	}
	return false
}

// code is what the account holder is told.
func (h Hindrance) code() Code {
	switch h {
	case Arrears:
		return CodeAccountArrears
	case RunningProducts:
		return CodeAccountProducts
	case OpenBusiness:
		return CodeAccountBusiness
	case LowBalance:
		return CodeLowBalance
	}
	return CodeInternal
}
