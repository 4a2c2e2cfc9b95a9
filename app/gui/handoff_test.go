package gui

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"

	"tradecase/app/gui/model"
	"tradecase/app/gui/words"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

// sightLine finds a line of the tree by its name.
func sightLine(t *testing.T, s *sight, name string) (int, sightRow) {
	t.Helper()
	i := slices.IndexFunc(s.rows, func(r sightRow) bool { return strings.TrimSpace(r.texts[0]) == name })
	if i < 0 {
		t.Fatalf("%s is not listed: %v", name, s.rows)
	}
	return i, s.rows[i]
}

// filled opens a bundle with logs and a picture, on its hand-off page.
func filled(t *testing.T) (*rig, *handoffPage) {
	t.Helper()
	r := newRig(t, nil)
	p := r.bundle()
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 2), r.image("shot.png"))
	p.startHandoff()
	return r, p.handoff
}

func TestHandoffIsLookedAt(t *testing.T) {
	r, h := filled(t)
	test.Tap(h.again)
	r.rest()
	if text, hint := said(h.notice); !strings.Contains(text, "would go out") || !strings.Contains(hint, "1 screenshot") {
		t.Errorf("said %q, %q", text, hint)
	}
	if !strings.Contains(h.hidden.Text, "e-mail address") || !h.sight.object.Visible() {
		t.Errorf("hidden %q", h.hidden.Text)
	}
	folder, row := sightLine(t, h.sight, "seller/")
	if row.file != "" || row.texts[1] == "" || !strings.Contains(row.texts[2], "IP address") {
		t.Errorf("the folder is %+v", row)
	}
	// What has the most to hide is shown at once, and nothing private in it.
	r.until("a text is shown", func() bool { return h.sight.text.Text() != "" })
	if !strings.HasPrefix(h.sight.name.Text, "seller/bisq") {
		t.Errorf("shows %q", h.sight.name.Text)
	}
	for _, s := range logstest.Planted(logstest.Ana()) {
		if strings.Contains(h.sight.text.Text(), s.Value) {
			t.Errorf("the preview shows a value of class %s", s.Class)
		}
	}
	if !strings.Contains(h.sight.text.Text(), "[") || !strings.Contains(h.sight.text.Text(), "INFO") {
		t.Error("the preview is no redacted log")
	}
	h.sight.view.Select(folder)
	if got := h.sight.name.Text; !strings.HasPrefix(got, "seller/: ") || h.sight.text.Text() != "" {
		t.Errorf("the folder shows %q, %q", got, h.sight.text.Text())
	}
	image, _ := sightLine(t, h.sight, "seller-1.png")
	h.sight.view.Select(image)
	r.until("it is said to be a picture", func() bool { return strings.Contains(h.sight.name.Text, "a picture, drawn anew") })
	entries, err := os.ReadDir(filepath.Join(r.dir, "bundles", tradeID))
	if err != nil || slices.ContainsFunc(entries, func(e os.DirEntry) bool { return strings.HasSuffix(e.Name(), ".zip") }) {
		t.Errorf("looking wrote something: %v, %v", entries, err)
	}
}

func TestHandoffHidesOwnWords(t *testing.T) {
	r, h := filled(t)
	test.Tap(h.again)
	r.rest()
	first := h.ready
	h.hide.SetText("INFO, x")
	key(h.hide, fyne.KeyReturn)
	r.rest()
	if m := h.notice.Message(); m.Sign != model.Bad || !strings.Contains(words.Of(m.Text), "too short") || h.ready != nil {
		t.Errorf("a word that is too short: %+v", m)
	}
	h.hide.SetText("VERSION=1.9.17, nothing like it")
	key(h.hide, fyne.KeyReturn)
	r.rest()
	if h.ready == first || !strings.Contains(h.hidden.Text, "own word") {
		t.Errorf("hidden %q", h.hidden.Text)
	}
	r.until("a text is shown", func() bool { return h.sight.text.Text() != "" })
	if strings.Contains(h.sight.text.Text(), "VERSION=1.9.17") {
		t.Error("the preview shows the own word")
	}
	r.until("the first one is closed", func() bool { return errors.Is(first.use(t.Context(), nil, nothing), errClosed) })
}

// TestHandoffRightAfterAChange: what the bundle had when it was prepared counts,
// not what the window has read of it by then.
func TestHandoffRightAfterAChange(t *testing.T) {
	r, h := filled(t)
	found := bundle.NotesChange{Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: strings.Repeat("ab", 32)}, Found: true}
	if _, err := r.desk.Note(t.Context(), tradeID, found); err != nil {
		t.Fatal(err)
	}
	h.path.SetText(filepath.Join(t.TempDir(), "a.zip"))
	test.Tap(h.save)
	r.rest()
	r.until("the window has read it", func() bool { return len(h.p.status.Handoffs) == 1 })
	if m := h.notice.Message(); m.Sign != model.Good || h.ready == nil {
		t.Errorf("it says %q", words.Of(m.Text))
	}
	if _, err := r.desk.Note(t.Context(), tradeID, bundle.NotesChange{What: new(string), Tx: map[diagnostics.TxRole]string{diagnostics.Deposit: ""}}); err != nil {
		t.Fatal(err)
	}
	h.p.reload()
	r.until("what was looked at is outdated", func() bool { return h.ready == nil })
}

// TestCheckOutdatesAPreview: the report has the last check.
func TestCheckOutdatesAPreview(t *testing.T) {
	r, _ := checking(t)
	h := r.page.handoff
	test.Tap(h.again)
	r.until("it is looked at", func() bool { return h.ready != nil && !h.busy })
	r.checkNow()
	if text, _ := said(h.notice); h.ready != nil || !strings.HasPrefix(text, "The bundle has changed") {
		t.Errorf("it says %q", text)
	}
	r.page.reload()
	r.rest()
	h.path.SetText(filepath.Join(t.TempDir(), "a.zip"))
	test.Tap(h.save)
	r.rest()
	r.until("it is remembered", func() bool { return len(h.p.status.Handoffs) == 1 })
	if m := h.notice.Message(); m.Sign != model.Good {
		t.Errorf("after the check it says %q", words.Of(m.Text))
	}
}

func TestHandoffIsMadeOfWhatWasLookedAt(t *testing.T) {
	r, h := filled(t)
	test.Tap(h.again)
	r.rest()
	looked := h.ready
	out := filepath.Join(t.TempDir(), "a.zip")
	h.path.SetText(out)
	test.Tap(h.save)
	r.rest()
	if h.ready != looked || h.notice.Message().Sign != model.Good {
		t.Errorf("prepared again, or %+v", h.notice.Message())
	}
	r.until("it is remembered", func() bool { return len(h.p.status.Handoffs) == 1 })
	if h.ready != looked {
		t.Error("remembering it drops what was prepared")
	}
	if _, err := r.desk.Remove(t.Context(), tradeID, "seller/bisq.log"); err != nil {
		t.Fatal(err)
	}
	h.p.reload()
	r.until("it is said to be old", func() bool { return h.notice.Message().Text.Key == "sender.stale" })
	if h.ready != nil || h.sight.object.Visible() || h.result.object.Visible() {
		t.Error("what is old is still shown")
	}
	r.until("it is closed", func() bool { return errors.Is(looked.use(t.Context(), nil, nothing), errClosed) })
}

func TestHandoff(t *testing.T) {
	r, h := filled(t)
	if r.win.Canvas().Focused() != h.path {
		t.Fatal("the path does not have the focus")
	}
	key(h.path, fyne.KeyReturn)
	if r.dialog == nil {
		t.Fatal("it is not asked where the zip goes")
	}
	r.dialog.cancel()
	out := filepath.Join(t.TempDir(), "out")
	h.path.SetText(out)
	key(h.path, fyne.KeyReturn)
	r.rest()
	if _, err := os.Stat(out + ".zip"); err != nil {
		t.Fatal(err)
	}
	if !h.result.object.Visible() || len(h.result.sha256) != 64 || h.notice.Message().Sign != model.Good {
		t.Errorf("result visible %v, %+v", h.result.object.Visible(), h.notice.Message())
	}
	first := h.result.sha256
	r.until("it is remembered", func() bool { return len(h.p.status.Handoffs) == 1 && len(h.past.Objects) == 2 })

	key(h.path, fyne.KeyReturn) // the name is taken now
	r.rest()
	if text, _ := said(h.notice); !strings.Contains(text, "There is a file with this name already") || !h.replace.Visible() {
		t.Fatalf("said %q", text)
	}
	test.Tap(h.replace)
	r.rest()
	if h.result.sha256 != first || h.replace.Visible() || h.notice.Message().Sign != model.Good {
		t.Errorf("replaced by %s, not %s", h.result.sha256, first)
	}

	h.path.SetText(filepath.Join(t.TempDir(), "none", "a.zip"))
	test.Tap(h.save)
	r.rest()
	if m := h.notice.Message(); m.Sign != model.Bad || h.result.object.Visible() {
		t.Errorf("into no folder: %+v", m)
	}
}

// tools puts a program of our own before what opens folders.
func tools(t *testing.T, script string) {
	t.Helper()
	dir := t.TempDir()
	if script != "" {
		if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

// made shows a zip as if it had just been made.
func made(r *rig, path string) *result {
	res := newResult(r.Window)
	res.show(bundle.Export{Path: path, SHA256: "aa"})
	return res
}

func TestShowInFolder(t *testing.T) {
	r := newRig(t, nil)
	dir := filepath.Join(t.TempDir(), "a place; $(x) é")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	said := filepath.Join(t.TempDir(), "said")
	res := made(r, filepath.Join(dir, "a.zip"))
	tools(t, `echo "$#:$1" > `+said)
	test.Tap(res.folder)
	r.until("the folder is opened", func() bool {
		got, _ := os.ReadFile(said)
		return string(got) == "1:"+dir+"\n"
	})
	if res.where.Visible() {
		t.Error("it says that it cannot")
	}
	for name, script := range map[string]string{"absent": "", "unable": "exit 3"} {
		res = made(r, filepath.Join(dir, "a.zip"))
		tools(t, script)
		test.Tap(res.folder)
		r.until(name+": the path is shown", res.where.Visible)
		if res.whole.Text != filepath.Join(dir, "a.zip") {
			t.Errorf("%s: shows %q", name, res.whole.Text)
		}
	}
}

func TestFolderTool(t *testing.T) {
	for system, want := range map[string]string{"windows": "explorer", "darwin": "open", "linux": "xdg-open", "freebsd": "xdg-open"} {
		if got := folderTool(system); got != want {
			t.Errorf("%s: %s", system, got)
		}
	}
}

// nothing is done with what was prepared.
func nothing(*bundle.Outgoing) error { return nil }

// TestDigestCanBeReadWhole compares the room for a digest with what it needs, in a
// window as it opens: whoever compares two digests wants their ends.
func TestDigestCanBeReadWhole(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 1))
	p.tabs.Open(handoffTab)
	p.handoff.write(filepath.Join(t.TempDir(), "a.zip"), false)
	r.until("it is made", func() bool { return p.handoff.result.object.Visible() && !p.handoff.busy })
	settled(r.win.Content())
	hash := p.handoff.result.hash
	size, room := hash.Theme().Size(hash.SizeName), hash.Size().Width-2*hash.Theme().Size(fynetheme.SizeNameInnerPadding)
	if need := fyne.MeasureText(hash.Text, size, hash.TextStyle).Width; len(hash.Text) != 64 || need > room {
		t.Errorf("%q needs %.0f of %.0f", hash.Text, need, room)
	}
}
