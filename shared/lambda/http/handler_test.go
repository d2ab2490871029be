package lambdahttp

import (
	"encoding/json"
	"net/http"
	"slices"
	"testing"
)

// Cookies come apart from the headers and go apart from them, more than one; a body that is base64 is decoded.
func TestHandler(t *testing.T) {
	served := handled{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c, err := r.Cookie("b")
		if err != nil || c.Value != "2" || r.ParseForm() != nil || r.PostForm.Get("name") != "名" || r.Host != "api.example.com" || r.URL.Query().Get("lang") != "en" {
			t.Errorf("it is asked %v with %v at %s", r.PostForm, r.Cookies(), r.Host)
		}
		http.SetCookie(w, &http.Cookie{Name: "x", Value: "1"})
		http.SetCookie(w, &http.Cookie{Name: "y", Value: "2"})
		w.WriteHeader(http.StatusSeeOther)
	})}
	payload, err := served.Invoke(t.Context(), []byte(`{"routeKey":"ANY /cases/{proxy+}","rawPath":"/cases/case_a/form","rawQueryString":"lang=en","cookies":["a=1","b=2"],
		"headers":{"content-type":"application/x-www-form-urlencoded"},"body":"bmFtZT0lRTUlOTAlOEQ=","isBase64Encoded":true,
		"requestContext":{"domainName":"api.example.com","http":{"method":"POST"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	var got response
	if err := json.Unmarshal(payload, &got); err != nil {
		t.Fatal(err)
	}
	if got.StatusCode != http.StatusSeeOther || !slices.Equal(got.Cookies, []string{"x=1", "y=2"}) || got.Headers["Set-Cookie"] != "" {
		t.Errorf("it answers %s", payload)
	}
	if _, err := served.Invoke(t.Context(), []byte(`{"Records":[]}`)); err == nil {
		t.Error("an event of something else is answered")
	}
}
