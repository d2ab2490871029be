package registertest

import (
	"maps"
	"slices"
	"testing"

	"shiming/shared/identity"
	"shiming/shared/realname"
)

// Known is an enterprise as the double of a register knows it: made up, like its representative.
type Known struct {
	Code, Name, Representative, Number string
	// Digit is how services of the register's data write its status (ADAPTERS E).
	Digit  string
	Status realname.OperatingStatus
}

// AwayCode is a code about which a double does not answer, UnlistedCode one that it does not list.
const (
	AwayCode     = "91110101MA00010261"
	UnlistedCode = "91110101MA0001114F"
)

// KnownTo lists what a double knows, one enterprise for each status.
func KnownTo() []Known {
	const name, number = "甄通过", "110101190001019019"
	return []Known{
		{"91110101MA000100X6", "甄新名科技有限公司", name, number, "1", realname.StatusOperating},
		{"91110101MA0001034U", "甄迁出（北京）科技有限公司", name, number, "2", realname.StatusMovedOut},
		{"91110101MA00010779", "甄注销科技有限公司", name, number, "3", realname.StatusStruckOff},
		{"91110101MA0001050H", "甄吊销科技有限公司", name, number, "4", realname.StatusRevoked},
		{"91110101MA0001069E", "甄撤销科技有限公司", name, number, "5", realname.StatusRescinded},
		{"91110101MA0001042N", "甄停业科技有限公司", name, number, "6", realname.StatusSuspended},
		{"91110101MA00010854", "甄未详科技有限公司", name, number, "0", realname.StatusUnknown},
	}
}

// Find returns the enterprise with the code.
func Find(code string) (Known, bool) {
	all := KnownTo()
	i := slices.IndexFunc(all, func(k Known) bool { return k.Code == code })
	if i < 0 {
		return Known{}, false
	}
	return all[i], true
}

// Expect fills in the harness of a register whose double knows KnownTo.
func Expect(t *testing.T, h Harness) Harness {
	t.Helper()
	h.Listed = map[identity.OrganisationCode]string{}
	for _, k := range KnownTo() {
		name, err := identity.ParseName(k.Representative)
		if err != nil {
			t.Fatal(err)
		}
		document, err := identity.ParseDocument(identity.ResidentID, k.Number)
		if err != nil {
			t.Fatal(err)
		}
		h.Listed[Code(t, k.Code)] = k.Name
		h.Enterprises = append(h.Enterprises, RegisteredEnterprise{
			Code: Code(t, k.Code), Name: k.Name, Representative: realname.Party{Name: name, Document: document}, Status: k.Status,
		})
	}
	h.Unlisted, h.Away = append(h.Unlisted, Code(t, UnlistedCode)), Code(t, AwayCode)
	return h
}

// Some is one of the enterprises that are listed, with its representative.
func (h Harness) Some() RegisteredEnterprise {
	for _, e := range h.Enterprises {
		if slices.Contains(slices.Collect(maps.Keys(h.Listed)), e.Code) {
			return e
		}
	}
	return RegisteredEnterprise{}
}
