package tor

import "syscall"

const createNoWindow = 0x08000000

// childAttributes keeps a console from flashing up. That tor ends with us is
// seen to by tor itself.
func childAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{HideWindow: true, CreationFlags: createNoWindow}
}
