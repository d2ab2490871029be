package main

import (
	"bytes"
	"context"
	"testing"

	"shiming/infra/tools/licences/press"
	"shiming/infra/tools/licences/samples"
	"shiming/shared/files/inspect"
	"shiming/shared/files/licence"
	"shiming/shared/identity"
)

func TestSamples(t *testing.T) {
	kinds := map[string]bool{}
	for _, s := range samples.All() {
		t.Run("RULES_C2_"+s.File, func(t *testing.T) {
			data := s.Picture()
			if len(data) > 60_000 {
				t.Errorf("%d bytes", len(data))
			}
			drawn, err := picture(s)
			if err != nil || !bytes.Equal(drawn, data) {
				t.Fatalf("drawn anew it has other bytes (run the command where that is meant): %v", err)
			}
			if _, err := identity.ParseUSCC(s.Fields.Code.Text()); err != nil {
				t.Errorf("code: %v", err)
			}
			kinds[s.Fields.Code.Text()[:2]] = true

			got, err := licence.Read(data)
			if err != nil || got != s.Fields {
				t.Fatalf("read %q, %v", got.Text(), err)
			}
			result, err := inspect.Inspect(context.Background(), bytes.NewReader(data), int64(len(data)),
				inspect.Want{Types: []inspect.Type{inspect.JPEG, inspect.PNG}, Colour: true})
			if err != nil {
				t.Fatalf("inspected: %v", err)
			}
			if got, err := licence.Read(result.Clean); err != nil || got != s.Fields {
				t.Errorf("from the clean copy: %v", err)
			}
		})
	}
	for _, kind := range []string{"91", "92", "12"} {
		if !kinds[kind] {
			t.Errorf("no sample of %s", kind)
		}
	}
}

func TestDrawRefuses(t *testing.T) {
	f := samples.All()[0].Fields
	for name, change := range map[string]func(*licence.Fields){
		"a character that the font lacks": func(f *licence.Fields) { f.Name = "𠮷\U0002B740" },
		"a text that leaves the paper":    func(f *licence.Fields) { f.Address = string(bytes.Repeat([]byte("路"), 40)) },
	} {
		t.Run(name, func(t *testing.T) {
			changed := f
			change(&changed)
			if _, err := press.Draw(changed); err == nil {
				t.Error("drawn")
			}
		})
	}
}
