//go:build race

package conversations

// casesOfAYear is how many cases the year has where every access to memory is watched.
const casesOfAYear = 150
