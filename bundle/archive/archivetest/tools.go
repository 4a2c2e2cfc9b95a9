package archivetest

import (
	"os/exec"
	"testing"
)

// install tells how to get the programs that are called.
const install = "install: apt-get install p7zip-full zip unzip tar gzip bzip2 xz-utils zstd"

// Run runs a real program in dir and returns what it printed. A missing
// program fails the test, and so does one that fails.
func Run(tb testing.TB, dir, program string, args ...string) string {
	tb.Helper()
	out, err := Try(tb, dir, program, args...)
	if err != nil {
		tb.Fatalf("%s %q: %v\n%s", program, args, err, out)
	}
	return out
}

// Try is Run for a program that may fail.
func Try(tb testing.TB, dir, program string, args ...string) (string, error) {
	tb.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		tb.Fatalf("%s is missing; %s", program, install)
	}
	cmd := exec.Command(path, args...) // #nosec G204 -- test support
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// Zip packs what is in dir into archive with Info-ZIP's zip; args come before
// the archive's name.
func Zip(tb testing.TB, dir, archive string, args ...string) {
	tb.Helper()
	Run(tb, dir, "zip", append(append([]string{"-q", "-r"}, args...), archive, ".")...)
}

// SevenZip packs what is in dir into archive, whose extension 7z takes for
// the format, too; args are further switches.
func SevenZip(tb testing.TB, dir, archive string, args ...string) {
	tb.Helper()
	Run(tb, dir, "7z", append(append([]string{"a", "-bd", "-y"}, args...), archive, ".")...)
}

// Tar packs what is in dir into archive with tar; args are its switches, such
// as "--zstd".
func Tar(tb testing.TB, dir, archive string, args ...string) {
	tb.Helper()
	Run(tb, dir, "tar", append(append([]string{"-c"}, args...), "-f", archive, ".")...)
}
