package tor

import "syscall"

// childAttributes has the kernel end tor when we end, however that comes.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL, Setpgid: true}
}
