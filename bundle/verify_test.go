package bundle

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradecase/bundle/archive/archivetest"
	"tradecase/diagnostics"
)

// rezip writes the files of a zip anew, changed by edit.
func rezip(t *testing.T, from string, edit func(files map[string]string)) string {
	t.Helper()
	files := unzip(t, from)
	edit(files)
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for name, content := range files {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "received.zip")
	if err := os.WriteFile(path, buf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func codes(v Verified) []string {
	var codes []string
	for _, f := range v.Findings {
		if !slices.Contains(codes, f.Code) {
			codes = append(codes, f.Code)
		}
	}
	slices.Sort(codes)
	return codes
}

func TestVerify(t *testing.T) {
	out := filepath.Join(t.TempDir(), "out.zip")
	b := fullBundle(t)
	unusual := "nothing"
	if err := b.SetNotes(t.Context(), NotesChange{Unusual: &unusual, Tx: map[diagnostics.TxRole]string{diagnostics.TakerFee: "1" + txid[1:], diagnostics.Deposit: "2" + txid[1:]}}); err != nil {
		t.Fatal(err)
	}
	if _, err := handoff(t.Context(), b, out, false, options()); err != nil {
		t.Fatal(err)
	}
	top := string(fullOne) + "/"
	for _, c := range []struct {
		name   string
		edit   func(f map[string]string)
		intact string // yes, no, unknown
		codes  string
	}{
		{"as made", func(map[string]string) {}, "yes", ""},
		{"a file changed", func(f map[string]string) { f[top+"buyer/log-1.log"] += "more\n" }, "no", codeAltered},
		{"a file gone", func(f map[string]string) { delete(f, top+"seller/bisq_1.log") }, "no", codeAltered},
		{"description gone", func(f map[string]string) { delete(f, top+"description.txt") }, "no", codeAltered + " " + codeMissing},
		{"a file added", func(f map[string]string) { f[top+"run-me.sh"] = "echo\n" }, "no", codeUnlisted},
		{"a file beside the folder", func(f map[string]string) { f["run-me.sh"] = "echo\n" }, "unknown", ""},
		{"no manifest", func(f map[string]string) { delete(f, top+manifestName) }, "unknown", codeNoManifest},
		{"a broken manifest", func(f map[string]string) { f[top+manifestName] = "{" }, "unknown", codeDamaged + " " + codeNoManifest},
		{"a private value", func(f map[string]string) { f[top+"buyer/log-1.log"] += "from x@example.org\n" }, "no", codeAltered + " " + codeLeak},
		{"another trade's manifest", func(f map[string]string) {
			f[top+manifestName] = strings.Replace(f[top+manifestName], string(fullOne), string(fullTwo), 1)
		}, "yes", codeAltered},
		{"a word more in the manifest", func(f map[string]string) {
			f[top+manifestName] = strings.Replace(f[top+manifestName], "{", `{"more": "ana@example.org",`, 1)
		}, "no", codeAltered + " " + codeLeak},
		{"a word behind the manifest", func(f map[string]string) { f[top+manifestName] += "ana@example.org\n" }, "no", codeAltered + " " + codeLeak},
		{"a profile that is none", func(f map[string]string) {
			f[top+manifestName] = strings.Replace(f[top+manifestName], `"support"`, `"support ana@example.org"`, 1)
		}, "no", codeAltered + " " + codeLeak},
		{"another kind", func(f map[string]string) {
			f[top+manifestName] = strings.Replace(f[top+manifestName], `"hand-off"`, `"redacted-files"`, 1)
		}, "yes", codeAltered},
		{"an image that is none", func(f map[string]string) { f[top+"buyer/chat.png"] = "ana@example.org\n" }, "no", codeAltered + " " + codeLeak + " " + codeNoImage},
		{"said to be missing", func(f map[string]string) {
			f[top+manifestName] = strings.Replace(f[top+manifestName], `"missing": []`, "\"missing\": [\n    \"when\"\n  ]", 1)
		}, "yes", codeMissing},
		{"traversal", func(f map[string]string) { f["../../evil.sh"] = "x" }, "no", codeUnsafe},
		{"metadata", func(f map[string]string) { f[top+"screenshots/popup-1.png"] += "Alexis" }, "no", codeAltered + " " + codeMetadata},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, err := Verify(t.Context(), rezip(t, out, c.edit), VerifyOptions{})
			if err != nil {
				t.Fatal(err)
			}
			intact := "unknown"
			if v.Intact != nil {
				intact = map[bool]string{true: "yes", false: "no"}[*v.Intact]
			}
			if c.name == "a file beside the folder" {
				// Two tops: no one folder has the manifest.
				if intact != "unknown" || !slices.Contains(codes(v), codeLayout) {
					t.Errorf("intact %s, codes %q", intact, codes(v))
				}
				return
			}
			if got := strings.Join(codes(v), " "); got != c.codes || intact != c.intact {
				t.Errorf("intact %s, codes %q\nwant   %s, codes %q\n%+v", intact, got, c.intact, c.codes, v.Findings)
			}
		})
	}
}

func TestVerifyRefusesWhatIsNoZip(t *testing.T) {
	for name, content := range map[string][]byte{"text": []byte("hello"), "empty": nil, "cut": archivetest.MakeZip()[:10]} {
		path := filepath.Join(t.TempDir(), "x.zip")
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(t.Context(), path, VerifyOptions{}); err == nil || diagnostics.Hint(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Verify(t.Context(), filepath.Join(t.TempDir(), "none.zip"), VerifyOptions{}); err == nil || diagnostics.Hint(err) == "" {
		t.Errorf("none: %v", err)
	}
}
