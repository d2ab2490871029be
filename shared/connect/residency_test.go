package connect_test

import (
	"errors"
	"testing"

	"shiming/shared/connect"
)

func TestRULES_L8_live_data_stays_on_the_mainland_or_somebody_said_so(t *testing.T) {
	for _, tc := range []struct {
		region         string
		livemode       bool
		said           string
		abroad, starts bool
	}{
		{"cn-north-1", true, "", false, true},
		{"cn-northwest-1", true, "accepted", false, true},
		{"ap-southeast-1", true, "", true, false},
		{"ap-southeast-1", true, "yes", true, false},
		{"ap-southeast-1", true, "accepted", true, true},
		{"us-east-1", false, "", false, true},
	} {
		abroad, err := connect.CrossesBorder(tc.region, tc.livemode, func(string) string { return tc.said })
		if abroad != tc.abroad || (err == nil) != tc.starts || err != nil && !errors.Is(err, connect.ErrAbroad) {
			t.Errorf("%+v: %t, %v", tc, abroad, err)
		}
	}
}
