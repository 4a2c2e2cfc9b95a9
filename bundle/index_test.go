package bundle

import (
	"errors"
	"io/fs"
	"os"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

// TestIndexFilesAreTheLogFiles wants the same logs from both, and an index
// that notices that one is gone.
func TestIndexFilesAreTheLogFiles(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	dir := t.TempDir()
	if err := logstest.Ana().WriteSet(dir, 3, 20_000); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Add(t.Context(), diagnostics.Seller, dir, nil); err != nil {
		t.Fatal(err)
	}
	streams, size := b.LogFiles()
	files, total := b.IndexFiles()
	if len(files) != 3 || len(streams) != 3 || size != total || total == 0 {
		t.Fatalf("%d files of %d bytes, %d of %d", len(files), total, len(streams), size)
	}
	for i, f := range files {
		if s := streams[i]; f.Path != s.Path || f.Party != s.Party || f.Set != s.Set || f.Rotation != s.Rotation {
			t.Errorf("file %d is %+v, not %+v", i, f.File, s)
		}
	}
	x, err := logs.BuildIndex(t.Context(), files, logs.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close() //nolint:errcheck // it is always nil
	if x.Len() == 0 || x.Bytes() != total {
		t.Errorf("%d entries in %d bytes", x.Len(), x.Bytes())
	}
	if err := os.Remove(b.path(b.Items()[0])); err != nil {
		t.Fatal(err)
	}
	row, ok := x.Locate(b.Items()[0].Path(), 1)
	if _, err := x.Read(row, 0); !ok || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a log that is gone: %v", err)
	}
}
