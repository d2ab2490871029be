//go:build !race

package conversations

// casesOfAYear is how many cases the year has.
const casesOfAYear = 2000
