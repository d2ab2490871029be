package policies

import (
	"testing"
)

func TestEveryShippedProfileLoads(t *testing.T) {
	for _, name := range Names() {
		t.Run("RULES_H1_"+name, func(t *testing.T) {
			p, err := Load(name)
			if err != nil {
				t.Fatal(err)
			}
			if p.Profile != name {
				t.Errorf("the file says %q", p.Profile)
			}
		})
	}
}
