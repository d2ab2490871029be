package sqlite

// schemas are the steps from one version of the schema to the next; the file's user_version says how many were taken.
// A step that was released is never changed, only followed by another.
//
// Cases, accounts and subjects are clustered by age (the implicit rowid), not by their random ids: what is being worked
// on lies together at the end of the table, however many old rows there are, and only the slim indexes are scattered.
var schemas = []string{`
CREATE TABLE cases (
	id      TEXT    NOT NULL,
	version INTEGER NOT NULL, -- the number of events in doc
	account TEXT    NOT NULL,
	turn    INTEGER NOT NULL, -- the account's Rev after the case was opened: the order of an account's cases
	doc     TEXT    NOT NULL  -- realname.Case
) STRICT;
CREATE UNIQUE INDEX cases_by_id ON cases (id);
CREATE INDEX cases_by_account ON cases (account, turn);

CREATE TABLE accounts (
	id  TEXT NOT NULL,
	doc TEXT NOT NULL -- realname.Account
) STRICT;
CREATE UNIQUE INDEX accounts_by_id ON accounts (id);

CREATE TABLE subjects (
	id  TEXT NOT NULL,
	doc TEXT NOT NULL -- realname.Subject
) STRICT;
CREATE UNIQUE INDEX subjects_by_id ON subjects (id);

-- What the dispatcher has not carried out yet: the events, in the order in which they were committed.
CREATE TABLE outbox (
	seq     INTEGER PRIMARY KEY,
	case_id TEXT    NOT NULL,
	version INTEGER NOT NULL
) STRICT;
`, `
-- Small documents beside the cases (steps.Record). place is the sort and the id, as in the other store; a record
-- without an owner is in no list.
CREATE TABLE records (
	kind  TEXT    NOT NULL,
	id    TEXT    NOT NULL,
	owner TEXT,
	sort  TEXT    NOT NULL,
	place TEXT    NOT NULL,
	rev   INTEGER NOT NULL,
	doc   TEXT    NOT NULL
) STRICT;
CREATE UNIQUE INDEX records_by_id ON records (kind, id);
CREATE INDEX records_by_owner ON records (kind, owner, place) WHERE owner IS NOT NULL;
`, `
-- What is to be delivered (telling.Delivery), and when next.
CREATE TABLE deliveries (
	id  TEXT    PRIMARY KEY,
	due INTEGER NOT NULL, -- nanoseconds since 1970
	doc TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX deliveries_by_due ON deliveries (due);
`, `
-- The checks that a provider is to be asked about, and when next.
CREATE TABLE asks (
	id  TEXT    PRIMARY KEY,
	due INTEGER NOT NULL, -- nanoseconds since 1970
	doc TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX asks_by_due ON asks (due);
`, `
-- From when nobody needs a record, in seconds since 1970; 0: it is kept for ever.
ALTER TABLE records ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX records_by_until ON records (until) WHERE until > 0;
`}
