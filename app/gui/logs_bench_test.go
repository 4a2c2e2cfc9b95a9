package gui

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"fyne.io/fyne/v2"

	"tradecase/app/work"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/logs/logstest"
)

// memory is a log that lies in memory.
type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

// millionDesk lists a million entries for any bundle: files of 10 MB that all
// say the same.
type millionDesk struct{ *work.Desk }

func (millionDesk) Index(ctx context.Context, _ string, _ work.Progress) (*logs.Index, error) {
	var b bytes.Buffer
	if err := logstest.Ana().WriteFile(&b, 0, 10<<20); err != nil {
		return nil, err
	}
	entries := 0
	for s := logs.NewScanner(bytes.NewReader(b.Bytes())); s.Next(); {
		entries++
	}
	var files []logs.IndexFile
	for n := range 1_000_000/entries + 1 {
		path := fmt.Sprintf("seller/bisq_%d.log", n)
		files = append(files, logs.IndexFile{
			File: logs.File{Path: path, Party: diagnostics.Seller, Rotation: n, Open: func() (io.ReadCloser, error) { return memory{bytes.NewReader(b.Bytes())}, nil }},
			At:   func() (logs.Content, error) { return memory{bytes.NewReader(b.Bytes())}, nil },
		})
	}
	return logs.BuildIndex(ctx, files, logs.Options{})
}

// millionEntries is a window with a page of a million entries.
func millionEntries(b *testing.B) (*rig, *logEntries) {
	b.Helper()
	r := newRig(b, func(d *work.Desk) Desk { return millionDesk{d} })
	p := r.bundle()
	dir := b.TempDir()
	if err := logstest.Ana().WriteSet(dir, 1, 40_000); err != nil {
		b.Fatal(err)
	}
	r.add(diagnostics.Seller, dir)
	p.tabs.Open(logsTab)
	r.until("the logs are read", func() bool { return p.logs.read != "" && !r.bar.state.Busy() })
	p.logs.views.Open(entriesView)
	if n := p.logs.entries.rows.Len(); n < 1_000_000 {
		b.Fatalf("only %d entries", n)
	}
	if h := p.logs.entries.view.Size().Height; h < 200 {
		b.Fatalf("the list is only %v high", h)
	}
	return r, p.logs.entries
}

// drain does what was posted.
func (r *rig) drain() {
	for f := r.next(); f != nil; f = r.next() {
		f()
	}
}

// BenchmarkMillionSwitch goes to the page of a million entries and back.
func BenchmarkMillionSwitch(b *testing.B) {
	r, _ := millionEntries(b)
	for b.Loop() {
		r.page.tabs.Open(notesTab)
		r.page.tabs.Open(logsTab)
		r.drain()
	}
}

// BenchmarkMillionScroll scrolls by three rows and shows what was read for
// those before.
func BenchmarkMillionScroll(b *testing.B) {
	r, e := millionEntries(b)
	e.view.ScrollTo(0.5)
	step := &fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, -60)}
	for b.Loop() {
		e.view.Scrolled(step)
		r.drain()
	}
}

// BenchmarkMillionJump goes to places far apart.
func BenchmarkMillionJump(b *testing.B) {
	r, e := millionEntries(b)
	n := e.rows.Len()
	at := 0
	for b.Loop() {
		at = (at + 7919) % n
		e.view.Jump(at)
		r.drain()
	}
}

// BenchmarkMillionType types into the filter; the search runs beside it.
func BenchmarkMillionType(b *testing.B) {
	r, e := millionEntries(b)
	for b.Loop() {
		e.text.TypedRune('x')
		if len(e.text.Text) > 20 {
			e.text.SetText("")
		}
		r.drain()
	}
}
