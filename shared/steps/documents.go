package steps

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"shiming/shared/realname"
)

// DocumentRecord is the kind of records that hold a realname.Document, by its id.
const DocumentRecord = "document"

// documentsOf loads documents. One that does not exist, or an id that is none, is document_not_found; whether a
// document belongs to a case is for the rules to say, with the same answer. One read each.
func documentsOf(ctx context.Context, r Records, ids ...realname.DocumentID) ([]realname.Document, error) {
	documents := make([]realname.Document, 0, len(ids))
	for _, id := range ids {
		if !id.Valid() {
			return nil, realname.Refuse(realname.CodeDocumentNotFound)
		}
		record, err := r.Record(ctx, DocumentRecord, string(id))
		if errors.Is(err, ErrNotFound) {
			return nil, realname.Refuse(realname.CodeDocumentNotFound)
		}
		if err != nil {
			return nil, err
		}
		var d realname.Document
		if err := json.Unmarshal(record.Doc, &d); err != nil {
			return nil, fmt.Errorf("document %s: %w", id, err)
		}
		documents = append(documents, d)
	}
	return documents, nil
}
