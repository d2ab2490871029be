package wechat

import (
	"encoding/json"
	"strings"
	"testing"

	"shiming/shared/telling"
	"shiming/shared/texts"
	"shiming/shared/wire"
)

func TestTemplates(t *testing.T) {
	t.Run("RULES_G1_a_kind_without_its_template_stops_the_start", func(t *testing.T) {
		for name, row := range map[string]struct {
			change func([]WeChatTemplate) []WeChatTemplate
			says   []string
		}{
			"none at all":       {func([]WeChatTemplate) []WeChatTemplate { return nil }, []string{"verified has no template", "payout_arrived has no template"}},
			"a kind is missing": {func(all []WeChatTemplate) []WeChatTemplate { all[0].Kinds = all[0].Kinds[1:]; return all }, []string{"amount_wrong has no template"}},
			"a kind twice": {func(all []WeChatTemplate) []WeChatTemplate {
				all[1].Kinds = append(all[1].Kinds, all[0].Kinds[0])
				return all
			}, []string{"twice"}},
			"no such kind": {func(all []WeChatTemplate) []WeChatTemplate { all[1].Kinds = append(all[1].Kinds, "odd"); return all }, []string{"odd is named twice, or is no kind"}},
			"a kind of SMS": {func(all []WeChatTemplate) []WeChatTemplate {
				all[1].Kinds = append(all[1].Kinds, texts.CodeToProve)
				return all
			}, []string{"code_to_prove is named twice, or is no kind"}},
			"no such parameter": {func(all []WeChatTemplate) []WeChatTemplate {
				all[1].Fields = map[string]string{"thing1": "by"}
				return all
			}, []string{"verified has no by for the field thing1"}},
			"no such field": {func(all []WeChatTemplate) []WeChatTemplate {
				all[1].Fields = map[string]string{"first": Title}
				return all
			}, []string{"for the field first"}},
			"no id":     {func(all []WeChatTemplate) []WeChatTemplate { all[1].ID = ""; return all }, []string{"template 2 has no id"}},
			"no fields": {func(all []WeChatTemplate) []WeChatTemplate { all[1].Fields = nil; return all }, []string{"template 2 has no id, or no fields"}},
		} {
			_, err := New(Options{AppID: "wx1", Access: wire.Fixed("sesame"), Templates: row.change(templates())})
			if err == nil {
				t.Errorf("%s: it starts", name)
				continue
			}
			for _, part := range row.says {
				if !strings.Contains(err.Error(), part) {
					t.Errorf("%s: %v does not say %q", name, err, part)
				}
			}
		}
	})
	t.Run("RULES_G1_templates_are_read_as_they_are_configured", func(t *testing.T) {
		text, err := json.Marshal(templates())
		if err != nil {
			t.Fatal(err)
		}
		all, err := ParseTemplates(string(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := New(Options{Templates: all, Access: wire.Fixed("sesame")}); err != nil {
			t.Error(err)
		}
		for _, bad := range []string{"", "{}", "template", `[{"template":7}]`} {
			if _, err := ParseTemplates(bad); err == nil {
				t.Errorf("%q is read", bad)
			}
		}
	})
	t.Run("RULES_G1_a_field_takes_what_its_kind_takes", func(t *testing.T) {
		m := telling.Message{Told: texts.Write(texts.DepositIssued, func(string) (string, string) {
			return "2026年3月14日15:04（北京时间）", "14 March 2026, 15:04 (UTC+8)"
		})}
		of := WeChatTemplate{Fields: map[string]string{"time1": "by", "thing2": "by", "phrase3": Title}}
		for language, want := range map[telling.Language][3]string{
			telling.Chinese: {"2026年3月14日15:04", "2026年3月14日15:04（北京时…", "请完成对…"},
			telling.English: {"14 March 2026, 15:04", "14 March 2026, 15:0…", "Plea…"},
		} {
			m.Language = language
			got := of.fill(m)
			if got["time1"].Value != want[0] || got["thing2"].Value != want[1] || got["phrase3"].Value != want[2] {
				t.Errorf("%s: %v", language, got)
			}
		}
	})
}
