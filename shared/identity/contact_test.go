package identity

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestEmail(t *testing.T) {
	for in, masked := range map[string]string{
		"zhuge@example.com":               "z***@example.com",
		"a@b.cn":                          "a***@b.cn",
		"first.last+tag@mail.example.cn":  "f***@mail.example.cn",
		"Zhang_San-1@EXAMPLE.com":         "Z***@EXAMPLE.com",
		strings.Repeat("a", 64) + "@e.cn": "a***@e.cn",
	} {
		e, err := ParseEmail(in)
		if err != nil || e.Text() != in || e.Masked() != masked || fmt.Sprintf("%v %+v %q", e, e, e) != masked+" "+masked+" "+masked {
			t.Errorf("%s: %v, %v", masked, e, err)
		}
	}
	for _, in := range []string{
		"", "@", "a", "a@", "@b.cn", "a@b", "a@b.", "a@.cn", "a@b..cn", ".a@b.cn", "a.@b.cn", "a..b@c.cn", "a b@c.cn",
		"a@b@c.cn", "张@b.cn", "a@例.cn", "Zhang <a@b.cn>", "\"a\"@b.cn", "a@[127.0.0.1]", "a@b.cn\r\nBcc: c@d.cn", "a@b.cn,c@d.cn",
		strings.Repeat("a", 65) + "@e.cn", "a@" + strings.Repeat("b.", 130) + "cn",
	} {
		var refused *FieldError
		if e, err := ParseEmail(in); !errors.As(err, &refused) || refused.Code != CodeEmailInvalid || refused.Field != "email" || !e.IsZero() {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func TestOpenID(t *testing.T) {
	const id = "oX1y-Z_abcdefghijklmnop3q"
	o, err := ParseOpenID(id)
	if err != nil || o.Text() != id || fmt.Sprint(o) != "oX***3q" {
		t.Errorf("%v, %v", o, err)
	}
	for _, in := range []string{"", "oX123", "oX 1234567", "oX1234567\n", "微信微信微信", strings.Repeat("o", 65)} {
		var refused *FieldError
		if _, err := ParseOpenID(in); !errors.As(err, &refused) || refused.Code != CodeOpenIDInvalid {
			t.Errorf("%q: %v", in, err)
		}
	}
}
