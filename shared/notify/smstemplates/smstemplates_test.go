package smstemplates_test

import (
	"encoding/json"
	"strings"
	"testing"

	"shiming/shared/notify/smstemplates"
	"shiming/shared/telling"
	"shiming/shared/texts"
)

func whole() map[string]map[texts.MessageKind]string {
	all := map[string]map[texts.MessageKind]string{"zh": {}, "en": {}}
	for _, kind := range smstemplates.Kinds() {
		all["zh"][kind], all["en"][kind] = "1"+string(kind), "2"+string(kind)
	}
	return all
}

func parse(t *testing.T, all any) (smstemplates.Set, error) {
	t.Helper()
	text, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return smstemplates.Parse(string(text))
}

func TestRULES_G1_every_kind_has_a_template_in_each_language(t *testing.T) {
	if _, err := parse(t, whole()); err != nil {
		t.Error(err)
	}
	for _, language := range []string{"zh", "en"} {
		for _, kind := range smstemplates.Kinds() {
			all := whole()
			delete(all[language], kind)
			if _, err := parse(t, all); err == nil || !strings.Contains(err.Error(), string(kind)) || !strings.Contains(err.Error(), language) {
				t.Errorf("without %s in %s: %v", kind, language, err)
			}
		}
		all := whole()
		all[language]["no_such_kind"] = "1"
		if _, err := parse(t, all); err == nil {
			t.Error("a kind that does not exist has a template")
		}
	}
	for _, text := range []string{"", "[]", "{}", `{"zh":{}}`} {
		if _, err := smstemplates.Parse(text); err == nil {
			t.Errorf("%q is enough", text)
		}
	}
}

func TestRULES_G1_the_language_of_the_template(t *testing.T) {
	both, err := parse(t, whole())
	if err != nil {
		t.Fatal(err)
	}
	one := whole()
	delete(one, "en")
	chinese, err := parse(t, one)
	if err != nil {
		t.Fatal(err)
	}
	told := texts.Write(texts.DepositIssued, func(name string) (string, string) { return "中" + name, "en " + name })
	for _, x := range []struct {
		set      smstemplates.Set
		language telling.Language
		template string
		begins   string
	}{
		{both, telling.Chinese, "1deposit_issued", "中"}, {both, telling.BothLanguages, "1deposit_issued", "中"},
		{both, telling.English, "2deposit_issued", "en"}, {chinese, telling.English, "1deposit_issued", "中"},
	} {
		template, parameters, ok := x.set.Fill(telling.Message{Told: told, Language: x.language})
		if !ok || template != x.template || len(parameters) != len(texts.DepositIssued.Parameters()) || len(parameters) == 0 {
			t.Fatalf("%q: %s with %d", x.language, template, len(parameters))
		}
		for i, name := range texts.DepositIssued.Parameters() {
			if parameters[i].Name != name || !strings.HasPrefix(parameters[i].Value, x.begins) {
				t.Errorf("%q: parameter %d is not %s", x.language, i, name)
			}
		}
	}
}
