// Package operating reads how registers write whether an enterprise is in business (经营状态).
package operating

import "shiming/shared/realname"

// Status reads the digit that services of the register's data share (ADAPTERS E): 1 in business, 2 moved out, 3 struck off
// (注销), 4 revoked (吊销), 5 and 7 rescinded (撤销), 6 suspended; anything else is not known.
func Status(digit string) realname.OperatingStatus {
	switch digit {
	case "1":
		return realname.StatusOperating
	case "2":
		return realname.StatusMovedOut
	case "3":
		return realname.StatusStruckOff
	case "4":
		return realname.StatusRevoked
	case "5", "7":
		return realname.StatusRescinded
	case "6":
		return realname.StatusSuspended
	}
	return realname.StatusUnknown
}
