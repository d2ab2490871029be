package api

import (
	"testing"

	"shiming/shared/realname"
)

// Tokens in the shapes of three providers, as API Gateway and the server hand on their claims.
func TestTHREATS_X17_tokens_of_other_providers(t *testing.T) {
	values := "kyc-reviewers=reviewer, kyc-admins=admin,KYC.Auditor=auditor"
	set := func(role, account, values string) ClaimNames {
		n, err := ReadClaimNames(func(name string) string {
			return map[string]string{"ROLE_CLAIM": role, "ACCOUNT_CLAIM": account, "ROLE_VALUES": values}[name]
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	cognito := map[string]string{"sub": "a", "cognito:groups": "[kyc-reviewers everybody]", "token_use": "access", "custom:account": "acct_r1", "client_id": "c"}
	entra := map[string]string{"sub": "b", "roles": "[KYC.Auditor]", "tid": "t", "oid": "o", "extension_account": ""}
	keycloak := map[string]string{"sub": "c", "realm_access.roles": "[offline_access kyc-admins]", "account": "acct_r3", "azp": "shiming"}
	for name, c := range map[string]struct {
		names   ClaimNames
		claims  map[string]string
		role    realname.Role
		account realname.AccountID
	}{
		"as they stand":      {ClaimNames{}, map[string]string{"role": "reviewer", "account": "acct_a"}, realname.Reviewer, "acct_a"},
		"Cognito":            {set("cognito:groups", "custom:account", values), cognito, realname.Reviewer, "acct_r1"},
		"Entra":              {set("roles", "extension_account", values), entra, realname.Auditor, ""},
		"Keycloak":           {set("realm_access.roles", "", values), keycloak, realname.Admin, "acct_r3"},
		"another claim":      {set("roles", "", values), cognito, "", ""},
		"two roles":          {set("g", "", values), map[string]string{"g": "[kyc-admins kyc-reviewers]"}, "", ""},
		"the same twice":     {set("g", "", values+",x=admin"), map[string]string{"g": "[kyc-admins x]"}, realname.Admin, ""},
		"none that is known": {set("g", "", values), map[string]string{"g": "[admin reviewer]"}, "", ""},
		"part of a name":     {set("g", "", values), map[string]string{"g": "[kyc-adminsx not-kyc-admins]"}, "", ""},
	} {
		if role, account := c.names.of(c.claims); role != c.role || account != c.account {
			t.Errorf("%s: %q of %q, want %q of %q", name, role, account, c.role, c.account)
		}
	}
	for _, wrong := range []string{"a", "=admin", "a=root", "a=provider"} {
		if _, err := ReadClaimNames(func(name string) string { return map[string]string{"ROLE_VALUES": wrong}[name] }); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
}
