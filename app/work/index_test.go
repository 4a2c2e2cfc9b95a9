package work

import (
	"context"
	"errors"
	"testing"

	"tradecase/app/config"
	"tradecase/app/job"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

func TestIndex(t *testing.T) {
	d := NewDesk(t.TempDir(), "test", "Tradecase test", config.Settings{})
	if _, err := d.Index(t.Context(), "UGLRYY", nil); !errors.Is(err, bundle.ErrNotFound) {
		t.Errorf("without a bundle: %v", err)
	}
	if _, err := d.New(t.Context(), "UGLRYY"); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := logstest.Ana().WriteSet(dir, 2, 20_000); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Add(t.Context(), "UGLRYY", diagnostics.Seller, []string{dir}, nil); err != nil {
		t.Fatal(err)
	}
	scanned, err := d.ScanBundle(t.Context(), "UGLRYY", nil)
	if err != nil {
		t.Fatal(err)
	}
	var last job.Status
	err = job.Run(t.Context(), "", func(ctx context.Context, p *job.Progress) error {
		x, err := d.Index(ctx, "UGLRYY", p)
		if err != nil {
			return err
		}
		entries := int64(0)
		for _, f := range scanned.Files {
			entries += f.Entries
		}
		if int64(x.Len()) < entries || entries == 0 {
			t.Errorf("%d rows, the scan counted %d entries", x.Len(), entries)
		}
		return x.Close()
	}, func(s job.Status) { last = s })
	if err != nil || last.Total == 0 || last.Done != last.Total {
		t.Errorf("progress %d of %d, %v", last.Done, last.Total, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Index(ctx, "UGLRYY", nil); !errors.Is(err, context.Canceled) {
		t.Errorf("when cancelled: %v", err)
	}
}
