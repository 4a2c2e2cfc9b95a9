package bundle

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics"
)

// addPicture adds an image file to a bundle and returns its item.
func addPicture(t *testing.T, b *Bundle, name string, content []byte) Item {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	added, err := b.Add(t.Context(), diagnostics.Seller, path, nil)
	if err != nil || len(added.Items) != 1 {
		t.Fatalf("%+v: %v", added, err)
	}
	return added.Items[0]
}

func pngOf(t *testing.T, w, h int) []byte {
	t.Helper()
	var buf bytes.Buffer
	if err := png.Encode(&buf, corner(w, h)); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// claim is a PNG that says it is that large, and has no pixels.
func claim(w, h uint32) []byte {
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	head = append(head, 8, 6, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(head))
}

func TestPictureFits(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	for name, tt := range map[string]struct {
		content                []byte
		width, height          int // asked for
		wide, high, outW, outH int
	}{
		"small stays":   {pngOf(t, 30, 20), 100, 100, 30, 20, 30, 20},
		"wide":          {pngOf(t, 400, 100), 100, 100, 400, 100, 100, 25},
		"tall":          {pngOf(t, 100, 400), 100, 100, 100, 400, 25, 100},
		"thin":          {pngOf(t, 4000, 1), 100, 100, 4000, 1, 100, 1},
		"turned photo":  {exifJPEG(t, binary.BigEndian, 6), 16, 100, 32, 64, 16, 32},
		"mirrored only": {exifJPEG(t, binary.BigEndian, 2), 32, 100, 64, 32, 32, 16},
	} {
		it := addPicture(t, b, strings.ReplaceAll(name, " ", "-")+".png", tt.content)
		p, err := b.Picture(t.Context(), it.Number, tt.width, tt.height)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if size := p.Image.Bounds().Size(); p.Width != tt.wide || p.Height != tt.high || size.X != tt.outW || size.Y != tt.outH {
			t.Errorf("%s: %d × %d became %v", name, p.Width, p.Height, size)
		}
	}
}

func TestPictureRefuses(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	bomb := addPicture(t, b, "bomb.png", claim(50_000, 50_000))
	broken := addPicture(t, b, "broken.png", pngOf(t, 60, 60)[:80])
	big := addPicture(t, b, "big.png", append(pngOf(t, 61, 60), make([]byte, 64<<20)...))
	gone := addPicture(t, b, "gone.png", pngOf(t, 62, 60))
	if err := os.Remove(b.path(gone)); err != nil {
		t.Fatal(err)
	}
	text := addText(t, b, diagnostics.Seller, "bisq.log", logLine)
	for name, tt := range map[string]struct {
		number int
		code   string
	}{
		"says it is too large": {bomb.Number, "picture-pixels"},
		"cut":                  {broken.Number, "picture-broken"},
		"64 MB":                {big.Number, "picture-bytes"},
		"gone from the disk":   {gone.Number, "item-changed"},
		"no image":             {text.Items[0].Number, "picture-gone"},
		"no item":              {999, "picture-gone"},
	} {
		_, err := b.Picture(t.Context(), tt.number, 100, 100)
		if code, _ := diagnostics.Code(err); code != tt.code || diagnostics.Hint(err) == "" {
			t.Errorf("%s: %v (code %q, hint %q), want %q", name, err, code, diagnostics.Hint(err), tt.code)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.Picture(ctx, broken.Number, 100, 100); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// TestVerifyTextsListsAllTexts finds the texts in the source of Verify.
func TestVerifyTextsListsAllTexts(t *testing.T) {
	source, err := os.ReadFile("verify.go")
	if err != nil {
		t.Fatal(err)
	}
	names := regexp.MustCompile(`(?m)^\t(\w+)\s+= (?:"(handoff\.[a-z-]+)"|(code\w+) \+ "/([a-z]+)")$`).FindAllStringSubmatch(string(source), -1)
	codes := map[string]string{}
	for _, m := range names {
		if codes[m[1]] = m[2]; m[2] == "" {
			codes[m[1]] = codes[m[3]] + "." + m[4]
		}
	}
	calls := regexp.MustCompile(`v\.find\((\w+)`).FindAllStringSubmatch(string(source), -1)
	if len(calls) < 15 || len(codes) < 15 {
		t.Fatalf("only %d calls and %d codes were found", len(calls), len(codes))
	}
	for _, call := range calls {
		text := codes[call[1]]
		if text == codeMissing {
			continue // each of its variants is made from the list that VerifyTexts reads
		}
		if !slices.Contains(VerifyTexts(), text) {
			t.Errorf("%s (%q) is not in VerifyTexts", call[1], text)
		}
	}
}

func TestChecklistTextsListsAllTexts(t *testing.T) {
	rows, asks, details := ChecklistTexts()
	b := mustNew(t, newLibrary(t), fullOne)
	addText(t, b, diagnostics.Unknown, "bisq.log", logLine)
	addPicture(t, b, "shot.png", pngOf(t, 9, 9))
	gone := addPicture(t, b, "gone.png", pngOf(t, 8, 9))
	if err := os.Remove(b.path(gone)); err != nil {
		t.Fatal(err)
	}
	for _, r := range b.Checklist().Items {
		if !slices.Contains(rows, r.Name()) || r.Ask != "" && !slices.Contains(asks, r.Name()) {
			t.Errorf("%s is not listed", r.Name())
		}
		if !slices.Contains(details, r.DetailCode) {
			t.Errorf("%s: the detail %q is not listed", r.Name(), r.DetailCode)
		}
	}
	for name, list := range map[string][]string{"rows": rows, "asks": asks, "details": details} {
		if sorted := slices.Compact(slices.Sorted(slices.Values(list))); len(sorted) != len(list) {
			t.Errorf("%s are listed twice", name)
		}
	}
}
