package conversations

import "strings"

// stored plays "somewhere WORDS" and "nowhere WORDS": what who has the engine's disk and its keys can read.
func (p *player) stored(where, words string) {
	p.t.Helper()
	if words == "" {
		p.failf("what is stored is as in \"nowhere {zhou.number}\"")
	}
	if p.world.Stored == nil {
		return
	}
	all, err := p.world.Stored()
	if err != nil {
		p.failf("what is stored cannot be read: %v", err)
	}
	if strings.Contains(all, words) != (where == "somewhere") {
		p.failf("that is not so")
	}
}
