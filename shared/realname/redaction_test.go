package realname

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
)

// secretsOf are the texts of a person that no output may show, the birth date among them.
func secretsOf(p pii.SeedPerson, x Person) []string {
	return []string{p.Name, p.Number, p.Address, p.Region, x.Birth.String(), fmt.Sprintf("%d %d %d", x.Birth.Year, int(x.Birth.Month), x.Birth.Day),
		fmt.Sprintf("Year:%d", x.Birth.Year)}
}

// leak returns which of the secrets the output shows, as text, quoted, in hexadecimal or as bytes; -1: none.
func leak(out string, secrets []string) int {
	for i, s := range secrets {
		hexadecimal := hex.EncodeToString([]byte(s))
		for _, form := range []string{
			s, hexadecimal, strings.ToUpper(hexadecimal), fmt.Sprintf("% x", s), fmt.Sprintf("% X", s),
			strings.Trim(fmt.Sprint([]byte(s)), "[]"), strings.Trim(fmt.Sprintf("%+q", s), `"`),
		} {
			if strings.Contains(out, form) {
				return i
			}
		}
	}
	return -1
}

// verbs are all verbs with the flags that change what fmt does, but for two with which fmt never asks a value how it
// prints, and that go vet therefore refuses: %p, and %w outside of fmt.Errorf.
func verbs() []string {
	var all []string
	for verb := 'A'; verb <= 'z'; verb++ {
		if verb == 'p' || verb == 'w' || verb > 'Z' && verb < 'a' {
			continue
		}
		for _, flags := range []string{"", "+", "#", "-30", "030", " ", "# ", ".2", "+#"} {
			all = append(all, "%"+flags+string(verb))
		}
	}
	return append(all, "%", "no verb", "%v %v")
}

func TestNothingPrintsThePerson(t *testing.T) {
	p := tencent(t)
	for _, row := range []struct {
		who  pii.SeedPerson
		kind identity.DocumentKind
	}{{pii.Adults[3], identity.ResidentID}, {pii.Adults[6], identity.ResidentID}, {pii.HongKongMacao[1], identity.HKMacaoPermit}, {pii.Taiwan[1], identity.TaiwanPermit}} {
		x := personOf(t, row.who, row.kind)
		secrets := secretsOf(row.who, x)
		s := begin(t, p, x).checking(WeChatScan).say(Passed, "")
		form := formOf(x)
		values := map[string]any{
			"Text": x.Address.Detail, "Address": x.Address, "Person": x, "Person pointer": &x, "Form": form, "Form pointer": &form,
			"Case": s.c, "Case pointer": &s.c, "Event": s.c.Events[1], "Commit": s.commit, "Identity": *s.commit.Account.Identity,
			"FillPerson": FillPerson{Person: x, Form: form}, "BeginCheck": BeginCheck{Person: x, Check: *s.c.Events[3].Check},
			"list": []Person{x}, "map": map[string]Person{"x": x}, "Command": Command(FillPerson{Person: x, Form: form}),
			"CheckRequest": struct{ Person Person }{x}, "error": fmt.Errorf("about %v: %w", x, Refuse(CodeInternal)),
		}
		for name, value := range values {
			t.Run(fmt.Sprintf("THREATS_L1_%s_of_%s", strings.ReplaceAll(name, " ", "_"), strings.ReplaceAll(row.who.Label, " ", "_")), func(t *testing.T) {
				for _, verb := range verbs() {
					if i := leak(fmt.Sprintf(verb, value), secrets); i >= 0 {
						t.Fatalf("%s shows secret %d", verb, i)
					}
				}
				if i := leak(fmt.Sprint(value, value)+fmt.Sprintln(value), secrets); i >= 0 {
					t.Errorf("Sprint shows secret %d", i)
				}
				out, err := json.Marshal(value)
				if i := leak(string(out), secrets); err != nil || i >= 0 {
					t.Errorf("JSON shows secret %d, error %v", i, err)
				}
				for _, handler := range []func(*bytes.Buffer) slog.Handler{
					func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
					func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
				} {
					var b bytes.Buffer
					slog.New(handler(&b)).With("with", value).Info("m", "value", value, slog.Group("g", "in", value))
					if i := leak(b.String(), secrets); i >= 0 {
						t.Errorf("the log shows secret %d", i)
					}
				}
			})
		}
		t.Run("the_test_sees_a_leak", func(t *testing.T) {
			for i, secret := range secrets {
				for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%x", "% X", "%s", "%+q"} {
					if leak(fmt.Sprintf(verb, struct{ S string }{secret}), secrets) < 0 {
						t.Errorf("secret %d by %s is not seen", i, verb)
					}
				}
			}
			if leak(fmt.Sprintf("%v", struct{ B identity.Date }{x.Birth}), secrets) < 0 || leak(fmt.Sprintf("%+v", map[string]any{"b": struct{ Y identity.Date }{x.Birth}}), secrets) < 0 {
				t.Error("a birth date is not seen")
			}
		})
	}
}
