package main

import (
	"slices"
	"testing"
)

func TestEnvironKeepsWhatIsSet(t *testing.T) {
	said := map[string]string{"GOGC": "50", "TMPDIR": "/elsewhere"}
	if got := environ([]string{"A=1"}, func(name string) string { return said[name] }); !slices.Equal(got, []string{"A=1"}) {
		t.Errorf("environ adds %v to what is set", got)
	}
	got := environ(nil, func(string) string { return "" })
	if !slices.Contains(got, "GOGC=400") {
		t.Errorf("environ: %v", got)
	}
	if dir := memoryDir(); dir != "" && !slices.Contains(got, "TMPDIR="+dir) {
		t.Errorf("environ: %v, %s has room", got, dir)
	}
}
