//go:build !linux && !windows

package tor

import "syscall"

// childAttributes keeps a Ctrl-C in our terminal from reaching tor before us.
// That tor ends with us is seen to by tor itself.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}
