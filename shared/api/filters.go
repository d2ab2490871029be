package api

import (
	"net/url"
	"time"

	"shiming/shared/realname"
)

// filters hands each filter of a list to take, which says whether it is one, with a value that it can have; the place in the list
// is none. What is no filter, or none of its values, is refused: nobody shall take a list for filtered that is not.
func filters(query url.Values, take func(name, value string) bool) error {
	for name, values := range query {
		if len(values) != 1 || values[0] == "" {
			return realname.RefuseField(realname.CodeFieldInvalid, name)
		}
		if name != "limit" && name != "cursor" && !take(name, values[0]) {
			return realname.RefuseField(realname.CodeFieldInvalid, name)
		}
	}
	return nil
}

// timeWithin reads a time (RFC 3339) of one of the years, from the first to the last.
func timeWithin(said string, first, last int) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, said)
	return t, err == nil && first <= t.Year() && t.Year() <= last
}
