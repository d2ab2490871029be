package texts

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestParameters(t *testing.T) {
	m := DepositMessage(map[string]string{
		"amount": "0.37", "payee": "实名核验", "account": "110900000000001", "bank": "测试银行", "branch": "望京支行",
		"reference": "A1B2C3", "day": "2026-03-21",
	})
	t.Run("THREATS_L1_a_parameter_prints_and_logs_as_its_name", func(t *testing.T) {
		var logged strings.Builder
		slog.New(slog.NewTextHandler(&logged, nil)).Info("told", "parameter", m.Parameters[0])
		written, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{logged.String(), string(written), fmt.Sprintf("%v %+v %#v %s %q", m, m, m, m.Parameters[0], m.Parameters)} {
			for _, p := range m.Parameters {
				if strings.Contains(text, p.ZH()) || strings.Contains(text, p.EN()) {
					t.Errorf("%s is shown: %s", p.Name, text)
				}
			}
		}
	})
	t.Run("RULES_C6_the_details_of_a_top_up_are_all_said", func(t *testing.T) {
		text := m.Letters()
		for _, p := range m.Parameters {
			if !strings.Contains(text.ZH.Body, p.ZH()) {
				t.Errorf("%s is not said", p.Name)
			}
		}
		if strings.ContainsAny(text.ZH.Body+text.EN.Body, "{}") || !strings.Contains(text.EN.Body, "Pay 0.37 yuan") {
			t.Errorf("%q", text.EN.Body)
		}
	})
	t.Run("RULES_G1_parameters_have_the_order_of_their_kind", func(t *testing.T) {
		for _, kind := range append(EventKinds(), CodeToProve, DepositDetails) {
			m := Write(kind, func(name string) (string, string) { return "中" + name, "en " + name })
			for i, name := range kind.Parameters() {
				if p := m.Parameters[i]; p.Name != name || p.ZH() != "中"+name || p.EN() != "en "+name {
					t.Errorf("%s: parameter %d is %s", kind, i, p)
				}
			}
			if len(m.Parameters) != len(kind.Parameters()) {
				t.Errorf("%s: %d parameters", kind, len(m.Parameters))
			}
		}
	})
}
