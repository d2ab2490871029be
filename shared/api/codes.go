package api

import (
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

// said is the code, which could have been sent.
func (b codeBody) said() (string, error) {
	if err := required("code", b.Code); err != nil {
		return "", err
	}
	if !digits(b.Code) {
		return "", realname.RefuseField(realname.CodeFieldInvalid, "code")
	}
	return b.Code, nil
}

// ConfirmCode serves POST /v1/cases/{case}/code. What is no code that could have been sent costs no try.
func ConfirmCode(s Settings, step steps.ConfirmCode) Endpoint {
	return onCase(RouteConfirmCode, atItsStep(read(codeBody.said)), step.Do, s.showCase)
}

func digits(code string) bool {
	for _, r := range code {
		if r < '0' || r > '9' {
			return false
		}
	}
	return len(code) == codeDigits
}
