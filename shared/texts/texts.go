// Package texts holds the sentences that people read, in English and Chinese: of refusals, methods, step bars, ways out,
// and of the messages that tell people of the events of a case (RULES G1). A sentence is changed here and nowhere else.
//
// A message is a kind with ordered parameters; which event tells which is here too. What is told of an event holds no
// personal data and no amount: whoever reads a phone over somebody's shoulder learns that there is a verification and how
// it goes, no more. Who is told, by which channel, and that it happens once, does not live here.
package texts

// Sentence is one, or a few, in both languages.
type Sentence struct{ EN, ZH string }
