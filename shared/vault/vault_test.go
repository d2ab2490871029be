package vault_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"shiming/infra/tests/pii"
	"shiming/shared/identity"
	"shiming/shared/realname"
	"shiming/shared/vault"
	"shiming/shared/vault/sealed"
)

const (
	account = realname.AccountID("acct_1")
	request = vault.RequestDigest("digest of one re")
)

func keys(t testing.TB) sealed.Keys {
	t.Helper()
	k, err := sealed.OpenFile(filepath.Join(t.TempDir(), "keys.json"))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// sample is one thing of a kind, with what every kind has to hold to.
type sample struct {
	row     vault.Row
	secrets []string
	hold    func(t *testing.T, k sealed.Keys)
}

// of makes a sample of v, bound to the id; secrets are what must be read nowhere.
func of[T any, B ~string](kind vault.SealedKind[T, B], bound, other B, v T, secrets ...string) sample {
	return sample{kind.Row(), secrets, func(t *testing.T, k sealed.Keys) {
		ctx := t.Context()
		envelope, err := kind.Seal(ctx, k, bound, v, request)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := kind.Open(ctx, k, bound, envelope); err != nil || !reflect.DeepEqual(again, v) {
			t.Errorf("it comes back as something else: %v", err)
		}
		if _, err := kind.Open(ctx, k, other, envelope); !errors.Is(err, sealed.ErrSealed) {
			t.Errorf("bound to another %s: %v", kind.Row().Bound, err)
		}
		if _, err := kind.Open(ctx, k, "", envelope); !errors.Is(err, sealed.ErrSealed) && !errors.Is(err, sealed.ErrArgument) {
			t.Errorf("bound to nothing: %v", err)
		}
		if _, err := kind.Seal(ctx, k, "", v, request); !errors.Is(err, sealed.ErrArgument) {
			t.Errorf("sealed bound to nothing: %v", err)
		}
		for i := range envelope {
			tampered := append([]byte(nil), envelope...)
			tampered[i] ^= 1
			if _, err := kind.Open(ctx, k, bound, tampered); err == nil {
				t.Fatalf("byte %d was changed, and it opens", i)
			}
			if err := kind.Same(ctx, k, bound, tampered, request); err == nil {
				t.Fatalf("byte %d was changed, and the request is the same", i)
			}
		}
		if err := kind.Same(ctx, k, bound, envelope, request); err != nil {
			t.Errorf("the same request: %v", err)
		}
		if err := kind.Same(ctx, k, other, envelope, request); !errors.Is(err, sealed.ErrSealed) {
			t.Errorf("the same request, bound to another: %v", err)
		}
		reused := realname.Refuse(realname.CodeIdempotencyReused)
		for _, r := range []vault.RequestDigest{"", request[1:], request + "x", "another"} {
			if err := kind.Same(ctx, k, bound, envelope, r); !errors.Is(err, reused) {
				t.Errorf("another request: %v", err)
			}
		}
		alone, err := kind.Seal(ctx, k, bound, v, "")
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(kind.Same(ctx, k, bound, alone, ""), kind.Same(ctx, k, bound, alone, request)); !errors.Is(err, reused) {
			t.Errorf("sealed for no request: %v", err)
		}
		var shown strings.Builder
		log := slog.New(slog.NewJSONHandler(&shown, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{} // whose digits may be anybody's
			}
			return a
		}}))
		log.Info("shown", "value", v, "request", request)
		text, _ := json.Marshal(map[string]any{"value": v, "request": request})
		shown.Write(text)
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
			fmt.Fprintf(&shown, verb, any(v))
			fmt.Fprintf(&shown, verb, any(request))
		}
		for i, secret := range append(secrets, string(request)) {
			if strings.Contains(shown.String(), secret) {
				t.Errorf("secret %d of %s is shown", i, kind.Row().Purpose)
			}
		}
	}}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// samples has one of every kind.
func samples() []sample {
	who := pii.Adults[0]
	name, document := must(identity.ParseName(who.Name)), must(identity.ParseDocument(identity.ResidentID, who.Number))
	born, _ := document.Birth()
	phone, party := must(identity.ParsePhone("13812345678")), realname.Party{Name: name, Document: document}
	address := realname.Address{Region: realname.Text(who.Region), Detail: realname.Text(who.Address)}
	company := must(identity.ParseEnterpriseName("云笺信息技术（北京）有限公司"))
	code := must(identity.ParseOrganisationCode(identity.RegistrationNumber, "110108001234569"))
	enterprise := realname.Enterprise{Licence: realname.BusinessLicence, Name: company, Code: code, Address: address, Contact: realname.ContactPerson{Party: party, Phone: phone}}
	const one, other = realname.CaseID("case_1"), realname.CaseID("case_2")
	const another = realname.AccountID("acct_2")
	card := must(identity.ParseBankCard("6222020200112230"))
	bank := must(identity.ParseBankAccount("11001234567890123456"))
	return []sample{
		of(vault.Persons, account, another, realname.Person{Name: name, Document: document, Birth: born, Industry: "I", Address: address}, who.Name, who.Number, who.Address, born.String()),
		of(vault.Enterprises, account, another, enterprise, company.Text(), code.Text(), who.Name, who.Number, who.Address, phone.Text()),
		of(vault.Parties, account, another, party, who.Name, who.Number),
		of(vault.PartiesAbroad, account, another, vault.Abroad{Name: "Maria Example", Document: "passport", Number: "E12345678"}, "Maria Example", "E12345678"),
		of(vault.Successors, account, another, vault.Successor{Name: company, Code: code}, company.Text(), code.Text()),
		of(vault.Appeals, one, other, vault.Appeal{Name: name, Document: document, Phone: phone, Holder: "acct_ab***yz"}, who.Name, who.Number, phone.Text()),
		of(vault.Answers, one, other, realname.Text("这是我本人的账号"), "这是我本人的账号"),
		of(vault.Refs, realname.CheckID("chk_1"), realname.CheckID("chk_2"), realname.Text("BizToken-4711"), "BizToken-4711"),
		of(vault.ProviderSecrets, vault.RecordID("wx1"), vault.RecordID("wx2"), realname.Text("ticket@@@4711"), "ticket@@@4711"),
		of(vault.Statements, vault.RecordID("s1"), vault.RecordID("s2"), realname.Text(`[{"name":"云笺"}]`), "云笺"),
		of(vault.StatementLines, vault.RecordID("l1"), vault.RecordID("l2"), realname.Text(`{"name":"云笺"}`), "云笺"),
		of(vault.Cards, account, another, vault.Card{Bank: "icbc", Number: card, Phone: phone}, card.Text(), phone.Text()),
		of(vault.ContactCodes, account, another, vault.OneTimeCode{Digits: "123456", Phone: phone}, "123456", phone.Text()),
		of(vault.GroupAccounts, account, another, realname.Text("yunjian_user"), "yunjian_user"),
		of(vault.BankAccounts, one, other, vault.BankAccount{Number: bank, Bank: "示例银行", Place: "北京市", Branch: "海淀支行"}, bank.Text(), "海淀支行"),
		of(vault.Amounts, one, other, vault.Amount(7398241), "7398241"),
		of(vault.Codes, one, other, vault.OneTimeCode{Digits: "408213", Phone: phone, InUse: true, TakenOver: &realname.Form{Name: "欧**"}, Site: "cn"}, "408213", phone.Text()),
		of(vault.Readings, account, another, vault.Reading{Name: company.Text(), Code: code.Text(), Address: who.Address, Representative: who.Name}, company.Text(), code.Text(), who.Address, who.Name),
		of(vault.Contacts, account, another, vault.Addresses{Phone: phone, Email: must(identity.ParseEmail("someone@example.com"))}, phone.Text(), "someone@example.com"),
	}
}

func TestKinds(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range samples() {
		seen[s.row.Purpose] = true
		t.Run("THREATS_Q3_L1_"+s.row.Purpose, func(t *testing.T) { s.hold(t, keys(t)) })
	}
	for _, row := range table(t) {
		if row.sealed && !seen[row.Purpose] {
			t.Errorf("%s has no sample", row.Purpose)
		}
	}
}

// TestOtherKind opens what was sealed as one kind as another that is bound to the same id.
func TestOtherKind(t *testing.T) {
	t.Run("THREATS_Q3_what_is_sealed_as_one_kind_opens_as_no_other", func(t *testing.T) {
		k, ctx := keys(t), t.Context()
		envelope := must(vault.GroupAccounts.Seal(ctx, k, account, "somebody", request))
		_, err1 := vault.Persons.Open(ctx, k, account, envelope)
		_, err2 := vault.Cards.Open(ctx, k, account, envelope)
		for _, err := range []error{err1, err2, vault.Parties.Same(ctx, k, account, envelope, request)} {
			if !errors.Is(err, sealed.ErrSealed) {
				t.Errorf("it opens: %v", err)
			}
		}
	})
	t.Run("THREATS_A2_amounts_are_all_of_one_size_and_compared_in_all_their_digits", func(t *testing.T) {
		k, sizes := keys(t), map[int]bool{}
		for _, fen := range []vault.Amount{0, 1, 99, 100_000_000_000} {
			sizes[len(must(vault.Amounts.Seal(t.Context(), k, "case_1", fen, "")))] = true
		}
		if len(sizes) != 1 {
			t.Errorf("%d sizes", len(sizes))
		}
		if a := vault.Amount(42); !a.Equal(42) || a.Equal(42+1<<32) || a.Equal(-42) || a.Equal(43) {
			t.Error("two amounts are taken for one")
		}
	})
	t.Run("THREATS_A1_a_code_is_right_as_a_whole_only", func(t *testing.T) {
		c := vault.OneTimeCode{Digits: "408213"}
		for _, wrong := range []string{"", "408214", "40821", "4082133", "４０８２１３"} {
			if c.Is(wrong) {
				t.Errorf("%s is taken for it", wrong)
			}
		}
		if !c.Is("408213") {
			t.Error("the right one is not")
		}
	})
}

func TestRequests(t *testing.T) {
	t.Run("THREATS_S1_another_request_has_another_digest", func(t *testing.T) {
		card := vault.GroupAccounts.Part("somebody")
		seen := map[vault.RequestDigest]int{}
		for i, r := range []vault.RequestDigest{
			vault.RequestOf("key", card), vault.RequestOf("other", card), vault.RequestOf("key"), vault.RequestOf("key", card, card),
			vault.RequestOf("key", vault.GroupAccounts.Part("somebod"), vault.Said("y")), vault.RequestOf("key", vault.GroupAccounts.Part("nobody")),
			vault.RequestOf("key", vault.Said("somebody")), vault.RequestOf("key", vault.Said("ab"), vault.Said("c")), vault.RequestOf("key", vault.Said("a"), vault.Said("bc")),
		} {
			if before, ok := seen[r]; ok {
				t.Errorf("requests %d and %d have one", before, i)
			}
			seen[r] = i
		}
		if _, ok := seen[vault.RequestOf("key", card)]; !ok {
			t.Error("one request has two")
		}
	})
	t.Run("THREATS_L1_a_part_shows_nothing", func(t *testing.T) {
		p := []vault.Part{vault.GroupAccounts.Part("somebody")}
		text := must(json.Marshal(p))
		if shown := fmt.Sprintf("%v %+v %#v %s %q %s", p, p, p, p, p, text); strings.Contains(shown, "somebody") {
			t.Error("it does")
		}
	})
}

func TestDigests(t *testing.T) {
	k, ctx := keys(t), t.Context()
	t.Run("THREATS_Q3_equal_values_of_two_kinds_or_two_ids_have_unrelated_digests", func(t *testing.T) {
		seen := map[string]bool{}
		for _, digests := range [][]string{
			must(vault.PersonSubjects.Of(ctx, k, "", "value")), must(vault.EnterpriseSubjects.Of(ctx, k, "", "value")),
			must(vault.Names.Of(ctx, k, account, "value")), must(vault.Names.Of(ctx, k, "acct_2", "value")),
			must(vault.AppealPhones.Of(ctx, k, "case_1", "value")), must(vault.QueryCodes.Of(ctx, k, "", "value")),
			must(vault.QuerySources.Of(ctx, k, "", "value")), must(vault.CodeTargets.Of(ctx, k, "", "value")),
		} {
			if seen[digests[0]] {
				t.Error("two are equal")
			}
			seen[digests[0]] = true
		}
		if a, b := must(vault.Names.Of(ctx, k, account, "value")), must(vault.Names.Of(ctx, k, account, "value")); a[0] != b[0] {
			t.Error("one value has two digests")
		}
	})
	t.Run("THREATS_Q3_none_is_bound_to_nothing", func(t *testing.T) {
		if _, err := vault.Names.Of(ctx, k, "", "value"); !errors.Is(err, sealed.ErrArgument) {
			t.Errorf("%v", err)
		}
	})
}

// given is Keys whose every envelope holds the content.
type given struct {
	sealed.Keys
	content []byte
}

func (g given) Open(context.Context, string, []byte) ([]byte, error) { return g.content, nil }

// FuzzOpen opens whatever could be in an authentic envelope: of an older version, or of another program with the keys.
func FuzzOpen(f *testing.F) {
	for _, seed := range []string{"", "\x00", "\x00{}", "\x10short", "\x04abcd{\"name\":\"secretive\"}", "\xff", "{\"name\":\"secretive\"}", "\x00\"00000000000000000042\"", "\x00null"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		k := given{content: content}
		_, err1 := vault.Persons.Open(t.Context(), k, account, nil)
		_, err2 := vault.Enterprises.Open(t.Context(), k, account, nil)
		_, err3 := vault.Amounts.Open(t.Context(), k, "case_1", nil)
		_, err4 := vault.Codes.Open(t.Context(), k, "case_1", nil)
		_, err5 := vault.Contacts.Open(t.Context(), k, account, nil)
		for _, err := range []error{err1, err2, err3, err4, err5, vault.Cards.Same(t.Context(), k, account, nil, request)} {
			if err != nil && strings.Contains(err.Error(), "secretive") {
				t.Errorf("an error repeats what was sealed: %v", err)
			}
		}
	})
}

// FuzzRoundTrip seals and opens texts of people and requests of any kind.
func FuzzRoundTrip(f *testing.F) {
	k := keys(f)
	f.Add("somebody", "a request")
	f.Add("", "")
	f.Add("\"}\x00", strings.Repeat("x", 17))
	f.Fuzz(func(t *testing.T, text, by string) {
		r := vault.RequestDigest(by)
		envelope, err := vault.GroupAccounts.Seal(t.Context(), k, account, realname.Text(text), r)
		if len(by) > 16 {
			if !errors.Is(err, sealed.ErrArgument) {
				t.Fatalf("a digest of %d bytes: %v", len(by), err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		again, err := vault.GroupAccounts.Open(t.Context(), k, account, envelope)
		if err != nil || string(again) != strings.ToValidUTF8(text, "\ufffd") && again != realname.Text(text) {
			t.Errorf("it comes back as something else: %v", err)
		}
		if err := vault.GroupAccounts.Same(t.Context(), k, account, envelope, r); (err == nil) != (by != "") {
			t.Errorf("the same request: %v", err)
		}
	})
}
