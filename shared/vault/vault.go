// Package vault is the one place where personal data is sealed and opened (DESIGN §8). This file is what an auditor
// reads: one table of every kind of sealed thing, what is in it, what it is bound to, which steps open it for whom, and
// how long it is needed; and one table of the keyed digests by which things are found or compared without being opened.
//
// A kind says by its types what can be sealed as it and what it is bound to, so nothing is sealed that has no row here,
// and nothing is bound to the id of something else. What is bound is authenticated: moved to another account, case or
// check, or taken for another kind, it does not open. Nothing but this package calls the keys (infra/tools/lint), and
// vault_test.go compares the column Opened with the steps.
//
// Here live the tables (this file), sealing (seal.go), digests (digest.go), what tells requests apart (request.go), and how each thing is written when it is
// sealed (plain_*.go). What must not live here: keys and envelopes (shared/vault/sealed), and any rule.
//
// The pictures of documents are sealed by their store (shared/files).
package vault

import "shiming/shared/realname"

// The kinds of sealed things.
var (
	// Persons are the forms of people (RULES B1), and who an account belongs to.
	Persons = kind[realname.AccountID]("person", plainPersonOf, Row{
		What:   "name, document and number, birth date, industry and address of a person",
		Opened: "PlayCheck ShowForm StartCheck UnmaskReview",
		For:    "the provider, issuer or site that is asked about the person; the holder who filled it in, until it is proven; the reviewer who claimed the case",
		Kept:   "while the account belongs to the person, and with the case that it was filled in for",
	})
	// Enterprises are the forms of enterprises (RULES C1), and who an account belongs to.
	Enterprises = kind[realname.AccountID]("enterprise", plainEnterpriseOf, Row{
		What:   "licence kind, name, code and address of an enterprise, and its contact: name, number, phone",
		Opened: "ChooseMethod DecideReview FillForm IssueDeposit ListOrders LookUpRegister PayOut PlayCheck ShowDeposit ShowForm ShowPayout StartCheck UnmaskReview",
		For:    "the provider, register or bank that is asked; the reviewer who claimed the case; a new name of the same code",
		Kept:   "while the account belongs to the enterprise, and with the case that it was filled in for",
	})
	// Parties act for an enterprise: its legal representative or the handler (RULES C4, C5, C7, D7).
	Parties = kind[realname.AccountID]("party", plainPartyOf, Row{
		What:   "name and resident ID of who acts for an enterprise",
		Opened: "FillForm PlayCheck ShowForm StartCheck UnmaskReview",
		For:    "the provider that is asked; the reviewer who claimed the case; a declaration that must name the same one",
		Kept:   "as the enterprise that it acts for",
	})
	// PartiesAbroad are legal representatives who are not of the mainland (RULES D7).
	PartiesAbroad = kind[realname.AccountID]("abroad", plainAbroadOf, Row{
		What:   "name and number of a passport or driving licence",
		Opened: "UnmaskReview",
		For:    "the reviewer who claimed the case",
		Kept:   "with the case",
	})
	// Successors are the enterprises that accounts are to go to (RULES D7).
	Successors = kind[realname.AccountID]("declared", plainSuccessorOf, Row{
		What:   "name and code of an enterprise",
		Opened: "UnmaskReview",
		For:    "the reviewer who claimed the case",
		Kept:   "with the case",
	})
	// Appeals are what appeals begin with (RULES F1).
	Appeals = kind[realname.CaseID]("appeal", plainAppealOf, Row{
		What:   "name, document or code, number and phone of who appeals, and the masked account that the appeal is about",
		Opened: "DecideReview UnmaskReview",
		For:    "the reviewer who claimed the case; the name that an upheld appeal is compared by",
		Kept:   "with the case",
	})
	// Answers are what holders say to appeals about their accounts (THREATS X9).
	Answers = kind[realname.CaseID]("appeal-answer", plainTextOf, Row{
		What:   "what the holder of an account says to an appeal about it",
		Opened: "UnmaskReview",
		For:    "the reviewer who claimed the appeal",
		Kept:   "with the appeal",
	})
	// Refs are by what providers are asked how checks ended (DESIGN §4).
	Refs = kind[realname.CheckID]("check_ref", plainTextOf, Row{
		What:   "a provider's reference: whoever has it can ask about the person",
		Opened: "AskCheck",
		For:    "the provider that is asked",
		Kept:   "until the check ends",
	})
	// ProviderSecrets are what a provider gives us to ask it by: kept in a record for all processes.
	ProviderSecrets = kind[RecordID]("provider_secret", plainTextOf, Row{
		What:   "the ticket and the token of a component of WeChat; the code, then the token, of an official account's grant",
		Opened: "OfficialAccount",
		For:    "the provider that is asked",
		Kept:   "until the next one; of a grant half an hour",
	})
	// Statements are files of a bank that an administrator imports (RULES C6, C7).
	Statements = kind[RecordID]("statement", plainTextOf, Row{
		What:   "the lines of a bank's statement: names, account numbers, amounts, remarks",
		Opened: "ImportStatement",
		For:    "the cases that the lines are for, once a second administrator has approved it",
		Kept:   "ninety days",
	})
	// StatementLines are those of statements that were for a case.
	StatementLines = kind[RecordID]("statement-line", plainTextOf, Row{
		What:   "name, account number, amount and remark of a payment",
		Opened: "ListOrders",
		For:    "the administrator who sends it back to where it came from",
		Kept:   "a year",
	})
	// Cards prove who holds them (RULES B7).
	Cards = kind[realname.AccountID]("card", plainCardOf, Row{
		What:   "bank, number and phone of a bank card",
		Opened: "StartCheck",
		For:    "the issuer that is asked",
		Kept:   "with the case",
	})
	// GroupAccounts are accounts of other sites of the group, which prove who holds them (RULES B9).
	GroupAccounts = kind[realname.AccountID]("group_account", plainTextOf, Row{
		What:   "the user name of an account",
		Opened: "StartCheck",
		For:    "the site that is asked",
		Kept:   "with the case",
	})
	// BankAccounts are where corporate transfers go (RULES C7): each serves its case's payment and refund (RULES C8).
	BankAccounts = kind[realname.CaseID]("bank-account", plainAccountOf, Row{
		What:   "number, bank, place and branch of an enterprise's bank account",
		Opened: "ConfirmAmount DecideReview ListOrders PayOut ShowForm ShowPayout UnmaskReview",
		For:    "the bank that pays or compares; the reviewer who claimed the case",
		Kept:   "with the case",
	})
	// Amounts are what deposits are of (RULES C3, C7; THREATS A2).
	Amounts = kind[realname.CaseID]("deposit", plainAmountOf, Row{
		What:   "an amount in fen",
		Opened: "AskBank ConfirmAmount ImportStatement ListOrders PayOut ShowDeposit TakePayment",
		For:    "the bank that pays it; the holder who is to pay it, on screen or by SendDeposit; the comparison with what arrived or was typed",
		Kept:   "with the case",
	})
	// Codes were sent to phones (RULES B7, B9).
	Codes = kind[realname.CaseID]("code", plainCodeOf, Row{
		What:   "six digits, the phone that they go to, and what they prove when they are right",
		Opened: "ConfirmCode Deliver",
		For:    "the phone; the comparison with what was typed",
		Kept:   "with the case; it proves nothing after its minutes",
	})
	// Readings were read from pictures of licences (RULES C2) and of papers of persons (RULES C8).
	Readings = kind[realname.AccountID]("reading", plainReadingOf, Row{
		What:   "name, code, address and representative as a licence shows them; name, number, dates and kind as a paper of a person does",
		Opened: "ShowDocument UnmaskReview",
		For:    "the holder who corrects them; the reviewer who claimed the case",
		Kept:   "with the picture",
	})
	// Contacts are how somebody is told things about an account (RULES G1).
	Contacts = kind[realname.AccountID]("contact", plainContactOf, Row{
		What:   "phone, e-mail address and WeChat id",
		Opened: "Deliver KeepContact SendDeposit",
		For:    "the channels by which the holder is told things; whether a new phone is the one that it has",
		Kept:   "until it is replaced, and as long after that as it is told of changes, releases and appeals",
	})
	// ContactCodes prove the phone of a new contact (THREATS X3).
	ContactCodes = kind[realname.AccountID]("contact-code", plainCodeOf, Row{
		What:   "six digits, and the phone that they go to",
		Opened: "Deliver KeepContact",
		For:    "the phone; the comparison with what was typed",
		Kept:   "until the contact is replaced; it proves nothing after its minutes",
	})
)

// The kinds of keyed digests. They are not opened by anybody: there is no way back.
var (
	// PersonSubjects find the person by the document (DESIGN §3, THREATS Q3).
	PersonSubjects = digest[Everywhere]("subject:person", Row{
		What: "kind and number of a document, in one spelling",
		For:  "the quota of the person, and who else holds the identity",
		Kept: "with the case; the quota as long as an account belongs to the person",
	})
	// EnterpriseSubjects find the enterprise by its code.
	EnterpriseSubjects = digest[Everywhere]("subject:enterprise", Row{
		What: "the code of an enterprise, in one spelling",
		For:  "the quota of the enterprise, and who else holds the identity",
		Kept: "with the case; the quota as long as an account belongs to the enterprise",
	})
	// Names are compared on one account, so that equal names of two accounts do not look equal.
	Names = digest[realname.AccountID]("name", Row{
		What: "the name of a person or an enterprise",
		For:  "name-match (RULES A10), and the payer of a top-up (RULES C3)",
		Kept: "as the form that it is of",
	})
	// IdentityMACs show that this program has verified an account (THREATS X14): where one process has all keys. On AWS a key of KMS of
	// their own makes them.
	IdentityMACs = digest[Everywhere]("identity-mac", Row{
		What: "an account with its identity and the revision at which it was verified",
		For:  "not taking an identity for verified that somebody wrote into the store",
		Kept: "with the identity",
	})
	// AppealPhones are compared on one appeal.
	AppealPhones = digest[realname.CaseID]("appeal-phone", Row{
		What: "the phone of who appeals",
		For:  "following the appeal (RULES F1)",
		Kept: "with the case",
	})
	// QuerySources are what the code by which an appeal is followed is made of.
	QuerySources = digest[Everywhere]("query-code-of", Row{
		What: "the id of an appeal",
		For:  "showing the code once, in the answer to the declaration (RULES F1)",
		Kept: "not at all",
	})
	// QueryCodes find the appeal by its code.
	QueryCodes = digest[Everywhere]("query-code", Row{
		What: "the code by which an appeal is followed",
		For:  "following the appeal (RULES F1), and the count of wrong phones of a day",
		Kept: "with the case",
	})
	// Payers find the open top-ups of a payer, whichever account they are for.
	Payers = digest[Everywhere]("payer", Row{
		What: "the name of an enterprise that is to pay a top-up",
		For:  "telling each open top-up of a payment that fits none (RULES C6)",
		Kept: "as long as the case is open",
	})
	// TopUps find the one open top-up that a payment is for, by payer and amount.
	TopUps = digest[Everywhere]("top-up", Row{
		What: "the name of an enterprise that is to pay a top-up, and the amount",
		For:  "a payment that quotes no reference (RULES C6)",
		Kept: "as long as the case is open",
	})
	// PayoutTargets count the amounts of a day by whom they go to (THREATS X12).
	PayoutTargets = digest[Everywhere]("payout-target", Row{
		What: "the number of an enterprise's bank account, its name, or the account that is verified",
		For:  "the count of amounts that are sent on a day",
		Kept: "the day",
	})
	// LinkSecrets are what the addresses of links carry that were asked for with an idempotency key.
	LinkSecrets = digest[Everywhere]("link-secret", Row{
		What: "the account or the errand of a link, and the idempotency key of the request",
		For:  "giving a repeated request the same address",
		Kept: "not at all; its digest until a day after the link's end",
	})
	// StatementEntries find lines of statements, whichever file they come in.
	StatementEntries = digest[Everywhere]("statement-entry", Row{
		What: "all that a line of a bank's statement says",
		For:  "taking each line once (FAULTS P1)",
		Kept: "a year",
	})
	// MessageTargets count messages by the address that they go to, whichever account causes them (THREATS X15).
	MessageTargets = digest[Everywhere]("message-target", Row{
		What: "a phone number or an e-mail address",
		For:  "the count of messages of a day",
		Kept: "the day",
	})
	// CodeTargets count codes by what they are about, whichever account asks (THREATS A1).
	CodeTargets = digest[Everywhere]("code-target", Row{
		What: "the number of a bank card, or the user name of an account of the group",
		For:  "the count of codes of a day",
		Kept: "the day",
	})
)
