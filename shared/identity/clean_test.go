package identity

import (
	"testing"
	"unicode"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"
)

func TestClean(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"FAULT N1 full width", "ＴＣＬ测试（中国）有限公司", "TCL测试(中国)有限公司"},
		{"FAULT N1 small forms", "甲\uFE59乙\uFE5A", "甲(乙)"},
		{"FAULT N1 blanks between Han", " 海岚 示例　科技 ", "海岚示例科技"},
		{"FAULT N1 a zero width space and a byte order mark", "\uFEFF海岚\u200B示例", "海岚示例"},
		{"FAULT N2 directions", "\u202D海岚\u202C示例", "海岚示例"},
		{"FAULT N2 signs", "３６０＆Ｃｏ．", "360&Co."},
		{"FAULT N5 decomposed", "e\u0301", "é"},
		{"blanks of Latin words become one", "TCL   Test\tCo", "TCL Test Co"},
		{"FAULT N1 a blank beside Han", "TCL 测试", "TCL测试"},
		{"nothing", "\u200B \u2060", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := Clean(c.in); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	t.Run("FAULT N1 cleaning twice is cleaning once, and leaves nothing unseen", rapid.MakeCheck(func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		once := Clean(text)
		if Clean(once) != once {
			t.Fatalf("%q becomes %q, then %q", text, once, Clean(once))
		}
		for _, r := range once {
			if ignorable(r) || unicode.IsSpace(r) && r != ' ' {
				t.Fatalf("%q keeps %U", once, r)
			}
		}
	}))
}

// The table of GBK's private area is that of GB 18030: each character is the one that the encoding gives the same two bytes,
// where the library knows it.
func TestFAULT_N5_private_characters_of_GBK(t *testing.T) {
	at := rune(gbkPrivate)
	for second := 0x50; second <= 0xA0; second++ {
		if second == 0x7F {
			continue
		}
		text, err := simplifiedchinese.GB18030.NewDecoder().String(string([]byte{0xFE, byte(second)}))
		if err != nil {
			t.Fatal(err)
		}
		if want := []rune(text)[0]; want != gbkStandard[at-gbkPrivate] && want != at && want != unicode.ReplacementChar {
			t.Errorf("%U is %c, and the encoding says %c", at, gbkStandard[at-gbkPrivate], want)
		}
		at++
	}
	if int(at-gbkPrivate) != len(gbkStandard) {
		t.Errorf("%d characters, and the table has %d", at-gbkPrivate, len(gbkStandard))
	}
}

// One name in the ways that people and banks write it.
func TestFAULT_N1_N2_enterprise_names(t *testing.T) {
	for want, spellings := range map[string][]string{
		"TCL测试（中国）有限公司": {"ＴＣＬ测试（中国）有限公司", "TCL测试(中国)有限公司", "TCL测试\uFE59中国\uFE5A有限公司", "\uFEFFTCL测试 (中国) 有限公司", "\u202DTCL测试〔中国〕有限公司\u202C"},
		"360安全&技术有限公司":  {"３６０安全＆技术有限公司", "360 安全&技术有限公司"},
		"阿里·买买提商行":      {"阿里•买买提商行", "阿里・买买提商行", "阿里‧买买提商行"},
	} {
		canonical, err := ParseEnterpriseName(want)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range spellings {
			if got, err := ParseEnterpriseName(s); err != nil || !got.Equal(canonical) {
				t.Errorf("%q: got %q, %v", s, got.Text(), err)
			}
		}
	}
}

// A body is one subject, whatever its code is called.
func TestFAULT_Q1_one_body_one_key(t *testing.T) {
	uscc, err := ParseOrganisationCode(UnifiedCode, "91110101MA4F5AC17E")
	if err != nil {
		t.Fatal(err)
	}
	alone, err := ParseOrganisationCode(OtherCode, uscc.Text()[8:17])
	if err != nil || alone.Canonical() != uscc.Canonical() {
		t.Errorf("the organisation code alone: %q, %v", alone.Canonical(), err)
	}
	for code, right := range map[string]CodeKind{uscc.Text(): UnifiedCode, " 9111 0101 ma4f5ac17e": UnifiedCode, "110105012345678": RegistrationNumber} {
		_, err := ParseOrganisationCode(OtherCode, code)
		wantError(t, err, CodeOrganisationCodeInvalid, string(right), code)
	}
	other, err := ParseOrganisationCode(OtherCode, "XC1234567")
	if err != nil || other.Canonical() != "other:XC1234567" {
		t.Errorf("another code: %q, %v", other.Canonical(), err)
	}
}

func TestFAULT_R3_names_of_permits_in_Latin_letters(t *testing.T) {
	foreign, err := ParseDocument(HKMacaoPermit, "HA1234567")
	if err != nil {
		t.Fatal(err)
	}
	chinese, err := ParseDocument(HKMacaoPermit, "H12345678")
	if err != nil {
		t.Fatal(err)
	}
	for in, want := range map[string]string{"SMITH JOHN": "SMITH JOHN", "Smith, John": "SMITH, JOHN", "ｓｍｉｔｈ　john": "SMITH JOHN", "O'NEIL ANNE-MARIE": "O'NEIL ANNE-MARIE", "张三": "张三"} {
		if n, err := ParseNameOn(foreign, in); err != nil || n.Text() != want {
			t.Errorf("%q: got %q, %v", in, n.Text(), err)
		}
	}
	for _, in := range []string{"S", "SMITH  -JOHN", "-SMITH", "SMITH-", "SMITH1", "张SMITH", "", "SMITH'-JOHN"} {
		if n, err := ParseNameOn(foreign, in); err == nil {
			t.Errorf("%q: got %q", in, n.Text())
		}
	}
	if _, err := ParseNameOn(chinese, "SMITH JOHN"); err == nil {
		t.Error("a Chinese national's permit takes a Latin name")
	}
}

func TestFAULT_R5_accounts_with_a_mark(t *testing.T) {
	for _, in := range []string{"FTE1234567890", "nra 1234 5678", "OSA12345678901", "ＦＴＮ12345"} {
		if _, err := ParseBankAccount(in); err != nil {
			t.Errorf("%q: %v", in, err)
		}
	}
	for _, in := range []string{"FTE123", "ABC1234567", "FTE", "NRA12345X"} {
		if _, err := ParseBankAccount(in); err == nil {
			t.Errorf("%q is taken", in)
		}
	}
}

func TestRULES_B13_FAULT_R2_residence_permits(t *testing.T) {
	for number, want := range map[string]bool{"810000199408230021": true, "830000199201300022": true, "110101199003078670": false} {
		d, err := ParseDocument(ResidentID, number)
		if err != nil || d.ResidencePermit() != want {
			t.Errorf("%v, %v", d.ResidencePermit(), err)
		}
	}
}

func TestNamesAndCodesOfSoleTraders(t *testing.T) {
	for text, masked := range map[string]string{"阿福": "阿*", "阿福面": "阿**", "阿福面馆": "阿福*馆", "个体户张小三": "个体***三"} {
		t.Run("FAULT_R7_"+text, func(t *testing.T) {
			name, err := ParseEnterpriseName(text)
			if err != nil || name.Masked() != masked || name.Text() != text || name.Unnamed() != (text == "个体户张小三") {
				t.Errorf("%v is shown as %s, no name: %v", err, name.Masked(), name.Unnamed())
			}
		})
	}
	for _, text := range []string{"阿", "***", "", "无"} {
		if _, err := ParseEnterpriseName(text); err == nil {
			t.Errorf("FAULT R7: %q is a name", text)
		}
	}
	t.Run("FAULT_R6_RULES_A13_a_last_character_that_does_not_fit", func(t *testing.T) {
		const right, wrong = "91350200M00000772A", "91350200M00000772B"
		if _, err := ParseOrganisationCode(UnifiedCode, wrong); err == nil {
			t.Error("it is a unified code")
		}
		code, err := ParseOrganisationCode(OtherCode, wrong)
		if err != nil || code.Commercial() {
			t.Fatalf("as another code: %v, of the register: %v", err, code.Commercial())
		}
		same, err := ParseOrganisationCode(UnifiedCode, right)
		if err != nil || same.Canonical() != code.Canonical() {
			t.Errorf("%v: it is another body", err)
		}
	})
}
