package logs_test

import (
	"fmt"
	"testing"

	"tradecase/diagnostics/logs"
)

func TestRotation(t *testing.T) {
	known := map[string]int{
		"bisq.log": 0, "Bisq.LOG": 0, "bisq (2).log": 0, "bisq.log.txt": 0, "bisq.log (1).txt": 0, "bisq(1).log": 0,
		"bisq - Copy.log": 0, "bisq - Copia (2).log": 0, "bisq - Kopie.log": 0, "seller/logs/bisq.log": 0, `C:\bisq.log`: 0,
		"bisq_1.log": 1, "bisq_7.log": 7, "bisq10.log": 10, "bisq-4.log": 4, "bisq_20.log": 20, "bisq_3 (1).log": 3,
		"bisq_3(1).log": 3, "bisq_3.log.txt": 3, "bisq_3 2.log": 3, "BISQ_12.log": 12, "a/b/bisq_5.log": 5,
		"bisq_03.log": 3, "bisq_5.log (1).txt": 5,
	}
	for name, want := range known {
		if n, ok := logs.Rotation(name); !ok || n != want {
			t.Errorf("%q: %d %v, want %d", name, n, ok, want)
		}
	}
	unknown := []string{
		"", "Bisq-log.txt", "seller.txt", "bisq", "bisq.txt", "bisq 2.log", "bisq_.log", "bisq_x.log", "mybisq_1.log",
		"bisq_20240101.log", "bisq_1.log.zip", "bisq_1.logs", "bisq_-1.log", "bisq.log/other", "bisq_error.log",
	}
	for _, name := range unknown {
		if n, ok := logs.Rotation(name); ok || n != -1 {
			t.Errorf("%q: %d %v, want -1 and false", name, n, ok)
		}
	}
}

func FuzzRotation(f *testing.F) {
	for _, s := range []string{"bisq.log", "bisq_7.log", "bisq (2).log", "bisq_3 (1).log", "bisq_3.log.txt", "x", "bisq_99999999999999999999.log", "\xff", "/"} {
		f.Add(s, uint16(3))
	}
	f.Fuzz(func(t *testing.T, name string, number uint16) {
		n, ok := logs.Rotation(name)
		if ok != (n >= 0) || n < -1 || n > 999 {
			t.Errorf("%q: %d %v", name, n, ok)
		}
		want := int(number) % 1000
		if n, ok := logs.Rotation(fmt.Sprintf("%s/bisq_%d.log", name, want)); !ok || n != want {
			t.Errorf("bisq_%d.log in %q: %d %v", want, name, n, ok)
		}
	})
}
