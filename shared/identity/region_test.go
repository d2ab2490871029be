package identity

import "testing"

func TestFAULT_N8_RULES_A5_regions(t *testing.T) {
	for in, want := range map[string]Region{
		"": Mainland, "CN": Mainland, "cn ": Mainland, "ＣＮ": Mainland, "中国": Mainland, "中国大陆": Mainland, "China": Mainland,
		"HK": Elsewhere, "台湾": Elsewhere, "us": Elsewhere, "海外": Elsewhere,
	} {
		if got, ok := ParseRegion(in); !ok || got != want {
			t.Errorf("%q: %q, %v", in, got, ok)
		}
	}
	for _, in := range []string{"中囯", "北京", "C", "CN-11", "1N", "中国\uFFFD"} {
		if got, ok := ParseRegion(in); ok {
			t.Errorf("%q is read as %q", in, got)
		}
	}
}
