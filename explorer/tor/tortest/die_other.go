//go:build !linux

package tortest

import "syscall"

// dieWithUs leaves it to __OwningControllerProcess.
func dieWithUs() *syscall.SysProcAttr { return nil }
