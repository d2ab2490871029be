// Package asl runs the state machines of Shiming in the process: the same *.asl.json files that AWS Step Functions
// runs as standard workflows, with what AWS documents for the part of the Amazon States Language that the definitions
// use (query language JSONPath). Everything else is refused when a definition is loaded, with the state and the field
// in the error, so that no definition means one thing here and another there.
//
// The part: the states Task, Wait, Choice, Pass, Succeed and Fail; Tasks that are a Lambda function's ARN or
// arn:aws:states:::lambda:invoke, in any partition; reference paths of the forms $, $.a.b and $.a[0]; of the context
// object the execution's id, name and input, and the time the state was entered. No Task waits for a token: what
// people decide stands in the row of a case.
//
// Here live definitions (Parse, Validate), the interpretation of one step (run), and the durable engine around it
// (Open): one SQLite file, in which every step is written before the next one starts. What must not live here: what a
// function does, HTTP (package sfnlocal), and knowledge of any one machine.
//
// Two clocks. Waits and retries go by Options.Clock, which may be turned or run fast. How long a function may take to answer goes by the time of the machine, since functions do real work
// whatever the clock says.
package asl
