package sandbox

import (
	"io"
	"maps"
	"net/http"
	"net/url"
	"strings"

	"shiming/shared/api"
	"shiming/shared/pages/qrcode"
	"shiming/shared/realname"
)

// RoutePhone is the sandbox's phone: the page, its answers, and its QR pictures. It is no part of the API reference.
var RoutePhone = api.Route{Name: "sandbox-phone", Method: "ANY", Path: "/sandbox/phone/{proxy+}"}

// Endpoint serves the phone at /sandbox/phone/{token}, and the QR code of that address at …/qr.svg and …/qr.png.
func (p *TestPhone) Endpoint() api.Endpoint {
	return api.Page(RoutePhone, func(w http.ResponseWriter, r *http.Request, from api.Edge) error {
		token, picture, _ := strings.Cut(r.PathValue("proxy"), "/")
		switch picture {
		case "":
			return p.page(w, r, token)
		case "qr.svg":
			return p.picture(w, r, from.BaseURL, token, qrcode.QRSVG, "image/svg+xml")
		case "qr.png":
			return p.picture(w, r, from.BaseURL, token, qrcode.QRPNG, "image/png")
		}
		return realname.Refuse(realname.CodeRouteUnknown)
	})
}

func (p *TestPhone) page(w http.ResponseWriter, r *http.Request, token string) error {
	form := r.URL.Query()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return err
	}
	posted, err := url.ParseQuery(string(body))
	if err != nil {
		return realname.Refuse(realname.CodeFieldInvalid)
	}
	maps.Copy(form, posted)
	page := p.Serve(r.Context(), PhoneRequest{Method: r.Method, Token: token, Form: form})
	if page.Err != nil {
		return page.Err
	}
	maps.Copy(w.Header(), page.Header)
	w.WriteHeader(page.Status)
	_, err = w.Write(page.Body)
	return err
}

// picture draws the code of a link that the sandbox gave out, and of no other address.
func (p *TestPhone) picture(w http.ResponseWriter, r *http.Request, base, token string, draw func(string) ([]byte, error), media string) error {
	if _, _, ok := p.sandbox.readToken(token); !ok || r.Method != http.MethodGet {
		return realname.Refuse(realname.CodeRouteUnknown)
	}
	picture, err := draw(base + "/sandbox/phone/" + token)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	_, err = w.Write(picture)
	return err
}
