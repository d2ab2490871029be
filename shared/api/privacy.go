package api

import (
	"shiming/shared/realname"
	"shiming/shared/texts"
)

// privacyView is what people are told of their data before anything is asked of them (L6; PIPL 17).
//
//openapi:schema PrivacyNotice
type privacyView struct {
	head
	Controller string `json:"controller"`
	Contact    string `json:"contact"`
	// FaceKept is always false: nothing of a face comes in.
	FaceKept bool `json:"face_kept"`
	// CrossBorder is whether it is kept outside the mainland (L8).
	CrossBorder bool        `json:"cross_border"`
	Data        []dataView  `json:"data"`
	Rights      []rightView `json:"rights"`
}

// dataView is one kind of data.
type dataView struct {
	Kind       realname.DataKind `json:"kind"`
	What       string            `json:"what"`
	WhatZH     string            `json:"what_zh"`
	Purpose    string            `json:"purpose"`
	PurposeZH  string            `json:"purpose_zh"`
	Basis      realname.Basis    `json:"basis"`
	Encrypted  bool              `json:"encrypted"`
	Kept       []realname.Term   `json:"kept"`
	Recipients []recipientView   `json:"recipients"`
}

// recipientView is somebody outside.
type recipientView struct {
	Name   string `json:"name"`
	NameZH string `json:"name_zh"`
}

// rightView is something that people can do, and on which page.
type rightView struct {
	Right string `json:"right"`
	How   string `json:"how"`
	HowZH string `json:"how_zh"`
	Page  string `json:"page,omitempty"`
}

// Privacy serves GET /v1/privacy: the same for everybody, and public.
func Privacy(s Settings) Endpoint {
	return Endpoint{RoutePrivacy, func(c *call) (reply, error) {
		v := privacyView{head: c.head("privacy_notice"), Controller: s.Policy.Title, Contact: s.Policy.Support, CrossBorder: s.Policy.CrossBorder}
		for _, row := range s.Policy.Notice() {
			what, purpose := texts.DataKind(row.Kind)
			d := dataView{row.Kind, what.EN, what.ZH, purpose.EN, purpose.ZH, row.Basis, row.Sealed, row.Terms, []recipientView{}}
			for _, r := range row.Recipients {
				d.Recipients = append(d.Recipients, recipientView{r.EN, r.ZH})
			}
			v.Data = append(v.Data, d)
		}
		for _, r := range texts.DataRights {
			page := ""
			if r.Path != "" {
				page = c.BaseURL + r.Path
			}
			v.Rights = append(v.Rights, rightView{r.Name, r.How.EN, r.How.ZH, page})
		}
		return reply{body: v}, nil
	}}
}
