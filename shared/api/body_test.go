package api

import (
	"errors"
	"testing"

	"shiming/shared/realname"
)

func TestBodiesAreText(t *testing.T) {
	for name, row := range map[string]struct {
		media, body string
		code        realname.Code
	}{
		"FAULT_E1_GBK":                            {"application/json", "{\"a\":\"\xcd\xf5\"}", realname.CodeMalformedJSON},
		"FAULT_E1_bytes_of_CESU":                  {"application/json", "{\"a\":\"\xed\xa1\x82\xed\xbe\xb7\"}", realname.CodeMalformedJSON},
		"FAULT_E1_cut_within_a_character":         {"application/json", "{\"a\":\"\xe7\x8e\"}", realname.CodeMalformedJSON},
		"FAULT_E1_half_a_pair":                    {"application/json", `{"a":"\ud842"}`, realname.CodeMalformedJSON},
		"FAULT_E1_half_a_pair_in_a_name":          {"application/json", `{"\ud842":"a"}`, realname.CodeMalformedJSON},
		"FAULT_E1_the_other_half":                 {"application/json", `{"a":"\udfb7"}`, realname.CodeMalformedJSON},
		"FAULT_E1_half_a_pair_and_another_escape": {"application/json", `{"a":"\ud842\u4e00"}`, realname.CodeMalformedJSON},
		"FAULT_E1_half_a_pair_after_a_backslash":  {"application/json", `{"a":"\\\ud842"}`, realname.CodeMalformedJSON},
		"FAULT_E1_zero":                           {"application/json", `{"a":"\u0000"}`, realname.CodeMalformedJSON},
		"a pair":                                  {"application/json", `{"a":"\ud842\udfb7\uD842\uDFB7"}`, ""},
		"a backslash before what looks like half": {"application/json", `{"a":"\\ud842"}`, ""},
		"a replacement character is one":          {"application/json", "{\"a\":\"\ufffd\"}", ""},
		"FAULT_E2_GBK":                            {"application/json; charset=gbk", `{}`, realname.CodeUnsupportedMedia},
		"FAULT_E2_UTF-16":                         {`application/json;charset="utf-16"`, `{}`, realname.CodeUnsupportedMedia},
		"FAULT_E2_no_type_at_all":                 {"application/json; charset", `{}`, realname.CodeUnsupportedMedia},
		"UTF-8 in any spelling":                   {`Application/JSON; Charset="UTF-8"`, `{}`, ""},
		"another parameter":                       {`application/json; profile=x`, `{}`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var into struct {
				A string `json:"a"`
			}
			err := decode(row.media, []byte(row.body), &into)
			var refused *realname.Error
			if errors.As(err, &refused) != (row.code != "") || refused != nil && refused.Code != row.code {
				t.Errorf("%v, want %s", err, row.code)
			}
		})
	}
}
