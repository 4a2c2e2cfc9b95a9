package gui

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2/test"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/app/work"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

// The golden files of every page, empty and full. A change of a page shows in
// them as a change of text; -update writes them anew.

func TestGoldenFirstStart(t *testing.T) {
	r, _ := firstStart(t)
	r.golden("first-start")
}

func TestGoldenExport(t *testing.T) {
	r, home := firstStart(t)
	test.Tap(r.roles.user)
	r.until("the search is over", func() bool { return r.export.form.Visible() })
	r.golden("export-empty", home)

	r, home = firstStart(t, "Bisq")
	test.Tap(r.roles.user)
	r.reads()
	r.until("a text is shown", func() bool { return r.export.sight.text.Text() != "" })
	r.golden("export", home)
	out := filepath.Join(t.TempDir(), "logs.zip")
	r.export.write(out, false)
	r.until("it is saved", func() bool { return r.export.result.object.Visible() && !r.export.busy })
	r.until("a text is shown", func() bool { return r.export.sight.text.Text() != "" })
	r.golden("export-result", home, filepath.Dir(out))
}

func TestGoldenLibrary(t *testing.T) {
	r := newRig(t, nil)
	r.golden("empty-library")
	r.sidebar.openForm()
	r.golden("new-bundle")
	r.sidebar.closeForm()
	for _, id := range []string{tradeID, "UGLRYY"} {
		if _, err := r.desk.New(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	r.sidebar.reload()
	r.until("both are listed", func() bool { return r.sidebar.list.Len() == 2 })
	r.golden("welcome")
}

func TestGoldenEmptyBundle(t *testing.T) {
	r := newRig(t, nil)
	p := r.bundle()
	names := map[int]string{
		overviewTab: "overview", itemsTab: "items", notesTab: "notes", logsTab: "logs",
		txsTab: "transactions", shotsTab: "screenshots", handoffTab: "handoff",
	}
	for tab := range p.tabs.Buttons {
		if names[tab] == "" {
			t.Fatalf("the page %q has no golden file", p.tabs.Buttons[tab].Text)
		}
		p.tabs.Open(tab)
		r.golden(names[tab] + "-empty")
	}
}

// fullBundle has logs of both traders, a screenshot, notes, and something that
// was left out.
func fullBundle(r *rig) *page {
	r.t.Helper()
	p := r.bundle()
	seller := r.logs(logstest.Ana(), 2)
	if err := os.WriteFile(filepath.Join(seller, "bisq_BTC.wallet"), []byte("x"), 0o600); err != nil {
		r.t.Fatal(err)
	}
	r.add(diagnostics.Buyer, r.logs(logstest.Alexis(), 3))
	r.add(diagnostics.Seller, seller)
	r.add(diagnostics.Unknown, r.image("shot.png"))
	p.notes.entries[model.What].SetText("The payment was sent, the trade is stuck.")
	p.notes.entries[model.When].SetText("2023-12-01 12:00 UTC")
	test.Tap(p.notes.button)
	r.rest()
	r.until("the notes are stored", func() bool { return p.status.Notes.When != "" })
	return p
}

func TestGoldenFullBundle(t *testing.T) {
	r := newRig(t, nil)
	p := fullBundle(r)
	p.tabs.Open(overviewTab)
	r.golden("overview")
	p.tabs.Open(itemsTab)
	p.items.view.Select(0)
	r.golden("items")
	p.tabs.Open(notesTab)
	r.golden("notes")
	p.tabs.Open(logsTab)
	r.until("the logs are read", func() bool { return p.logs.read != "" && !r.bar.state.Busy() })
	r.golden("logs-findings")
	p.logs.views.Open(entriesView)
	p.logs.entries.view.Select(1)
	r.until("the entry is shown", func() bool { return p.logs.entries.detail.raw.Text() != "" })
	r.until("the rows are read", func() bool { return len(p.logs.entries.previews.wanted) == 0 && !p.logs.entries.previews.reading })
	r.golden("logs-entries")
}

func TestGoldenHandoff(t *testing.T) {
	r := newRig(t, nil)
	p := fullBundle(r)
	p.tabs.Open(handoffTab)
	r.golden("handoff")
	out := filepath.Join(t.TempDir(), "handoff.zip")
	p.handoff.path.SetText(out)
	test.Tap(p.handoff.save)
	r.rest()
	r.until("it is shown", func() bool { return p.handoff.result.object.Visible() && p.handoff.sight.text.Text() != "" })
	r.golden("handoff-result", filepath.Dir(out))
	r.openVerify()
	r.golden("verify-empty")
	r.verify.path.SetText(out)
	test.Tap(r.verify.verify)
	r.rest()
	r.golden("verify", filepath.Dir(out))
}

func TestGoldenAside(t *testing.T) {
	r := newRig(t, nil)
	r.setRole(roleSupport) // so that reading the settings changes nothing
	r.until("the answer is kept", func() bool {
		s, err := r.Window.setup.File.Load()
		return err == nil && s.Role == roleSupport
	})
	r.openSettings()
	r.golden("settings")
	r.closeAside()
	r.openAbout()
	r.golden("about")
	r.closeAside()
	r.openShortcuts()
	r.golden("keys")
}

func TestGoldenCrash(t *testing.T) {
	a := test.NewTempApp(t)
	r := &rig{t: t, dir: t.TempDir()}
	r.desk = work.NewDesk(r.dir, "test", "Tradecase test", config.Settings{})
	setup := r.setup()
	setup.Crash = Crash{Report: "panic: [user-1]", Dismiss: func() error { return nil }}
	w, err := newWindow(t.Context(), a, r.desk, setup, r.post)
	if err != nil {
		t.Fatal(err)
	}
	r.Window = w
	t.Cleanup(w.jobs.Close)
	r.until("the list is read", func() bool { return !w.sidebar.loading })
	r.golden("crash-report")
}
