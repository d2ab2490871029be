package deployed_test

import (
	"slices"
	"testing"

	"shiming/infra/aws/deployed"
	"shiming/infra/aws/template"
)

// holdUses holds what the functions did to what the template allows them: what is missing would fail on AWS.
func holdUses(t *testing.T, stack *deployed.Stack) {
	for _, u := range stack.Uses() {
		if u.Denied {
			t.Errorf("THREATS X18: %s does %s on %s, which the template does not allow", u.Function, u.Action, u.On)
		}
	}
}

// allowed lists what the functions may do with the table and with what is sealed, each as Use has it. What no other condition
// narrows is whole: keys that derive or sign, queues, machines.
func allowed(tpl *template.Template) []deployed.Use {
	var all []deployed.Use
	for _, f := range tpl.Functions {
		for _, s := range f.Statements {
			for _, c := range s.Conditions {
				if c.Key != "dynamodb:LeadingKeys" && c.Key != "kms:EncryptionContext:purpose" {
					continue
				}
				for _, action := range s.Actions {
					for _, on := range c.Values {
						all = append(all, deployed.Use{Function: f.ID, Action: action, On: on})
					}
				}
			}
		}
	}
	return all
}

// rare is what is allowed though no conversation makes a function do it; "" is any.
var rare = []struct{ function, action, on, why string }{
	{"AskBank", "", "", "banks are asked in live mode only"},
	{"KeepDeadline", "", "", "comes after days, or minutes"},
	{"KeepRetention", "", "", "comes after years"},
	{"TakePayment", "", "", "statements and orders are of live mode, in which the sandbox's bank sends no notices"},
	{"ReadMessage", "", "", "its messages are read in TestTelling"},
	{"", "dynamodb:ConditionCheckItem", "SUBJECT#*", "subjects have older keys only after a rotation of the digest key"},
	{"", "dynamodb:GetItem", "ACCOUNT#*", "read where somebody else ended the case at the same moment"},
	{"AskUpload", "dynamodb:GetItem", "DOCUMENT#*", "read where the answer to the same request was lost"},
	{"OpenCase", "dynamodb:GetItem", "CASE#*", "read where two open at the same moment"},
	{"ClaimReview", "dynamodb:Query", "", "the next one of the queue, which the desk asks for"},
	{"ReviewQueue", "dynamodb:Query", "", "the queue by kind and by reviewer, which the desk asks for"},
	{"FillForm", "dynamodb:UpdateItem", "ACCOUNT#*", "a register that confirms a new name is of the profile's own"},
	{"LookUp", "dynamodb:GetItem", "CONTACT#*", "the contact is read in TestTelling"},
	{"Dispatch", "dynamodb:BatchGetItem", "", "an appeal is upheld after days"},
	{"Dispatch", "dynamodb:PutItem", "CONTACT#*", "an account that had a contact changes hands after days"},
	{"PayOut", "dynamodb:PutItem", "ASKED_PAYOUT#*", "banks are asked in live mode only"},
	{"SandboxBank", "dynamodb:Query", "TOP_UP#*", "a payment that quotes no case, by a payer who waits for one"},
	{"StartCheck", "dynamodb:PutItem", "SANDBOX_MESSAGE#*", "codes go by the sandbox's provider"},
	{"ChooseMethod", "kms:Decrypt", "", "its own process has sealed it, and opens it without KMS"},
	{"FilePapers", "kms:Decrypt", "", "the same"},
	{"FillForm", "kms:Decrypt", "", "the same"},
	{"KeepContact", "kms:Decrypt", "", "the same"},
	{"NameHandler", "kms:Decrypt", "", "the same"},
	{"FillForm", "kms:GenerateDataKey", "", "declarations of changes, which begin days after a verification"},
	{"LookUpRegister", "kms:Decrypt", "enterprise", "the same"},
	{"UnmaskReview", "kms:Decrypt", "abroad", "the same"},
	{"UnmaskReview", "kms:Decrypt", "declared", "the same"},
	{"UnmaskReview", "kms:Decrypt", "reading", "a picture that was read"},
	{"AskCheck", "kms:GenerateDataKey", "person", "who is handed over; here the sandbox's phone does it"},
	{"SettleCheck", "kms:GenerateDataKey", "person", "the same"},
	{"Dispatch", "kms:GenerateDataKey", "person", "the same, of a magic name"},
}

// holdAllowed holds what the template allows to what the conversations made the functions do: nothing is allowed for no reason.
func holdAllowed(t *testing.T, tpl *template.Template, uses []deployed.Use) {
	done, needed := map[deployed.Use]bool{}, make([]bool, len(rare))
	for _, u := range uses {
		u.Denied = false
		done[u] = true
	}
	for _, may := range allowed(tpl) {
		if may.On == "TRAIL#*" || may.On == "MODE#*" || done[may] {
			continue // of every function with a table: when it starts, and when it writes its trail
		}
		i := slices.IndexFunc(rare, func(r struct{ function, action, on, why string }) bool {
			return (r.function == "" || r.function == may.Function) && (r.action == "" || r.action == may.Action) && (r.on == "" || r.on == may.On)
		})
		if i < 0 {
			t.Errorf("%s may do %s on %s, and never does", may.Function, may.Action, may.On)
			continue
		}
		needed[i] = true
	}
	for i, r := range rare {
		if !needed[i] {
			t.Errorf("%s %s %s is done, or not allowed any more: %q explains nothing", r.function, r.action, r.on, r.why)
		}
	}
}
