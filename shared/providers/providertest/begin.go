package providertest

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
	"testing"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

const base = "https://shiming.example/stage"

// maxAddress keeps the QR code easy to scan.
const maxAddress = 512

func begin(t *testing.T, h Harness) {
	person := people(t)[0]
	for _, m := range h.Methods {
		t.Run(string(m), func(t *testing.T) {
			r := about(t, m, person)
			check := r.Check
			address := mustBegin(t, h, r)
			if u, err := url.Parse(address); err != nil || u.Host == "" || u.User != nil || u.Scheme != "https" && u.Scheme != "http" {
				t.Errorf("not an address that a phone opens: %q, %v", address, err)
			}
			if len(address) > maxAddress {
				t.Errorf("the address has %d bytes, more than %d", len(address), maxAddress)
			}
			if got := h.CheckOf(t, address); got != check.ID {
				t.Errorf("the address leads to check %q, want %q", got, check.ID)
			}
			again := mustBegin(t, h, r)
			if got := h.CheckOf(t, again); got != check.ID {
				t.Errorf("begun again, the address leads to check %q, want %q", got, check.ID)
			}
			r.Check = newCheck(m)
			if other := mustBegin(t, h, r); other == address {
				t.Error("two checks have one address")
			}
		})
	}
	t.Run("RULES_B6_a_document_that_it_cannot_check_is_refused", func(t *testing.T) {
		for _, person := range people(t) {
			if h.takes(person.Document.Kind()) {
				continue
			}
			if _, err := h.Provider.Begin(t.Context(), about(t, h.Methods[0], person)); !isCode(err, realname.CodeMethodNotForDoc) {
				t.Errorf("%s: %v", person.Document.Kind(), err)
			}
		}
	})
	t.Run("a method that is not offered is refused", func(t *testing.T) {
		r := steps.CheckRequest{Check: newCheck("carrier_pigeon"), Person: person, BaseURL: base}
		if begun, err := h.Provider.Begin(t.Context(), r); err == nil {
			t.Errorf("began at %q", begun.URL)
		}
	})
}

func mustBegin(t *testing.T, h Harness, r steps.CheckRequest) string {
	t.Helper()
	begun, err := h.Provider.Begin(t.Context(), r)
	if err != nil {
		t.Fatalf("Begin: %v", err)
	}
	return begun.URL
}

// discreet looks for the person in the address: in plaintext, escaped, and in the usual encodings.
func discreet(t *testing.T, h Harness) {
	for _, m := range h.Methods {
		for i, person := range people(t) {
			if !h.takes(person.Document.Kind()) {
				continue
			}
			t.Run(string(m)+"_"+number(i), func(t *testing.T) {
				address := mustBegin(t, h, about(t, m, person))
				if found := reveals(address, person); found != "" {
					t.Errorf("the address holds the %s", found)
				}
			})
		}
	}
}

// reveals names what of the person the address holds, and how it is written; empty when nothing.
func reveals(address string, person realname.Person) string {
	forms := []string{address}
	for range 3 { // escaped more than once
		plain, err := url.QueryUnescape(forms[len(forms)-1])
		if err != nil {
			break
		}
		forms = append(forms, plain)
	}
	for what, secret := range map[string]string{
		"name": person.Name.Text(), "number": person.Document.Number(), "last digits of the number": person.Document.Number()[4:],
		"region": string(person.Address.Region), "detail of the address": string(person.Address.Detail),
		"birth date": person.Birth.String(), "enterprise": enterpriseName, "code": enterpriseCode,
	} {
		for how, written := range encodings(secret) {
			for _, form := range forms {
				if strings.Contains(form, written) || how == "hex" && strings.Contains(strings.ToLower(form), written) {
					return what + ", " + how
				}
			}
		}
	}
	return ""
}

// encodings writes the secret in each way that it could stand in an address. Base64 and base32 depend on how many
// bytes stand before, so each alignment is one, without the characters that the neighbours share.
func encodings(secret string) map[string]string {
	all := map[string]string{
		"plain": secret, "escaped": url.QueryEscape(secret), "hex": hex.EncodeToString([]byte(secret)), "reversed": reversed(secret),
	}
	for before := range 3 {
		padded := []byte(strings.Repeat("\x00", before) + secret)
		for name, enc := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			text := enc.EncodeToString(padded)
			all[name+number(before)] = text[(before*8+5)/6 : len(padded)*8/6]
		}
	}
	for before := range 5 {
		padded := []byte(strings.Repeat("\x00", before) + secret)
		text := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(padded)
		text = text[(before*8+4)/5 : len(padded)*8/5]
		all["base32"+number(before)] = text
		all["base32lower"+number(before)] = strings.ToLower(text)
	}
	return all
}

func reversed(s string) string {
	r := []rune(s)
	for i, j := 0, len(r)-1; i < j; i, j = i+1, j-1 {
		r[i], r[j] = r[j], r[i]
	}
	return string(r)
}
