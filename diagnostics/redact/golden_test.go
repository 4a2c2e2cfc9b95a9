package redact_test

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"

	"tradecase/diagnostics/redact"
)

var update = flag.Bool("update", false, "write the golden files anew; read them before you commit")

func TestGoldenBundle(t *testing.T) {
	paths, err := filepath.Glob("testdata/bundle/before/*")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no bundle: %v", err)
	}
	var items []redact.Item
	for _, path := range paths {
		items = append(items, redact.Item{Path: filepath.Base(path), Open: func() (io.ReadCloser, error) { return os.Open(path) }})
	}
	for _, profile := range []redact.Profile{redact.Support, redact.Public} {
		plan := collect(t, redact.Options{Profile: profile}, items...)
		var clean []redact.Item
		for _, it := range items {
			got := rewrite(t, plan, it)
			clean = append(clean, item(it.Path, got))
			golden := filepath.Join("testdata", "bundle", string(profile), it.Path)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(want, []byte(got)) {
				t.Errorf("%s, %s: got\n%s", profile, it.Path, got)
			}
		}
		if leaks := check(t, plan, clean...); len(leaks) > 0 {
			t.Errorf("%s: leaks %v", profile, leaks)
		}
	}
}
