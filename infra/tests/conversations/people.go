package conversations

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"sort"
	"strconv"
	"strings"
	"time"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
	"shiming/shared/sandbox/phone"
)

// person is somebody of a conversation.
type person struct {
	label                                                 string
	name, number, document, birth, region, address, phone string
}

// meet makes a person of a description: "adult 3", "Taiwan permit 0" and so on are people of infra/tests/pii;
// "magic face_covered" is the sandbox's person for that scenario. After a comma may follow "fresh number" (a document
// number that nobody had), "fresh number with X" (one whose check character is X), "HA number" (fresh, with a Latin name), "18 today", "18 tomorrow" (fresh,
// by the birth date). Names and addresses stay those of the list.
func (p *player) meet(description string) (person, error) {
	label, with, _ := strings.Cut(description, ", ")
	who, err := known(label)
	if err != nil {
		return person{}, err
	}
	today := p.world.Now().In(time.FixedZone("CST", 8*3600))
	eighteen := today.AddDate(-18, 0, 0)
	switch with {
	case "":
	case "fresh number", "fresh number with X":
		who.number = who.fresh(time.Date(1960+below(39), time.Month(1+below(12)), 1+below(28), 0, 0, 0, 0, time.UTC))
		for with == "fresh number with X" && !strings.HasSuffix(who.number, "X") {
			who.number = who.fresh(time.Date(1960+below(39), time.Month(1+below(12)), 1+below(28), 0, 0, 0, 0, time.UTC))
		}
	case "HA number": // of a resident of Hong Kong who is no Chinese national
		who.name, who.number = "SMITH JOHN", fmt.Sprintf("HA%07d", below(10_000_000))
	case "18 today":
		who.number = who.fresh(eighteen)
	case "18 tomorrow":
		who.number = who.fresh(eighteen.AddDate(0, 0, 1))
	default:
		return person{}, fmt.Errorf("nobody can be %q", with)
	}
	return who, nil
}

func known(label string) (person, error) {
	if key, ok := strings.CutPrefix(label, "magic "); ok {
		for _, s := range sandbox.Magic() {
			if s.Key == key {
				who := person{label, s.Name, s.Number, "resident_id", "", "北京市东城区", "演示路1号", ""}
				if s.Permit {
					who.document, who.birth = "hk_macao_permit", "1980-01-01"
				}
				return who, nil
			}
		}
	}
	for _, one := range pii.All() {
		if one.Label != label {
			continue
		}
		who := person{label, one.Name, one.Number, "resident_id", "", one.Region, one.Address, one.Phone}
		switch {
		case strings.HasPrefix(label, "Hong Kong permit"), strings.HasPrefix(label, "Macao permit"):
			who.document, who.birth = "hk_macao_permit", "1980-01-01"
		case strings.HasPrefix(label, "Taiwan permit"):
			who.document, who.birth = "taiwan_permit", "1980-01-01"
		}
		return who, nil
	}
	return person{}, fmt.Errorf("there is nobody called %q", label)
}

// fresh returns a well-formed number of the person's document that nobody is likely to have had before.
func (w person) fresh(born time.Time) string {
	switch w.document {
	case "hk_macao_permit":
		return w.number[:1] + fmt.Sprintf("%08d", below(100_000_000))
	case "taiwan_permit":
		return fmt.Sprintf("%08d", below(100_000_000))
	}
	provinces := []string{"11", "12", "13", "21", "31", "32", "33", "37", "41", "42", "44", "51", "61"}
	first := fmt.Sprintf("%s%04d%s%03d", provinces[below(len(provinces))], 100+below(800), born.Format("20060102"), 100+below(900))
	sum, weight := 0, 1
	for i := 16; i >= 0; i-- { // ISO 7064 MOD 11-2
		weight = weight * 2 % 11
		sum += int(first[i]-'0') * weight
	}
	return first + string("10X98765432"[sum%11])
}

// below returns a random number below n.
func below(n int) int {
	i, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		return 0 // never: by the contract of crypto/rand
	}
	return int(i.Int64())
}

// form is the personal form with all that is asked of the person.
func (w person) form() string {
	form := map[string]any{
		"name": w.name, "document_kind": w.document, "document_number": w.number, "industry": "I",
		"address": map[string]string{"region": w.region, "detail": w.address},
	}
	if w.birth != "" {
		form["birth_date"] = w.birth
	}
	data, _ := json.Marshal(form) // texts only
	return string(data)
}

// fields are the person's variables. The spellings of the number are those in which people write it (THREATS Q1); the
// masked ones are what an answer may show (RULES B2).
func (w person) fields() map[string]string {
	fields := map[string]string{
		"name": w.name, "number": w.number, "document": w.document, "region": w.region, "address": w.address,
		"form": w.form(), "lower": strings.ToLower(w.number), "wide": wide(w.number), "pasted": "\u202d" + w.number + "\u202c", "spaced": w.number[:4] + " " + w.number[4:],
	}
	if w.document == string(identity.ResidentID) {
		fields["old"] = w.number[:6] + w.number[8:17]
	}
	name, number := []rune(w.name), []rune(w.number)
	fields["name_masked"] = string(name[:1]) + strings.Repeat("*", len(name)-1)
	fields["number_masked"] = string(number[:1]) + strings.Repeat("*", len(number)-2) + string(number[len(number)-1:])
	return fields
}

func wide(s string) string {
	return strings.Map(func(r rune) rune { return r - '!' + '！' }, s)
}

// mask replaces everything personal of the file's people, in the spellings that the player sends.
func (p *player) mask(text string) string {
	names := make([]string, 0, len(p.people))
	for name := range p.people {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		w := p.people[name]
		fields := w.fields()
		for _, field := range []string{"name", "number", "lower", "wide", "spaced", "old", "address"} {
			if value := fields[field]; value != "" {
				shown := "[" + name + "." + field + "]"
				text = strings.ReplaceAll(text, value, shown)
				text = strings.ReplaceAll(text, strings.Trim(strconv.QuoteToASCII(value), `"`), shown)
			}
		}
		if w.phone != "" {
			text = strings.ReplaceAll(text, w.phone, "["+name+".phone]")
		}
	}
	return text
}
