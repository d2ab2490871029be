//go:build !linux

package dynamolocal

import "os/exec"

// dieWithParent does nothing where the kernel cannot do it: Close ends the child.
func dieWithParent(*exec.Cmd) {}
