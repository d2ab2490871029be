// Package register chooses the commercial register that is asked about enterprises (RULES A13, D8): one service compares,
// another tells names.
package register

import (
	"context"
	"fmt"

	"shiming/shared/connect"
	"shiming/shared/connect/alibabacloud"
	"shiming/shared/connect/tencentcloud"
	"shiming/shared/identity"
	"shiming/shared/providers/alibabaregister"
	"shiming/shared/providers/esign"
	"shiming/shared/providers/qichacha"
	"shiming/shared/providers/tencentregister"
	"shiming/shared/realname"
	sandboxregister "shiming/shared/sandbox/register"
	"shiming/shared/steps"
)

// Connect returns the sandbox's register or, in live mode, who is set up: REGISTER_COMPARE says who compares ("tencentcloud",
// "alibabacloud"), REGISTER_NAMES who tells names ("qichacha", "esign"). Half of a register answers steps.ErrUnavailable for
// the other half; without either it is nil.
func Connect(s *connect.Setup) steps.Register {
	if !s.Livemode {
		return sandboxregister.Register{}
	}
	m, n := matches(s), names(s)
	if m == nil && n == nil {
		return nil
	}
	r := struct {
		steps.RegisterNames
		steps.RegisterMatches
	}{away{}, away{}}
	if m != nil {
		r.RegisterMatches = m
	}
	if n != nil {
		r.RegisterNames = n
	}
	return r
}

func matches(s *connect.Setup) steps.RegisterMatches {
	switch who := s.Get("REGISTER_COMPARE"); who {
	case "":
	case "tencentcloud":
		if config, ok := tencentcloud.Needed(s, "REGISTER_COMPARE names it"); ok {
			if r, err := tencentregister.New(config); s.Fits("REGISTER_COMPARE", err) {
				return r
			}
		}
	case "alibabacloud":
		config, ok := alibabacloud.Needed(s, "REGISTER_COMPARE names it")
		if s.Needs("REGISTER_COMPARE names its cloud", "ALIBABA_REGISTER_SCENE") && ok {
			if r, err := alibabaregister.New(config, s.Get("ALIBABA_REGISTER_SCENE")); s.Fits("REGISTER_COMPARE", err) {
				return r
			}
		}
	default:
		s.Refuse(`REGISTER_COMPARE has to be "tencentcloud" or "alibabacloud"`)
	}
	return nil
}

func names(s *connect.Setup) steps.RegisterNames {
	switch who := s.Get("REGISTER_NAMES"); who {
	case "":
	case "qichacha":
		if s.Needs("REGISTER_NAMES names it", "QICHACHA_KEY", "QICHACHA_SECRET") {
			r, err := qichacha.New(qichacha.Config{
				Access: s.Access("QICHACHA_KEY", "QICHACHA_SECRET"), Clock: s.Signing(), Endpoint: s.Get("QICHACHA_ENDPOINT"),
			})
			if s.Fits("REGISTER_NAMES", err) {
				return r
			}
		}
	case "esign":
		if s.Needs("REGISTER_NAMES names it", "ESIGN_APP_ID", "ESIGN_SECRET") {
			r, err := esign.New(esign.Config{
				Access: s.Access("ESIGN_APP_ID", "ESIGN_SECRET"), Clock: s.Signing(), Endpoint: s.Get("ESIGN_ENDPOINT"),
			})
			if s.Fits("REGISTER_NAMES", err) {
				return r
			}
		}
	default:
		s.Refuse(`REGISTER_NAMES has to be "qichacha" or "esign"`)
	}
	return nil
}

// away is the half of a register that nobody is set up for.
type away struct{}

var errAway = fmt.Errorf("%w: nobody is set up to be asked", steps.ErrUnavailable)

// NameOf implements steps.RegisterNames.
func (away) NameOf(context.Context, identity.OrganisationCode) (identity.EnterpriseName, error) {
	return identity.EnterpriseName{}, errAway
}

// Matches implements steps.RegisterMatches.
func (away) Matches(context.Context, identity.OrganisationCode, identity.EnterpriseName, realname.Party) (realname.Registration, error) {
	return realname.Registration{}, errAway
}
