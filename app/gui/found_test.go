package gui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
	"tradecase/diagnostics/redact"
)

// scanner is a desk that counts the scans; as long as fails is set they fail,
// and as long as gate is set they wait for it or their end.
type scanner struct {
	*work.Desk
	times atomic.Int32
	fails atomic.Bool
	gate  chan struct{}
}

func (s *scanner) ScanBundle(ctx context.Context, tradeID string, progress work.Progress) (work.Scanned, error) {
	s.times.Add(1)
	if s.gate != nil {
		select {
		case <-s.gate:
		case <-ctx.Done():
			return work.Scanned{}, ctx.Err()
		}
	}
	if s.fails.Load() {
		return work.Scanned{}, diagnostics.WithHint(errors.New("the disk is on fire"), "call somebody")
	}
	return s.Desk.ScanBundle(ctx, tradeID, progress)
}

func newScanner(t *testing.T) (*rig, *scanner) {
	t.Helper()
	var s *scanner
	r := newRig(t, func(d *work.Desk) Desk { s = &scanner{Desk: d}; return s })
	return r, s
}

// heads are the texts above the bundle that say the versions.
func heads(p *page) (all []string) {
	for _, c := range p.version.cells {
		text := c.text.Text
		if c.down.Visible() {
			text += " " + c.down.Text
		}
		all = append(all, text)
	}
	return all
}

func TestOverviewShowsFindings(t *testing.T) {
	r, s := newScanner(t)
	p := r.bundle()
	f := p.overview.found
	if text, hint := said(f.notice); !strings.Contains(text, "no logs") || hint == "" || f.title.Text != "Found" || heads(p)[1] != "Seller: no logs yet" {
		t.Errorf("without logs it says %q, %q under %q and %q", text, hint, f.title.Text, heads(p))
	}
	if next := f.say.Text; next != "Ask for what is missing first: What happened." {
		t.Errorf("next is %q", next)
	}
	test.Tap(f.copyNext)
	if got := r.app.Clipboard().Content(); !strings.HasPrefix(got, "Please describe what happened") {
		t.Errorf("copied %q", got)
	}

	s.gate = make(chan struct{})
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 3))
	if p.scan.now.Stage != model.Scanning || heads(p)[1] != "Seller: logs are being read" || f.title.Text != "Found" || r.bar.state.Loses() {
		t.Errorf("while reading: %v, %q, %q", p.scan.now.Stage, heads(p), f.title.Text)
	}
	close(s.gate)
	r.until("the logs are read", func() bool { return p.scan.now.Stage == model.Scanned && !r.bar.state.Busy() })
	if got := heads(p); got[0] != "Buyer: no logs yet" || got[1] != "Seller 1.9.10 went down from 1.9.17 to 1.9.10" || !p.version.cells[1].sign.Visible() {
		t.Errorf("the head says %q", got)
	}
	if !strings.HasPrefix(f.title.Text, "Found (") || f.notice.Visible() || f.again.Visible() {
		t.Errorf("says %q, notice %v, again %v", f.title.Text, f.notice.Visible(), f.again.Visible())
	}
	card, ok := f.cards.Object.Objects[0].(*widget.Card)
	if !ok {
		t.Fatal("no card")
	}
	r.shrink(fyne.NewSize(startWidth, 600)) // the card needs all the room there is
	test.Tap(card.Evidence)
	settled(r.win.Content())
	d := fyne.CurrentApp().Driver()
	place, next := card.Places[0], d.AbsolutePositionForObject(f.asked).Y
	if at := d.AbsolutePositionForObject(place).Y; at+place.Size().Height > next || at < d.AbsolutePositionForObject(f.title).Y {
		t.Errorf("the evidence is opened out of sight, at %.0f of %.0f", at, next)
	}
	test.Tap(card.Places[1])
	if p.tabs.Current() != logsTab || p.logs.views.Current() != entriesView {
		t.Fatal("the evidence does not lead to the logs")
	}
	r.until("the entry is shown", func() bool { return strings.Contains(p.logs.entries.detail.raw.Text(), "VERSION=1.9.10") })
	if len(p.logs.cards.Object.Objects) != len(f.cards.Object.Objects) || s.times.Load() != 1 {
		t.Errorf("%d and %d cards from %d scans", len(p.logs.cards.Object.Objects), len(f.cards.Object.Objects), s.times.Load())
	}
	p.reload()
	r.rest()
	if s.times.Load() != 1 {
		t.Error("logs that have not changed are read again")
	}
}

func TestScanFails(t *testing.T) {
	r, s := newScanner(t)
	p := r.bundle()
	s.fails.Store(true)
	r.add(diagnostics.Buyer, r.logs(logstest.Alexis(), 1))
	f := p.overview.found
	r.until("it is told", func() bool { return f.again.Visible() && !r.bar.state.Busy() })
	if text, hint := said(f.notice); text != "The disk is on fire" || hint != "Call somebody" || heads(p)[0] != "Buyer: not known, logs not read" {
		t.Errorf("says %q, %q, %q", text, hint, heads(p))
	}
	p.reload()
	r.rest()
	if s.times.Load() != 1 {
		t.Error("it is tried again by itself")
	}
	s.fails.Store(false)
	test.Tap(f.again)
	r.until("it is read", func() bool { return p.scan.now.Stage == model.Scanned })
	if f.again.Visible() || heads(p)[0] != "Buyer 1.9.17" {
		t.Errorf("again %v, head %q", f.again.Visible(), heads(p))
	}
}

// TestScanBeginsAnew changes the logs while they are read.
func TestScanBeginsAnew(t *testing.T) {
	r, s := newScanner(t)
	p := r.bundle()
	s.gate = make(chan struct{})
	r.add(diagnostics.Buyer, r.logs(logstest.Alexis(), 1))
	r.until("it is read", func() bool { return s.times.Load() == 1 })
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 2)) // ends the first reading
	r.until("it begins anew", func() bool { return s.times.Load() == 2 })
	close(s.gate)
	r.until("it is read", func() bool { return p.scan.now.Stage == model.Scanned && !r.bar.state.Busy() })
	if got := len(p.scan.now.Result.Files); got != 3 {
		t.Errorf("%d files were read", got)
	}
	r.close() // reading alone does not make it ask
	if r.dialog != nil {
		t.Error("it asks")
	}
}

func TestOverviewSpeaksGerman(t *testing.T) {
	speak(t, "de_DE.UTF-8")
	r, _ := newScanner(t)
	p := r.bundle()
	r.add(diagnostics.Seller, r.logs(logstest.Ana(), 3))
	r.until("the logs are read", func() bool { return p.scan.now.Stage == model.Scanned && !r.bar.state.Busy() })
	card := words.Of(model.CardOf(p.scan.now.Findings()[0]).Title)
	if card != "Verkäufer: Version ging von 1.9.17 zurück auf 1.9.10" {
		t.Errorf("the finding says %q", card)
	}
	row := r.row("Logs des Käufers").Row()
	if detail, ask := words.Of(row.Detail), words.Of(row.Ask); detail != "keine Logs" || !strings.Contains(ask, "Datenverzeichnis öffnen") {
		t.Errorf("the row says %q, asks %q", detail, ask)
	}
	m := model.Trouble(func() error { _, err := r.desk.New(t.Context(), "no id"); return err }())
	if text, hint := words.Of(m.Text), words.Of(m.Hint); text != `"no id" ist keine Bisq-Handels-ID` || !strings.HasPrefix(hint, "Eine Handels-ID sieht aus wie") {
		t.Errorf("the error says %q, %q", text, hint)
	}
}

// TestReasonsSpeakGerman looks at texts of the core that stand inside of the
// window's own.
func TestReasonsSpeakGerman(t *testing.T) {
	speak(t, "de_DE.UTF-8")
	r := newRig(t, nil)
	p := r.bundle()
	document := filepath.Join(r.dir, "bundles", tradeID, "bundle.json")
	for content, want := range map[string]string{
		"{":                "Dieses Bündel ist beschädigt: bundle.json ist nicht als JSON zu lesen",
		"{}":               "Dieses Bündel ist beschädigt: bundle.json nennt keine Schemaversion",
		`{"schema": 9999}`: "Dieses Bündel ist schreibgeschützt: Das Bündel  stammt von einem neueren Tradecase (Schema 9999, dieses kennt 1)",
	} {
		if err := os.WriteFile(document, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		p.warning.Say(model.Message{})
		p.reload()
		r.until("it is said", func() bool { return p.warning.Visible() })
		if text, _ := said(p.warning); text != want {
			t.Errorf("%s: says %q", content, text)
		}
	}
	leak := &bundle.LeakError{Leaks: []redact.Leak{{Path: "a.log", Line: 3, Class: redact.IBAN}}}
	m := model.Trouble(leak)
	if text, hint := words.Of(m.Text), words.Of(m.Hint); !strings.HasPrefix(text, "1 privater Wert") || !strings.HasPrefix(hint, "Es ist 1 IBAN in a.log, Zeile 3.") {
		t.Errorf("a leak says %q, %q", text, hint)
	}
	p.handoff.sight.show(bundle.Export{}, model.Leaks(leak), nil)
	if got := p.handoff.sight.rows[0].texts[2]; got != "1 IBAN" {
		t.Errorf("its line says %q", got)
	}
	card := model.CardOf(diagnostics.Finding{Code: "handoff.unsafe-name", Args: map[string]string{"Reason": "an absolute path for a name"}, Title: "x", Advice: "x"})
	if got := words.Of(card.Title); !strings.Contains(got, "ein absoluter Pfad als Name") {
		t.Errorf("a name says %q", got)
	}
}
