package telling

import (
	"fmt"
	"io"
	"log/slog"
)

// Written is the message as a text, for a channel that takes any: in its language, signed with who speaks.
func (m Message) Written() (subject, text string) {
	told := m.Told.Letters()
	zh, en := "【"+m.Signature+"】"+told.ZH.Body, "["+m.Signature+"] "+told.EN.Body
	switch m.Language {
	case Chinese:
		return told.ZH.Title, zh
	case English:
		return told.EN.Title, en
	case BothLanguages:
	}
	return told.ZH.Title + " " + told.EN.Title, zh + "\n" + en
}

// Format prints which message it is, and nothing of what it says.
func (m Message) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, m.name()) }

// LogValue logs what Format prints.
func (m Message) LogValue() slog.Value { return slog.StringValue(m.name()) }

func (m Message) name() string { return string(m.Channel) + " " + string(m.Told.Kind) + " " + m.Key }
