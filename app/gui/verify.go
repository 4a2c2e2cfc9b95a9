package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/bundle"
)

// verifyPage judges a zip that somebody sent.
type verifyPage struct {
	w      *Window
	object fyne.CanvasObject
	path   *widget.Entry
	verify *widget.Button
	notice *widget.Notice
	facts  *fyne.Container
	cards  *widget.Cards
}

func newVerifyPage(w *Window) *verifyPage {
	v := &verifyPage{w: w, notice: widget.NewNotice(), facts: widget.Stacked(), cards: widget.NewCards(w.copyText)}
	v.path = widget.NewEntry(lang.X("verify.path", "The zip: type or paste a path, or drop it here"), func(string) { v.start() })
	choose := widget.NewButton(lang.X("choose.button", "Choose…"), func() {
		w.choose(wantFile, "", func(path string) { v.path.SetText(path); v.start() })
	})
	v.verify = widget.NewPrimary(lang.X("verify.start", "Verify"), v.start)
	top := widget.Stacked(
		widget.NewHeading(lang.X("verify.title", "Verify a zip")),
		widget.NewMuted(lang.X("verify.hint", "Is a hand-off that somebody sent safe to open, complete, unaltered, and free of private data? It is not unpacked for this.")),
		widget.NewBar(widget.NewElastic(pathWidth, v.path), choose, v.verify),
	)
	v.object = widget.NewBorder(top, nil, nil, nil, scrolled(widget.Spaced(v.notice, v.facts, v.cards.Object)))
	return v
}

func (v *verifyPage) start() {
	path := model.TidyPath(v.path.Text)
	if path == "" || v.verify.Disabled() {
		v.w.win.Canvas().Focus(v.path)
		return
	}
	v.verify.Disable()
	v.facts.RemoveAll()
	v.cards.Set(nil)
	v.say(model.Message{})
	var judged bundle.Verified
	v.w.run(model.Say("job.verify", "Verifying"), func(ctx context.Context, progress *job.Progress) (err error) {
		judged, err = v.w.desk.Verify(ctx, path, progress)
		return err
	}, func(err error) {
		v.verify.Enable()
		if err != nil {
			v.say(model.Trouble(err))
			return
		}
		j := model.Judge(judged)
		v.fill(j)
		v.say(j.Message)
	})
}

// factColumns are a fact's sign, its name and what it is.
var factColumns = []float32{20, 130, 0}

// fill shows the facts and the findings.
func (v *verifyPage) fill(j model.Judged) {
	for _, f := range j.Facts {
		v.facts.Add(widget.Compact(widget.NewColumns(factColumns, widget.NewSign(f.Sign),
			fw.NewLabel(words.Of(f.Name)), widget.NewCell(words.Of(f.Value)))))
	}
	hash := widget.NewMono(j.SHA256)
	hash.Truncation = fyne.TextTruncateEllipsis
	copyHash := widget.NewButton(lang.X("handoff.copyhash", "Copy SHA-256"), func() { v.w.copyText(j.SHA256) })
	v.facts.Add(widget.NewColumns(factColumns, widget.NewSign(model.NoSign), widget.Beside(fw.NewLabel("SHA-256")),
		widget.NewBorder(nil, nil, nil, copyHash, widget.Beside(hash))))
	v.cards.Set(j.Cards)
}

func (v *verifyPage) say(m model.Message) {
	v.notice.Say(m)
	v.object.Refresh()
}
