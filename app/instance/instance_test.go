package instance_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"tradecase/app/instance"
)

func TestASecondStartRaisesTheFirst(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	first, err := instance.Claim(dir)
	if err != nil || first == nil {
		t.Fatalf("first: %v, %v", first, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	raised := make(chan struct{}, 10)
	first.Watch(ctx, func() { raised <- struct{}{} })
	second, err := instance.Claim(dir)
	if err != nil || second != nil {
		t.Fatalf("second: %v, %v", second, err)
	}
	select {
	case <-raised:
	case <-time.After(30 * time.Second):
		t.Fatal("the first was not raised")
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("left %v, %v", entries, err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := instance.Claim(dir)
	if err != nil || again == nil {
		t.Fatalf("after release: %v, %v", again, err)
	}
	if err := again.Release(); err != nil {
		t.Error(err)
	}
}

func TestAnOldRequestRaisesNobody(t *testing.T) {
	dir := t.TempDir()
	request := filepath.Join(dir, "window.raise")
	if err := os.WriteFile(request, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	i, err := instance.Claim(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer i.Release() //nolint:errcheck // the folder goes anyway
	if _, err := os.Stat(request); !os.IsNotExist(err) {
		t.Errorf("the request is still there: %v", err)
	}
}
