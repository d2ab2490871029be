package texts

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"

	"shiming/shared/realname"
)

// Parameter is one fact of a message, in both languages. It may be a code, an amount or a name, so it prints and logs as
// its name only.
type Parameter struct{ Name, zh, en string }

// ZH is the parameter in Chinese, in plaintext.
func (p Parameter) ZH() string { return p.zh }

// EN is the parameter in English, in plaintext.
func (p Parameter) EN() string { return p.en }

// Format prints the name only.
func (p Parameter) Format(s fmt.State, _ rune) { _, _ = io.WriteString(s, p.Name) }

// LogValue logs the name only.
func (p Parameter) LogValue() slog.Value { return slog.StringValue(p.Name) }

// MarshalText writes the name only.
func (p Parameter) MarshalText() ([]byte, error) { return []byte(p.Name), nil }

// Notification is what somebody is told: a kind of event, and its parameters in the kind's order. A channel turns it into a text,
// or hands the parameters to a template that says the same.
type Notification struct {
	Kind       MessageKind
	Parameters []Parameter
}

// Write makes a message of the kind; value gives each of its parameters in Chinese and in English.
func Write(k MessageKind, value func(name string) (zh, en string)) Notification {
	m := Notification{Kind: k}
	for _, name := range table[k].Parameters {
		zh, en := value(name)
		m.Parameters = append(m.Parameters, Parameter{name, zh, en})
	}
	return m
}

// Letters writes the message in both languages.
func (m Notification) Letters() Letters {
	var zh, en []string
	for _, p := range m.Parameters {
		zh = append(zh, "{"+p.Name+"}", p.zh)
		en = append(en, "{"+p.Name+"}", p.en, "{"+upper(p.Name)+"}", upper(p.en))
	}
	inZH, inEN, text := strings.NewReplacer(zh...), strings.NewReplacer(en...), table[m.Kind]
	return Letters{
		ZH: Letter{inZH.Replace(text.ZH.Title), inZH.Replace(text.ZH.Body)},
		EN: Letter{inEN.Replace(text.EN.Title), inEN.Replace(text.EN.Body)},
	}
}

// CodeMessage is the SMS with a code. It goes to the one phone that is to prove something with it, and says for which account, masked,
// and what follows: who reads the code out to a stranger knows what they give away (THREATS X7, X11).
func CodeMessage(code string, minutes int, account realname.AccountID, what Sentence) Notification {
	return Write(CodeToProve, func(name string) (string, string) {
		switch name {
		case "code":
			return code, code
		case "account":
			return account.Masked(), account.Masked()
		case "what":
			return what.ZH, what.EN
		}
		return strconv.Itoa(minutes), strconv.Itoa(minutes)
	})
}

// NewContact is what people call the replacement of a contact.
var NewContact = Sentence{"change of contact", "更换联系方式"}

// ContactReplacedMessage tells who was the contact of the account that it was replaced.
func ContactReplacedMessage(account realname.AccountID) Notification {
	return Write(ContactReplaced, func(string) (string, string) { return account.Masked(), account.Masked() })
}

// DepositMessage says what a top-up is to be paid with: the values of the parameters of DepositDetails, by their names.
func DepositMessage(values map[string]string) Notification {
	return Write(DepositDetails, func(name string) (string, string) { return values[name], values[name] })
}
