package officialaccount

import (
	"strings"
	"testing"
)

// The platform's own sample (ADAPTERS B4).
func TestADAPTERS_B4_the_vector(t *testing.T) {
	const (
		token, timestamp, nonce = "spamtest", "1409735669", "1320562132"
		key, app                = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx2c2769f8efd9abc2"
		encrypted               = "hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtJlE2B655HuD0m8KUePWB3+LrPXo87wzQ1QLvbeUgmBM4x6F8PGHQHFVAFmOD2LdJF9FrXpb" +
			"UAh0B5GIItb52sn896wVsMSHGuPE328HnRGBcrS7C41IzDWyWNlZkyyXwon8T332jisa+h6tEDYsVticbSnyU8dKOIbgU6ux5VTjg3yt+WGzjlpKn6NPhRjpA912" +
			"xMezR4kw6KWwMrCVKSVCZciVGCgavjIQ6X8tCOp3yZbGpy0VxpAe+77TszTfRd5RJSVO/HTnifJpXgCSUdUue1v6h0EIBYYI1BD1DlD+C0CR8e6OewpusjZ4uBl9" +
			"FyJvnhvQl+q5rv1ixrcpCumEPo5MJSgM9ehVsNPfUM669WuMyVWQLCzpu9GhglF2PE="
	)
	if !signed(token, timestamp, nonce, encrypted, "5d197aaffba7e9b25a30732f161a50dee96bd5fa") {
		t.Error("the signature does not fit")
	}
	if !signed(token, timestamp, nonce, "", "16120ec1b8dbb870f510d87ce6bc2463eae6ca1a") {
		t.Error("nor does that without the text")
	}
	text, err := opened(key, app, encrypted)
	if err != nil || len(text) != 280 || !strings.Contains(string(text), "<![CDATA[abcdteT]]>") || !strings.Contains(string(text), "6054768590064713728") {
		t.Errorf("%d bytes, %v", len(text), err)
	}
	for what, x := range map[string][3]string{
		"another app": {key, "wx2c2769f8efd9abc3", encrypted}, "no text": {key, app, ""}, "half of it": {key, app, encrypted[:len(encrypted)/2]},
		"another key": {strings.ToUpper(key), app, encrypted}, "no key": {"", app, encrypted}, "no letters": {key, app, "%%%"},
		"sixteen bytes": {key, app, "AAAAAAAAAAAAAAAAAAAAAA=="}, "changed": {key, app, strings.Replace(encrypted, "hyz", "hyy", 1) + ""},
	} {
		if text, err := opened(x[0], x[1], x[2]); err == nil && what != "changed" {
			t.Errorf("%s: %d bytes", what, len(text))
		}
	}
	for _, signature := range []string{"", "5d197aaffba7e9b25a30732f161a50dee96bd5fb", "5D197AAFFBA7E9B25A30732F161A50DEE96BD5FA"} {
		if signed(token, timestamp, nonce, encrypted, signature) {
			t.Errorf("%q fits", signature)
		}
	}
}

func FuzzOpened(f *testing.F) {
	f.Add("hyzAe4OzmOMbd6TvGdIOO6uBmdJoD0Fk53REIHvxYtI=")
	f.Add("AAAAAAAAAAAAAAAAAAAAAA==")
	f.Fuzz(func(t *testing.T, encrypted string) {
		if text, err := opened("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx1", encrypted); err == nil && len(text) > len(encrypted) {
			t.Error("more came out than went in")
		}
	})
}
