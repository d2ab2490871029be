package tencentcloud

import (
	"strings"
	"testing"
	"time"
)

// The vector of FIELD-NOTES §4.1, from the documentation of the signature.
func TestFIELD_NOTES_4_1_Vector(t *testing.T) {
	r := request{
		service: "cvm", host: "cvm.tencentcloudapi.com", contentType: "application/json; charset=utf-8", at: time.Unix(1551113065, 0),
		body: []byte(`{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`),
	}
	if got := hashed(r.body); got != "35e9c5b0e3ae67532d3c9f17ead6c90222632e5b1ff7f6e89887f1398934f064" {
		t.Errorf("the body's hash is %s", got)
	}
	if got := hashed([]byte(r.canonical())); got != "5ffe6a04c0664d6b969fab9a13bdab201d63ee709638e2749d62a09ca18d7031" {
		t.Errorf("the canonical request's hash is %s", got)
	}
	got := r.authorization("AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******", "Gu5t9xGARNpq86cd98joQYCN3*******")
	want := "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3*******/2019-02-25/cvm/tc3_request, " +
		"SignedHeaders=content-type;host, Signature=2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c"
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTheDateIsThatOfUTC(t *testing.T) {
	shanghai := time.FixedZone("CST", 8*3600)
	r := request{service: "ocr", at: time.Date(2025, 11, 21, 7, 59, 0, 0, shanghai)}
	if got := r.authorization("id", "key"); !strings.Contains(got, "Credential=id/2025-11-20/ocr/tc3_request") {
		t.Error(got)
	}
}
