package connect

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"shiming/shared/realname"
)

// proving lists by which setting somebody proves a method in live mode: a row for each adapter. A method of no row is proven
// by nobody yet. A row is enough for a function to know what is offered; whoever answers is chosen at the port.
var proving = []struct {
	port, setting string
	methods       []realname.Method
}{
	{"bank", "CPDP_MERCHANT_ID", []realname.Method{realname.CorporateTransfer}},
	{"bank", "BANK_ACCOUNT_NUMBER", []realname.Method{realname.CorporateTransfer, realname.TopUp}},
	{"cards", "TENCENT_SECRET_ID", []realname.Method{realname.BankCard}},
	{"group", groupSetting, []realname.Method{realname.Binding}},
	{"providers", "TENCENT_FACE_RULE_ID", []realname.Method{realname.Face, realname.RepresentativeFace}},
	{"providers", "ALIBABA_FACE_SCENE", []realname.Method{realname.Face, realname.RepresentativeFace}},
	{"providers", "TENCENT_EID_MERCHANT_ID", []realname.Method{realname.WeChatScan, realname.RepresentativeWeChat}},
	{"providers", "WECHAT_COMPONENT_APP_ID", []realname.Method{realname.OfficialAccount}},
}

// ownSetting names the methods that the operator's own provider proves: any that a check proves.
const ownSetting = "PROVIDER_METHODS"

// OwnMethods are those that it names.
func OwnMethods(get func(name string) string) (all []realname.Method) {
	for name := range strings.SplitSeq(get(ownSetting), ",") {
		if name = strings.TrimSpace(name); name != "" {
			all = append(all, realname.Method(name))
		}
	}
	return all
}

// Unproven is a method that is not offered, because nobody answers at its port.
type Unproven struct {
	Method realname.Method
	Port   string
	// Settings are those of which one is to be set; none: no adapter of this version proves it.
	Settings []string
}

// String is the line for the log, a sentence that says what to do.
func (u Unproven) String() string {
	if len(u.Settings) == 0 {
		return fmt.Sprintf("%s is not offered: live mode has no adapter for it at the port %q; leave it out of PROFILE, or add one", u.Method, u.Port)
	}
	return fmt.Sprintf("%s is not offered: nobody answers at the port %q; set %s", u.Method, u.Port, u.Settings[0])
}

// Offered returns the policy without the methods that nobody proves, and why each of those is not offered (RULES A9). In the
// sandbox all are. get reads a setting by its name.
//
// In live mode people are told whose account it is, and who writes to them, by PLATFORM_NAME: never by the title of a profile, which
// names the cloud whose rules it follows (RULES G1, THREATS X11). They reach the operator's own support, and post papers to the
// operator: SUPPORT and POST_ADDRESS, without which nothing starts (Reachable).
func Offered(p *realname.Policy, livemode bool, get func(name string) string) (*realname.Policy, []Unproven) {
	if !livemode {
		return p, nil
	}
	var missing []Unproven
	var methods []realname.Method
	for _, m := range p.Methods() {
		u, proven := Unproven{Method: m, Port: portOf(m)}, false
		for _, row := range proving {
			if slices.Contains(row.methods, m) {
				u.Port, u.Settings = row.port, append(u.Settings, row.setting)
				proven = proven || get(row.setting) != ""
			}
		}
		if m.ByCheck() {
			u.Settings = append(u.Settings, ownSetting)
			proven = proven || slices.Contains(OwnMethods(get), m)
		}
		if proven && get(groupSetting) == "" && asksGroup(p, m) {
			u, proven = Unproven{m, "group", []string{groupSetting}}, false
		}
		if !proven {
			missing, methods = append(missing, u), append(methods, m)
		}
	}
	narrowed := *p.Without(methods)
	narrowed.Title = cmp.Or(get("PLATFORM_NAME"), get("SMS_SIGN"), nameless)
	narrowed.Support, narrowed.PostAddress = get("SUPPORT"), get("POST_ADDRESS")
	narrowed.Recipients = Recipients(get)
	return &narrowed, missing
}

// Reachable refuses to start in live mode while nobody has said how people reach who can help them, and where papers are posted to
// (FAULTS S8).
func Reachable(s *Setup) {
	if !s.Livemode {
		return
	}
	s.Needs("people are told whom to ask for help, a phone or an address", "SUPPORT")
	if s.Policy.Posts() {
		s.Needs("people post papers there", "POST_ADDRESS")
	}
}

// groupSetting is where the group is asked about accounts and documents.
const groupSetting = "PLATFORM_URL"

// asksGroup reports whether the group is asked, besides whoever proves the method, that the document has verified nobody elsewhere
// (RULES B10).
func asksGroup(p *realname.Policy, m realname.Method) bool {
	return slices.ContainsFunc(p.Flows, func(f realname.FlowPolicy) bool {
		return slices.ContainsFunc(f.Methods, func(mp realname.MethodPolicy) bool { return mp.Method == m && mp.UnusedInGroup })
	})
}

// nameless signs what an operator writes who has not said who that is.
const nameless = "实名认证"

// portOf is who has to prove the method.
func portOf(m realname.Method) string {
	switch {
	case m.ByDeposit():
		return "bank"
	case m.NeedsCard():
		return "cards"
	case m.ByCode():
		return "group"
	}
	return "providers"
}
