package steps

import (
	"context"

	"shiming/shared/realname"
)

// SupplyPapers takes the documents that a reviewer asked for again (RULES C7); the review goes on, with its time anew.
type SupplyPapers struct {
	Base
	Records Records
}

// Do supplies the documents, which were uploaded before; the one that was refused cannot be handed in again. One read
// of the case and one of each document, one write.
func (s SupplyPapers) Do(ctx context.Context, ask Ask, id realname.CaseID, ids []realname.DocumentID) (realname.Case, error) {
	return change(ctx, s.Base, ask, id, move{event: realname.PapersSupplied, decide: func(c realname.Case) (realname.Command, error) {
		documents, err := documentsOf(ctx, s.Records, ids...)
		if err != nil {
			return nil, inField(err, "documents")
		}
		return realname.Supply{Documents: documents, ReviewBy: s.workdaysOn(c.ReviewWorkdays(s.Policy))}, nil
	}})
}
