package qichacha

import "testing"

// The vector of ADAPTERS E.
func TestADAPTERS_E_Vector(t *testing.T) {
	if got := token("KEY", "1700000000", "SECRET"); got != "BEB63E31287AA62975FE7DFD463529CA" {
		t.Error(got)
	}
}
