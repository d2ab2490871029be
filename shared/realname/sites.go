package realname

// Site is another site of the group.
type Site struct {
	Site    string `json:"site"`
	Title   string `json:"title"`
	TitleEN string `json:"title_en"`
	URL     string `json:"url"`
	// ChangedThere: an identity that was taken over from there is changed there, not here (RULES E4).
	ChangedThere bool `json:"changed_there,omitempty"`
}

// CardBank is a bank whose cards are taken (RULES B7).
type CardBank struct {
	Code   string `json:"code"`
	Name   string `json:"name"`
	NameEN string `json:"name_en"`
}
