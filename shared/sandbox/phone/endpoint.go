package sandbox

import (
	"context"
	"net/url"
	"strings"

	"shiming/shared/api"
	"shiming/shared/pages/qrcode"
	"shiming/shared/realname"
)

// RoutePhone is the sandbox's phone: the page, its answers, and its QR pictures. It is no part of the API reference.
var RoutePhone = api.Route{Name: "sandbox-phone", Method: "ANY", Path: "/sandbox/phone/{proxy+}"}

// Endpoint serves the phone at /sandbox/phone/{token}, and the QR code of that address at …/qr.svg and …/qr.png.
func (p *Phone) Endpoint() api.Endpoint {
	return api.Page(RoutePhone, func(ctx context.Context, r api.Request) (api.Response, error) {
		token, picture, _ := strings.Cut(r.Params["proxy"], "/")
		switch picture {
		case "":
			return p.page(ctx, r, token)
		case "qr.svg":
			return p.picture(r, token, qrcode.QRSVG, "image/svg+xml")
		case "qr.png":
			return p.picture(r, token, qrcode.QRPNG, "image/png")
		}
		return api.Response{}, realname.Refuse(realname.CodeRouteUnknown)
	})
}

func (p *Phone) page(ctx context.Context, r api.Request, token string) (api.Response, error) {
	form := url.Values{}
	for name, value := range r.Query {
		form.Set(name, value)
	}
	posted, err := url.ParseQuery(string(r.Body))
	if err != nil {
		return api.Response{}, realname.Refuse(realname.CodeFieldInvalid)
	}
	for name, values := range posted {
		form[name] = values
	}
	page := p.Serve(ctx, PhoneRequest{Method: r.Method, Token: token, Form: form})
	if page.Err != nil {
		return api.Response{}, page.Err
	}
	out := api.Response{Status: page.Status, Header: map[string]string{}, Body: page.Body}
	for name := range page.Header {
		out.Header[strings.ToLower(name)] = page.Header.Get(name)
	}
	return out, nil
}

// picture draws the code of a link that the sandbox gave out, and of no other address.
func (p *Phone) picture(r api.Request, token string, draw func(string) ([]byte, error), media string) (api.Response, error) {
	if _, _, ok := p.sandbox.readToken(token); !ok || r.Method != "GET" {
		return api.Response{}, realname.Refuse(realname.CodeRouteUnknown)
	}
	picture, err := draw(r.BaseURL + "/sandbox/phone/" + token)
	if err != nil {
		return api.Response{}, err
	}
	return api.Response{Status: 200, Header: map[string]string{"content-type": media}, Body: picture}, nil
}
