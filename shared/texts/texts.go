// Package texts holds the sentences that people read, in English and Chinese: of refusals, methods, step bars and ways
// out. A sentence is changed here and nowhere else. What the sentences are about, and when one is told, is decided by
// shared/realname; no text holds personal data.
package texts

// Text is one sentence, or a few, in both languages.
type Text struct{ EN, ZH string }
