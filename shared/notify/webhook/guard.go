package webhook

import (
	"errors"
	"net/netip"
	"syscall"
)

// errForbidden is the refusal of an address inside.
var errForbidden = errors.New("the address is not on the public internet")

// guard judges connections.
type guard struct {
	loopback bool
	public6  netip.Prefix   // what is given out of IPv6
	special  []netip.Prefix // what looks public and is not
}

// newGuard knows the blocks of the IANA special-purpose registries: carrier-grade NAT, protocol assignments,
// documentation, benchmarks, reserved; and the ways to write an IPv4 address within an IPv6 one.
func newGuard(loopback bool) guard {
	g := guard{loopback: loopback, public6: netip.MustParsePrefix("2000::/3")}
	for _, block := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
	} {
		g.special = append(g.special, netip.MustParsePrefix(block))
	}
	return g
}

// control is called with the address that is about to be connected to, for each one that a name resolves to.
func (g guard) control(_, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil || !g.allows(to.Addr()) {
		return errForbidden
	}
	return nil
}

func (g guard) allows(ip netip.Addr) bool {
	if ip.Zone() != "" {
		return false
	}
	ip = ip.Unmap()
	if ip.IsLoopback() {
		return g.loopback
	}
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Is6() && !g.public6.Contains(ip) {
		return false
	}
	for _, p := range g.special {
		if p.Contains(ip) {
			return false
		}
	}
	return true
}
