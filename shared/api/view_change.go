package api

import "shiming/shared/realname"

// viewChange says what a change, a release or an appeal asks for beside the forms and methods of every case.
func viewChange(s Settings, c realname.Case, a actionView) *actionView {
	switch c.Last().State {
	case realname.Declaring:
		a.Type, a.Fields = "declare", declareFields(c)
	case realname.Gathering:
		a.Type, a.Papers = "hand_in_papers", c.Needed(s.Policy)
	case realname.Posting:
		a.Type, a.Papers, a.PostAddress = "send_by_post", c.PostMissing(s.Policy), s.Policy.PostAddress
	default:
		return nil
	}
	return &a
}

// declareFields lists what a declaration has to say.
func declareFields(c realname.Case) []string {
	switch c.Kind {
	case realname.EnterpriseToEnterprise:
		return []string{"representative", "name", "code_kind", "code"}
	case realname.EnterpriseName:
		return []string{"name", "code"}
	case realname.Appeal:
		return []string{"name", "document_kind", "document_number", "phone", "holder"}
	default:
		return nil
	}
}
