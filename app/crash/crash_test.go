package crash_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"tradecase/app/crash"
)

// TestMain lets the test binary play a program that dies.
func TestMain(m *testing.M) {
	dir := os.Getenv("CRASH_TEST_DIR")
	if dir == "" {
		os.Exit(m.Run())
	}
	if _, err := crash.Watch(dir); err != nil {
		os.Exit(1)
	}
	panic("cannot read C:\\Users\\Ana Belén\\AppData\\Roaming\\Bisq\\bisq.log for ana.belen@example.org")
}

func TestADyingProgramLeavesARedactedReport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "CRASH_TEST_DIR="+dir)
	if out, err := cmd.CombinedOutput(); err == nil {
		t.Fatalf("it did not die: %s", out)
	}
	report, ok, err := crash.Pending(t.Context(), dir, "Tradecase test")
	if err != nil || !ok {
		t.Fatalf("%v, %v", ok, err)
	}
	if !strings.Contains(report, "Tradecase test on ") || !strings.Contains(report, "crash_test.go") || !strings.Contains(report, "[user-1]") {
		t.Errorf("report:\n%s", report)
	}
	for _, private := range []string{"Ana", "Belén", "example.org"} {
		if strings.Contains(report, private) {
			t.Errorf("the report holds %q:\n%s", private, report)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 1 {
		t.Errorf("left %v", entries)
	}
	if err := crash.Dismiss(dir); err != nil {
		t.Fatal(err)
	}
	if _, ok, err := crash.Pending(t.Context(), dir, "Tradecase test"); ok || err != nil {
		t.Errorf("after dismissing: %v, %v", ok, err)
	}
}

func TestAGoodEndLeavesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	stop, err := crash.Watch(dir)
	if err != nil {
		t.Fatal(err)
	}
	stop()
	if _, ok, err := crash.Pending(t.Context(), dir, "x"); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("left %v", entries)
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	if err := crash.Save(context.Background(), dir, "Tradecase test", "/home/alexis/x", []byte("goroutine 1")); err != nil {
		t.Fatal(err)
	}
	report, ok, err := crash.Pending(t.Context(), dir, "Tradecase test")
	if err != nil || !ok || !strings.Contains(report, "goroutine 1") || strings.Contains(report, "alexis") {
		t.Errorf("%q, %v, %v", report, ok, err)
	}
}
