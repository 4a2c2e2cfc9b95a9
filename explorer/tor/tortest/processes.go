package tortest

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Processes lists the living processes, but for this one, that have dir among
// their arguments, as a tor that works in it does.
func Processes(dir string) []int {
	var pids []int
	lines, _ := filepath.Glob("/proc/[0-9]*/cmdline")
	for _, file := range lines {
		line, err := os.ReadFile(file)
		if err != nil || !slices.Contains(strings.Split(string(line), "\x00"), dir) {
			continue
		}
		pid, err := strconv.Atoi(filepath.Base(filepath.Dir(file)))
		if err == nil && pid != os.Getpid() {
			pids = append(pids, pid)
		}
	}
	return pids
}
