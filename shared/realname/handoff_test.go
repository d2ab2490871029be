package realname

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"shiming/infra/tests/pii"
)

func TestHandoffs(t *testing.T) {
	origins, err := ParseOrigins("https://console.example.com, http://127.0.0.1:9090 https://b.example:8443")
	if err != nil || len(origins) != 3 {
		t.Fatal(origins, err)
	}
	many := func(n int) map[string]string {
		all := map[string]string{}
		for i := range n {
			all[fmt.Sprintf("key_%d", i)] = "v"
		}
		return all
	}
	long := func(n int) string { return strings.Repeat("实", n) }
	good := Handoff{
		ReturnURL: "https://console.example.com/done?tab=1", ClientReferenceID: "order 20261130-1", Metadata: many(MetadataKeys), Language: "zh",
	}
	for name, c := range map[string]struct {
		change func(*Handoff)
		code   Code
		field  string
	}{
		"good":             {func(*Handoff) {}, "", ""},
		"nothing":          {func(h *Handoff) { *h = Handoff{} }, "", ""},
		"the origin alone": {func(h *Handoff) { h.ReturnURL = "http://127.0.0.1:9090" }, "", ""},
		"the longest values": {func(h *Handoff) {
			h.Metadata = map[string]string{strings.Repeat("k", MetadataKeyLen): long(MetadataValueLen)}
		}, "", ""},
		"a foreign origin":                 {func(h *Handoff) { h.ReturnURL = "https://evil.example/" }, CodeReturnURL, "return_url"},
		"another scheme":                   {func(h *Handoff) { h.ReturnURL = "http://console.example.com/" }, CodeReturnURL, "return_url"},
		"another port":                     {func(h *Handoff) { h.ReturnURL = "https://console.example.com:8443/" }, CodeReturnURL, "return_url"},
		"a host that goes on":              {func(h *Handoff) { h.ReturnURL = "https://console.example.com.evil.example/" }, CodeReturnURL, "return_url"},
		"a user that looks like the host":  {func(h *Handoff) { h.ReturnURL = "https://console.example.com@evil.example/" }, CodeReturnURL, "return_url"},
		"a backslash":                      {func(h *Handoff) { h.ReturnURL = `https://console.example.com\@evil.example/` }, CodeReturnURL, "return_url"},
		"a tab that browsers drop":         {func(h *Handoff) { h.ReturnURL = "https://console.example.com/\t/evil.example" }, CodeReturnURL, "return_url"},
		"a fragment":                       {func(h *Handoff) { h.ReturnURL += "#x" }, CodeReturnURL, "return_url"},
		"a script":                         {func(h *Handoff) { h.ReturnURL = "javascript:alert(1)" }, CodeReturnURL, "return_url"},
		"a path alone":                     {func(h *Handoff) { h.ReturnURL = "//console.example.com/" }, CodeReturnURL, "return_url"},
		"a long address":                   {func(h *Handoff) { h.ReturnURL += strings.Repeat("a", ReturnURLLen) }, CodeReturnURL, "return_url"},
		"THREATS_L1 a number in address":   {func(h *Handoff) { h.ReturnURL += "&id=" + pii.Adults[0].Number }, CodeReturnURL, "return_url"},
		"a long reference":                 {func(h *Handoff) { h.ClientReferenceID = long(ReferenceLen + 1) }, CodeFieldInvalid, "client_reference_id"},
		"a line break in the reference":    {func(h *Handoff) { h.ClientReferenceID = "a\nb" }, CodeFieldInvalid, "client_reference_id"},
		"text that runs backwards":         {func(h *Handoff) { h.ClientReferenceID = "a\u202eb" }, CodeFieldInvalid, "client_reference_id"},
		"21 keys":                          {func(h *Handoff) { h.Metadata = many(MetadataKeys + 1) }, CodeFieldInvalid, "metadata"},
		"an empty key":                     {func(h *Handoff) { h.Metadata = map[string]string{"": "v"} }, CodeFieldInvalid, "metadata"},
		"a long key":                       {func(h *Handoff) { h.Metadata = map[string]string{strings.Repeat("k", MetadataKeyLen+1): "v"} }, CodeFieldInvalid, "metadata"},
		"markup as a key":                  {func(h *Handoff) { h.Metadata = map[string]string{"<b>": "v"} }, CodeFieldInvalid, "metadata"},
		"a long value":                     {func(h *Handoff) { h.Metadata = map[string]string{"k": long(MetadataValueLen + 1)} }, CodeFieldInvalid, "metadata"},
		"THREATS_L1 a number in a value":   {func(h *Handoff) { h.Metadata = map[string]string{"k": "id=" + pii.Adults[1].Number + "."} }, CodeFieldInvalid, "metadata"},
		"THREATS_L1 a number as reference": {func(h *Handoff) { h.ClientReferenceID = pii.Adults[2].Number }, CodeFieldInvalid, "client_reference_id"},
		"another language":                 {func(h *Handoff) { h.Language = "fr" }, CodeFieldInvalid, "language"},
	} {
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			h := good
			c.change(&h)
			err := h.Check(origins)
			if c.code == "" && err == nil {
				return
			}
			var refused *Error
			if !errors.As(err, &refused) || refused.Code != c.code || refused.Field != c.field {
				t.Errorf("got %v, want %s (%s)", err, c.code, c.field)
			}
		})
	}
	if good.Check(nil) == nil {
		t.Error("nothing is listed, and an address is good")
	}
}

func TestOriginsThatCannotBeListed(t *testing.T) {
	for _, bad := range []string{
		"*", "console.example.com", "https://", "http://console.example.com", "https://console.example.com/",
		"https://console.example.com/path", "https://Console.example.com", "https://u@console.example.com", "ftp://console.example.com",
		"https://console.example.com?x", "https://a.example,ftp://b.example",
	} {
		if origins, err := ParseOrigins(bad); err == nil {
			t.Errorf("%q is listed as %v", bad, origins)
		}
	}
	if origins, err := ParseOrigins(" , "); err != nil || len(origins) != 0 {
		t.Errorf("nothing is listed as %v, %v", origins, err)
	}
}
