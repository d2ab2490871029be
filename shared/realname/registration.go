package realname

import "slices"

// Fit says whether something that was asked is what the register has.
type Fit string

const (
	// Fits is the same as in the register.
	Fits Fit = "fits"
	// Differs is something else than the register has.
	Differs Fit = "differs"
	// NotCompared was not asked, or is nothing that the register tells.
	NotCompared Fit = "not_compared"
)

// OperatingStatus is what the commercial register says of an enterprise's business (经营状态).
type OperatingStatus string

const (
	// StatusOperating is in business (存续, 在营, 开业).
	StatusOperating OperatingStatus = "operating"
	// StatusMovedOut is in the register of another place now (迁出).
	StatusMovedOut OperatingStatus = "moved_out"
	// StatusSuspended rests (停业, 歇业).
	StatusSuspended OperatingStatus = "suspended"
	// StatusRevoked may do no business any more (吊销).
	StatusRevoked OperatingStatus = "revoked"
	// StatusRescinded was registered wrongly, which was undone (撤销).
	StatusRescinded OperatingStatus = "rescinded"
	// StatusStruckOff has ended (注销).
	StatusStruckOff OperatingStatus = "struck_off"
	// StatusUnknown is what the register does not tell.
	StatusUnknown OperatingStatus = "unknown"
)

// OperatingStatuses lists them all.
func OperatingStatuses() []OperatingStatus {
	return []OperatingStatus{StatusOperating, StatusMovedOut, StatusSuspended, StatusRevoked, StatusRescinded, StatusStruckOff, StatusUnknown}
}

// Operates reports whether an enterprise of the status can verify an account (RULES A6): one of which the register does not say
// how it is can, and one that is in another place's register.
func (s OperatingStatus) Operates() bool {
	return s == StatusOperating || s == StatusMovedOut || s == StatusUnknown
}

// Valid reports whether s is one of them.
func (s OperatingStatus) Valid() bool { return slices.Contains(OperatingStatuses(), s) }

// Registration is what the commercial register says of an enterprise that it lists, to who names it (RULES A13). It holds
// answers only, and nobody's name.
type Registration struct {
	// Name says whether the name and the code belong together.
	Name Fit `json:"name"`
	// Representative and Number say whether the legal representative has this name, and this number.
	Representative Fit             `json:"representative"`
	Number         Fit             `json:"number"`
	Status         OperatingStatus `json:"status"`
}
