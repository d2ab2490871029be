// Package schema counts the versions of a database's schema, and brings a database of an earlier one forward.
package schema

import (
	"context"
	"database/sql"
	"fmt"
)

// Migrate takes the steps that a database has not taken yet, each whole or not at all, and counts them in its user_version. It
// refuses a database from a newer program, and leaves it as it is. db has one connection, which nobody else uses meanwhile.
func Migrate(ctx context.Context, db *sql.DB, steps []string) error {
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	if version > len(steps) {
		return fmt.Errorf("the database has schema version %d, this program knows up to %d; run the newer program",
			version, len(steps))
	}
	for ; version < len(steps); version++ {
		step := fmt.Sprintf("BEGIN IMMEDIATE; %s PRAGMA user_version = %d; COMMIT", steps[version], version+1)
		if _, err := db.ExecContext(ctx, step); err != nil {
			return fmt.Errorf("schema version %d: %w", version+1, err)
		}
	}
	return nil
}
