package providers

import (
	"shiming/shared/connect"
	"shiming/shared/connect/alibabacloud"
	"shiming/shared/connect/tencentcloud"
	"shiming/shared/providers/alibabaface"
	"shiming/shared/providers/officialaccount"
	"shiming/shared/providers/ownprovider"
	"shiming/shared/providers/tencentface"
	"shiming/shared/realname"
	"shiming/shared/steps"
)

// The names of the providers, in the address of callbacks and in their checks. They are kept in cases: none may change.
const (
	tencentFace = "tencent_faceid"
	tencentScan = "tencent_eid"
	alibabaFace = "alibaba_face"
	weChat      = "wechat_component"
)

// live returns who is set up, each for its methods. Two for one method are refused: nobody is to be surprised by whom
// people are sent to.
func live(s *connect.Setup) Providers {
	all := nobody()
	add := func(name string, p steps.Provider, methods []realname.Method) {
		for _, m := range methods {
			if other := all.Names[m]; other != "" {
				s.Refuse("both %s and %s are set up to prove by %s: leave one of them out", other, name, m)
			}
			all.ByMethod[m], all.Names[m] = p, name
		}
		if pusher, ok := p.(steps.Pusher); ok {
			all.ByName[name] = pusher
		}
		if puller, ok := p.(steps.Puller); ok {
			all.Asked[name] = puller
		}
	}
	if rule := s.Get("TENCENT_FACE_RULE_ID"); rule != "" {
		if config, ok := tencentcloud.Needed(s, "TENCENT_FACE_RULE_ID is set"); ok {
			if p, err := tencentface.NewFace(config, rule); s.Fits("TENCENT_FACE_RULE_ID", err) {
				add(tencentFace, p, tencentface.FaceMethods())
			}
		}
	}
	if merchant := s.Get("TENCENT_EID_MERCHANT_ID"); merchant != "" {
		if config, ok := tencentcloud.Needed(s, "TENCENT_EID_MERCHANT_ID is set"); ok {
			if p, err := tencentface.NewScan(config, merchant); s.Fits("TENCENT_EID_MERCHANT_ID", err) {
				add(tencentScan, p, tencentface.ScanMethods())
			}
		}
	}
	if scene := s.Get("ALIBABA_FACE_SCENE"); scene != "" {
		if config, ok := alibabacloud.Needed(s, "ALIBABA_FACE_SCENE is set"); ok {
			p, err := alibabaface.New(alibabaface.Options{Config: config, Scene: scene, Meta: s.Get("ALIBABA_FACE_META")})
			if s.Fits("ALIBABA_FACE_SCENE", err) {
				add(alibabaFace, p, alibabaface.Methods())
			}
		}
	}
	if p := component(s); p != nil {
		add(weChat, p, officialaccount.Methods())
		all.Component = p
	}
	if s.Get("PROVIDER_URL")+s.Get("PROVIDER_METHODS") != "" &&
		s.Needs("the own provider is set up", "PROVIDER_URL", "PROVIDER_SECRETS", "PROVIDER_METHODS") {
		methods := connect.OwnMethods(s.Get)
		p, err := ownprovider.New(ownprovider.Options{
			URL: s.Get("PROVIDER_URL"), Access: s.Access("PROVIDER_SECRETS"), Methods: methods, Clock: s.Signing(),
		})
		if s.Fits("PROVIDER_URL or PROVIDER_METHODS", err) {
			add(ownprovider.Name, p, methods)
		}
	}
	return all
}

// component returns the component of the WeChat Open Platform, at WECHAT_ENDPOINT where that is set (an address of the
// operator's own that stands before the platform); nil where none is set up.
func component(s *connect.Setup) *officialaccount.OfficialAccount {
	app := s.Get("WECHAT_COMPONENT_APP_ID")
	if app == "" || !s.Needs("WECHAT_COMPONENT_APP_ID is set", "WECHAT_COMPONENT_SECRET", "WECHAT_COMPONENT_TOKEN", "WECHAT_COMPONENT_KEY") {
		return nil
	}
	p, err := officialaccount.New(officialaccount.Options{
		AppID: app, Access: s.Access("WECHAT_COMPONENT_SECRET", "WECHAT_COMPONENT_TOKEN", "WECHAT_COMPONENT_KEY"),
		Keys: s.Keys, Records: s.Records, Clock: s.Signing(), BaseURL: s.Get("WECHAT_ENDPOINT"),
	})
	if !s.Fits("WECHAT_COMPONENT_APP_ID", err) {
		return nil
	}
	return p
}
