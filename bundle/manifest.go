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
	m.Schema, m.Entities, m.Skipped = manifestSchema, x.Entities, []Skipped{}
	for _, s := range x.Skipped {
		m.Skipped = append(m.Skipped, Skipped{anonymousName(s.Path), anonymousReason(s.Path, s.Reason)})
	}
	m.Files = []ManifestFile{}
	if m.Missing == nil {
		m.Missing = []string{}
	}
	for _, f := range x.Files {
		rel := strings.TrimPrefix(strings.TrimPrefix(f.Path, top), "/")
		m.Files = append(m.Files, ManifestFile{rel, f.OutBytes, f.SHA256, f.Redactions})
	}
	content, err := m.encode()
	return archive.Entry{Name: path.Join(top, manifestName), Write: func(_ context.Context, w io.Writer) error {
		_, err := w.Write(content)
		return err
	}}, err
}

// encode is the one form in which a manifest is written.
func (m Manifest) encode() ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	err := enc.Encode(m)
	return buf.Bytes(), err
}

// readManifest reads a manifest that somebody sent. canonical says that it is
// written as Tradecase writes it, with nothing besides; of a newer one that
// cannot be told.
func readManifest(f archive.ZipFile) (m Manifest, canonical bool, err error) {
	r, err := f.Open()
	if err != nil {
		return m, false, err
	}
	defer r.Close() //nolint:errcheck // opened for reading
	data, err := io.ReadAll(io.LimitReader(r, maxManifest+1))
	if err != nil || len(data) > maxManifest {
		return m, false, errors.Join(err, fmt.Errorf("manifest of %s", Size(f.Size)))
	}
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&m); err != nil {
		return m, false, fmt.Errorf("read manifest: %w", err)
	}
	if m.Schema < 1 {
		return m, false, errors.New("manifest without a schema version")
	}
	if m.Schema > manifestSchema {
		return m, true, nil
	}
	own, err := m.encode()
	_, profileErr := redact.ParseProfile(string(m.Profile))
	known := m.Kind == KindHandoff || m.Kind == KindRedact
	return m, err == nil && profileErr == nil && known && bytes.Equal(own, data), nil
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
		case imageName(f.Name) && beginsAsImage(f):
		case path.Base(f.Name) == manifestName:
			items = append(items, redact.Item{Path: f.Name, Open: func() (io.ReadCloser, error) {
				m, canonical, err := readManifest(f)
				if err != nil || !canonical {
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

// beginsAsImage looks at the content, since a name proves nothing.
func beginsAsImage(f archive.ZipFile) bool {
	r, err := f.Open()
	if err != nil {
		return false
	}
	defer r.Close() //nolint:errcheck // opened for reading
	head := make([]byte, 32)
	n, _ := io.ReadFull(r, head) // a shorter file is told by what it has
	return archive.IsImage(head[:n])
}

func imageName(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp":
		return true
	}
	return false
}
