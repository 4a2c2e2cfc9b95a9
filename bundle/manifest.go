package bundle

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"tradecase/bundle/archive"
	"tradecase/diagnostics"
	"tradecase/diagnostics/redact"
)

const (
	manifestName   = "manifest.json"
	manifestSchema = 1
	maxManifest    = 16 << 20
)

// Manifest is manifest.json: what a zip holds and what was done to it. Every
// field is written by hand here, so that nothing slips in.
type Manifest struct {
	Schema   int                 `json:"schema"`
	Kind     ManifestKind        `json:"kind"`
	TradeID  diagnostics.TradeID `json:"trade_id,omitempty"`
	Tool     string              `json:"tool"`
	Profile  redact.Profile      `json:"profile"`
	Files    []ManifestFile      `json:"files"`
	Entities redact.Counts       `json:"entities"`
	Missing  []string            `json:"missing"`
	Skipped  []Skipped           `json:"skipped"`
}

// ManifestKind says what a zip is.
type ManifestKind string

// The kinds of zip that Tradecase makes.
const (
	KindHandoff ManifestKind = "hand-off"
	KindRedact  ManifestKind = "redacted-files"
)

// ManifestFile is one file, its path from the manifest's folder.
type ManifestFile struct {
	Path       string        `json:"path"`
	Bytes      int64         `json:"bytes"`
	SHA256     string        `json:"sha256"`
	Redactions redact.Counts `json:"redactions"`
}

// entry completes the manifest with the export and makes it a zip entry.
func (m Manifest) entry(top string, x Export) (archive.Entry, error) {
	m.Schema, m.Entities, m.Skipped = manifestSchema, x.Entities, x.Skipped
	m.Files = []ManifestFile{}
	if m.Missing == nil {
		m.Missing = []string{}
	}
	for _, f := range x.Files {
		rel := strings.TrimPrefix(strings.TrimPrefix(f.Path, top), "/")
		m.Files = append(m.Files, ManifestFile{rel, f.OutBytes, f.SHA256, f.Redactions})
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	err := enc.Encode(m)
	return archive.Entry{Name: path.Join(top, manifestName), Write: func(_ context.Context, w io.Writer) error {
		_, err := w.Write(buf.Bytes())
		return err
	}}, err
}

// readManifest reads a manifest that somebody sent.
func readManifest(f archive.ZipFile) (Manifest, error) {
	var m Manifest
	r, err := f.Open()
	if err != nil {
		return m, err
	}
	defer r.Close() //nolint:errcheck // opened for reading
	if f.Size > maxManifest {
		return m, fmt.Errorf("manifest of %s", Size(f.Size))
	}
	if err := json.NewDecoder(io.LimitReader(r, maxManifest)).Decode(&m); err != nil {
		return m, fmt.Errorf("read manifest: %w", err)
	}
	if m.Schema < 1 {
		return m, errors.New("manifest without a schema version")
	}
	return m, nil
}

// texts gives the manifest's words without its digests, which a search for
// transaction IDs would take for some.
func (m Manifest) texts() string {
	lines := []string{string(m.TradeID), m.Tool}
	for _, f := range m.Files {
		lines = append(lines, f.Path)
	}
	lines = append(lines, m.Missing...)
	for _, s := range m.Skipped {
		lines = append(lines, s.Path, s.Reason)
	}
	return strings.Join(lines, "\n")
}

// zipTexts are the texts in a zip: every file that is no image, and the names.
func zipTexts(z *archive.Zip) []redact.Item {
	var items []redact.Item
	var names []string
	for _, f := range z.Files() {
		names = append(names, f.Name)
		switch {
		case imageName(f.Name):
		case path.Base(f.Name) == manifestName:
			items = append(items, redact.Item{Path: f.Name, Open: func() (io.ReadCloser, error) {
				m, err := readManifest(f)
				if err != nil {
					return f.Open()
				}
				return io.NopCloser(strings.NewReader(m.texts())), nil
			}})
		default:
			items = append(items, redact.Item{Path: f.Name, Open: f.Open})
		}
	}
	return append(items, textPiece("(file names)", strings.Join(names, "\n")).item(""))
}

func imageName(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp":
		return true
	}
	return false
}
