package realname

import (
	"slices"
	"time"

	"shiming/shared/identity"
)

// Method is a way to prove an identity (认证方式).
type Method string

const (
	// WeChatScan proves a person by WeChat with a bank card bound (RULES B3, B6).
	WeChatScan Method = "wechat_scan"
	// QQScan proves a person by QQ with a bank card bound (RULES B4).
	QQScan Method = "qq_scan"
	// Face proves a person by liveness and comparison (RULES B5).
	Face Method = "face"
)

// Personal reports whether the method proves people.
func (m Method) Personal() bool {
	switch m {
	case WeChatScan, QQScan, Face:
		return true
	}
	return false
}

// MethodText is what people read about a method.
type MethodText struct{ Name, NameZH, Duration, DurationZH, Hint, HintZH string }

var methodTexts = map[Method]MethodText{
	WeChatScan: {"WeChat scan", "微信扫码", "at once", "即时完成",
		"Scan with your own WeChat; a bank card must be bound to it.", "请使用本人微信扫码；微信需要绑定银行卡。"},
	QQScan: {"QQ scan", "QQ扫码", "at once", "即时完成",
		"Scan with your own mobile QQ; a bank card must be bound to it.", "请使用本人手机QQ扫码；手机QQ需要绑定银行卡。"},
	Face: {"Face check", "人脸识别", "at once", "即时完成",
		"Scan with WeChat and look into the camera; your face is compared once and not kept.", "微信扫码后进行人脸识别；人脸仅用于本次比对。"},
}

// Text returns what people read about the method.
func (m Method) Text() MethodText { return methodTexts[m] }

// Option is a method with whether it can be chosen now, and if not, why (RULES A9).
type Option struct {
	Method      Method
	Available   bool
	Recommended bool
	// Reason says why it is not available; empty when it is.
	Reason Code
}

// Options lists the methods of the policy for the case, available or not, in the policy's order (RULES A9). It is
// empty before a form was filled in. The recommended one is the first available that did not fail on this case; if
// every one failed, the first available.
func (c Case) Options(p *Policy, now time.Time) []Option {
	form := c.Form()
	if form == nil {
		return nil
	}
	failed := map[Method]bool{}
	method := Method("")
	for _, e := range c.Events {
		if e.Method != "" {
			method = e.Method
		}
		if e.Type == CheckFailed {
			failed[method] = true
		}
	}
	tired := c.checksOn(now) >= p.ChecksPerDay
	options := make([]Option, 0, len(p.Personal))
	for _, mp := range p.Personal {
		o := Option{Method: mp.Method, Available: true}
		switch {
		case !mp.accepts(form.Document):
			o.Available, o.Reason = false, CodeMethodNotForDoc
		case tired:
			o.Available, o.Reason = false, CodeCheckDailyLimit
		}
		options = append(options, o)
	}
	best := slices.IndexFunc(options, func(o Option) bool { return o.Available && !failed[o.Method] })
	if best < 0 {
		best = slices.IndexFunc(options, func(o Option) bool { return o.Available })
	}
	if best >= 0 {
		options[best].Recommended = true
	}
	return options
}

func (mp MethodPolicy) accepts(d identity.DocumentKind) bool {
	return slices.Contains(mp.Documents, d)
}

// allowMethod says why the method cannot be chosen for the document, or nil.
func (p *Policy) allowMethod(m Method, d identity.DocumentKind) error {
	mp, ok := p.personal(m)
	if !ok {
		return refuseField(CodeMethodNotOffered, "method")
	}
	if !mp.accepts(d) {
		return refuseField(CodeMethodNotForDoc, "method")
	}
	return nil
}
