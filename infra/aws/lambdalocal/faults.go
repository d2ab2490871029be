package lambdalocal

import "encoding/json"

// fault is an error object that Lambda makes itself when the function could not.
func (f *function) fault(r InvocationResult, kind, message string) InvocationResult {
	r.FunctionError = "Unhandled"
	r.Payload, _ = json.Marshal(map[string]string{"errorType": kind, "errorMessage": message}) // strings only
	return r
}

// initFault is the result of an instance that did not get as far as its first poll.
// hung says that the process was still there when the time was over.
func (f *function) initFault(r InvocationResult, in *instance, hung bool) (InvocationResult, outcome) {
	if body := in.initError(); body != nil {
		r.FunctionError, r.Payload = "Unhandled", body
		return r, initFailed
	}
	select {
	case <-f.closing:
		return r, notAnswered
	default:
	}
	if hung {
		return f.fault(r, "Sandbox.Timedout", "RequestId: "+r.RequestID+" Error: the init phase took more than "+f.initWithin.String()), initFailed
	}
	return f.fault(r, "Runtime.ExitError", "RequestId: "+r.RequestID+" Error: Runtime exited with error: "+in.exitText()), initFailed
}
