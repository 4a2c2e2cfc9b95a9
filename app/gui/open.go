package gui

import (
	"context"

	"tradecase/app/gui/model"
	"tradecase/app/work"
	"tradecase/diagnostics"
)

// open shows a bundle.
func (w *Window) open(id diagnostics.TradeID) {
	if p := w.pages[id]; p != nil {
		w.showPage(p)
		p.reload()
		return
	}
	var status work.Status
	w.read(func(context.Context) (err error) {
		status, err = w.desk.Status(string(id))
		return err
	}, func(err error) {
		if err != nil {
			w.page = nil
			w.welcome.say(err)
			w.show(w.welcome.object)
			return
		}
		p := w.pages[id]
		if p == nil {
			p = newPage(w, status)
			w.pages[id] = p
		}
		p.update(status)
		w.showPage(p)
	})
}

func (w *Window) showPage(p *page) {
	w.page = p
	w.show(p.object)
	w.sidebar.mark(p.id)
}

// openVerify shows the page for zips that somebody sent.
func (w *Window) openVerify() {
	w.page = nil
	w.sidebar.mark("")
	w.show(w.verify.object)
	w.win.Canvas().Focus(w.verify.path)
}

// forget drops the pages of bundles that are gone.
func (w *Window) forget(has func(diagnostics.TradeID) bool) {
	for id, p := range w.pages {
		if has(id) || p == w.page && p.busy > 0 || len(p.notes.state.Unsaved()) > 0 {
			continue // what was typed is not thrown away with its bundle
		}
		p.handoff.drop()
		delete(w.pages, id)
		p.logs.close()
		p.scan.close()
		p.shots.close()
		p.txs.close()
		if p == w.page {
			w.page = nil
			w.sidebar.mark("") // what is chosen cannot be chosen again, should it come back
			w.welcome.notice.Say(model.Message{Sign: model.Warn, Text: model.Say("bundle.gone", "The bundle that was open is not there any more.")})
			w.show(w.welcome.object)
		}
	}
}
