package gui

import (
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
)

// BenchmarkSwitchPage opens each page of a bundle from its neighbour, with all
// that is laid out anew for it; without drawing, which the real window's test
// measures.
func BenchmarkSwitchPage(b *testing.B) {
	r := newRig(b, nil)
	p := r.bundle()
	dir := b.TempDir()
	if err := logstest.Alexis().WriteSet(dir, 3, 40_000); err != nil {
		b.Fatal(err)
	}
	r.add(diagnostics.Buyer, dir)
	p.tabs.Open(logsTab)
	r.until("the logs are read", func() bool { return p.logs.read != "" && !r.bar.state.Busy() })
	for tab, button := range p.tabs.Buttons {
		b.Run(button.Text, func(b *testing.B) {
			for b.Loop() {
				p.tabs.Open((tab + 1) % len(p.tabs.Buttons))
				p.tabs.Open(tab)
				r.win.Content().Refresh()
			}
		})
	}
}

// BenchmarkOpenBundle builds a bundle's page from nothing and shows it.
func BenchmarkOpenBundle(b *testing.B) {
	r := newRig(b, nil)
	status := r.bundle().status
	for b.Loop() {
		r.showPage(newPage(r.Window, status))
		r.win.Content().Refresh()
	}
}
