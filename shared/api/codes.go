package api

import (
	"context"

	"shiming/shared/realname"
	"shiming/shared/steps"
)

// codeDigits is how long a code is.
const codeDigits = 6

// codeBody is the code that came to a phone (RULES B7, B9).
//
//openapi:schema CodeRequest
type codeBody struct {
	Code string `json:"code"`
}

// ConfirmCode serves POST /v1/cases/{case}/code. What is no code that could have been sent costs no try.
func ConfirmCode(s Settings, step steps.ConfirmCode) Endpoint {
	return command(s, RouteConfirmCode, func(ctx context.Context, c call, ask steps.Ask, id realname.CaseID) (realname.Case, error) {
		var body codeBody
		if err := decode(c.Request, &body); err != nil {
			return realname.Case{}, err
		}
		if err := required("code", body.Code); err != nil {
			return realname.Case{}, err
		}
		if !digits(body.Code) {
			return realname.Case{}, realname.RefuseField(realname.CodeFieldInvalid, "code")
		}
		return step.Do(ctx, ask, id, body.Code)
	})
}

func digits(code string) bool {
	for _, r := range code {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(code) == codeDigits
}
