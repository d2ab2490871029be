package api

import (
	"errors"
	"slices"
	"strings"

	"shiming/shared/realname"
)

// ClaimNames are the claims of the platform's tokens that say who somebody is to this service, and what their values mean: every
// identity provider has its own (Cognito's groups, Entra's roles, Keycloak's mappers). The zero value reads "role" and "account" as
// they stand. Tokens of Shiming's own are never read by it.
type ClaimNames struct {
	// Role and Account are the names of the claims; empty: role and account.
	Role, Account string
	// Values are the roles that the claim's values mean; nil: the value is the role. What is not listed means nothing.
	Values map[string]realname.Role
}

// ReadClaimNames reads ROLE_CLAIM, ACCOUNT_CLAIM and ROLE_VALUES, a list such as "kyc-reviewers=reviewer,kyc-admins=admin".
func ReadClaimNames(get func(name string) string) (ClaimNames, error) {
	n := ClaimNames{Role: get("ROLE_CLAIM"), Account: get("ACCOUNT_CLAIM")}
	for pair := range strings.FieldsFuncSeq(get("ROLE_VALUES"), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
		value, role, ok := strings.Cut(pair, "=")
		if !ok || value == "" || !realname.Role(role).Valid() {
			return ClaimNames{}, errors.New("ROLE_VALUES has to be a list such as kyc-reviewers=reviewer,kyc-admins=admin")
		}
		if n.Values == nil {
			n.Values = map[string]realname.Role{}
		}
		n.Values[value] = realname.Role(role)
	}
	return n, nil
}

// of are the role and the account that the claims name. Who has several roles here has none: which of them is meant is nobody's to
// guess, and nobody reviews with the rights of an administrator.
func (n ClaimNames) of(claims map[string]string) (realname.Role, realname.AccountID) {
	role, account := claims["role"], claims["account"]
	if n.Role != "" {
		role = claims[n.Role]
	}
	if n.Account != "" {
		account = claims[n.Account]
	}
	if n.Values == nil {
		return realname.Role(role), realname.AccountID(account)
	}
	var roles []realname.Role
	for _, value := range valuesOf(role) {
		if known, ok := n.Values[value]; ok && !slices.Contains(roles, known) {
			roles = append(roles, known)
		}
	}
	if len(roles) != 1 {
		return "", realname.AccountID(account)
	}
	return roles[0], realname.AccountID(account)
}

// valuesOf are the values of a claim: API Gateway and the server hand on a list as "[a b]".
func valuesOf(claim string) []string {
	return strings.FieldsFunc(strings.TrimSuffix(strings.TrimPrefix(claim, "["), "]"), func(r rune) bool { return r == ' ' || r == ',' })
}
