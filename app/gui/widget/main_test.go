package widget

import (
	"os"
	"testing"
)

// TestMain runs the tests in English, whatever the machine speaks.
func TestMain(m *testing.M) {
	for _, name := range []string{"LC_ALL", "LANG", "LANGUAGE"} {
		if err := os.Setenv(name, "C"); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}
