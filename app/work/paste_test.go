package work_test

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"tradecase/app/config"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

func TestAddImage(t *testing.T) {
	dir := t.TempDir()
	desk := work.NewDesk(dir, "test", "test", config.Settings{})
	if _, err := desk.New(t.Context(), "UGLRYY"); err != nil {
		t.Fatal(err)
	}
	picture := func(width int) []byte {
		var buf bytes.Buffer
		if err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, width, 20))); err != nil {
			t.Fatal(err)
		}
		return buf.Bytes()
	}
	slot := bundle.Slots()[0]
	added, err := desk.AddImage(t.Context(), "UGLRYY", diagnostics.Unknown, slot, picture(30))
	if err != nil || len(added.Items) != 1 || added.Items[0].Slot != slot || added.Items[0].Kind != bundle.Image {
		t.Errorf("into a slot: %+v, %v", added, err)
	}
	added, err = desk.AddImage(t.Context(), "UGLRYY", diagnostics.Seller, "", picture(31))
	if err != nil || len(added.Items) != 1 || added.Items[0].Party != diagnostics.Seller || added.Items[0].Slot != "" {
		t.Errorf("to a party: %+v, %v", added, err)
	}
	if _, err := desk.AddImage(t.Context(), "UGLRYY", diagnostics.Unknown, "", []byte("no image")); err == nil {
		t.Error("what is no image was taken")
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "tmp", "*")); len(left) != 0 {
		t.Errorf("left %v", left)
	}
	if _, err := os.Stat(filepath.Join(dir, "tmp")); err != nil {
		t.Error(err)
	}
}

// TestAddTextTakesAllOrNothing: one ID cannot play two roles, and then nothing of
// the text is noted or kept.
func TestAddTextTakesAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	desk := work.NewDesk(dir, "test", "test", config.Settings{})
	if _, err := desk.New(t.Context(), "UGLRYY"); err != nil {
		t.Fatal(err)
	}
	id := strings.Repeat("ab", 32)
	if _, err := desk.AddText(t.Context(), "UGLRYY", "Deposit: "+id+"\nMaker: "+id); err == nil {
		t.Error("one ID was taken for two transactions")
	}
	status, err := desk.Status("UGLRYY")
	if err != nil || len(status.Notes.Tx) != 0 || len(status.Files) != 0 {
		t.Errorf("%v, %v, %v", status.Notes.Tx, status.Files, err)
	}
	if p, err := desk.AddText(t.Context(), "UGLRYY", "Deposit: "+id); err != nil || p.Kept || len(p.Noted) != 1 {
		t.Errorf("%+v, %v", p, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "tmp", "*")); len(left) != 0 {
		t.Errorf("left %v", left)
	}
}
