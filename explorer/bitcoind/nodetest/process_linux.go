package nodetest

import (
	"os/exec"
	"syscall"
)

// dieWithUs has the kernel kill the process when we end, however we do.
func dieWithUs(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
