package dynamolocal

import (
	"os/exec"
	"syscall"
)

// dieWithParent lets the kernel end the child when the thread that started it ends, so that a killed test leaves no
// Java behind.
func dieWithParent(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
