package gui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
)

// txAdder takes a contract, transactions or their IDs into the bundle: at the
// end of how to begin, and once something is judged behind a button.
type txAdder struct {
	t      *txsPage
	first  *fyne.Container // its place before anything is judged
	object *fyne.Container // its place afterwards, and what became of what was added
	open   *widget.Button  // shows and hides it there
	panel  fyne.CanvasObject
	paste  *widget.Entry
	take   *widget.Button
	choose *widget.Button
	taken  *widget.Notice
}

func newTxAdder(t *txsPage) *txAdder {
	a := &txAdder{t: t, taken: widget.NewNotice()}
	a.paste = widget.NewTextEntry(lang.X("txs.paste.hint", "Paste here what Bisq's window copies, a contract, raw transactions or their IDs"), 4)
	a.take = widget.NewButton(lang.X("txs.paste.take", "Put it into the bundle"), a.takePaste)
	a.choose = widget.NewButton(lang.X("txs.contract", "Add contract…"), func() {
		t.p.w.choose(wantFile, "", a.takeFile)
	})
	a.panel = widget.Stacked(a.paste, widget.NewBar(a.take, a.choose))
	a.open = widget.NewQuiet(lang.X("txs.add", "Add contract or transaction"), a.toggle)
	a.open.SetIcon(fynetheme.MenuDropDownIcon())
	a.open.Hide()
	a.first, a.object = container.NewStack(a.panel), widget.Stacked(a.taken)
	return a
}

// retreat goes behind the button, if it is not there yet. What is being typed
// stays to be seen.
func (a *txAdder) retreat() {
	if len(a.first.Objects) > 0 {
		a.first.RemoveAll()
		a.object.Objects = []fyne.CanvasObject{a.panel, a.taken}
		a.open.Show()
	}
	a.show(a.paste.Text != "")
}

func (a *txAdder) toggle() { a.show(!a.panel.Visible()) }

func (a *txAdder) show(shown bool) {
	a.open.SetIcon(foldIcon(shown))
	setShown(a.panel, shown)
	a.panel.MinSize() // Fyne gives the focus to nothing that it has not looked at yet
	a.t.object.Refresh()
}

func (a *txAdder) enable(editable bool) { enable(editable, a.paste, a.take, a.choose) }

func (a *txAdder) say(m model.Message) {
	a.taken.Say(m)
	a.t.object.Refresh()
}

// takePaste puts what was pasted into the bundle: transaction IDs into the notes,
// anything else into the place for the contract.
func (a *txAdder) takePaste() {
	text := strings.TrimSpace(a.paste.Text)
	if text == "" {
		a.say(model.Message{Sign: model.Note, Text: model.Say("txs.paste.empty", "There is nothing in the field to put into the bundle.")})
		return
	}
	var pasted work.Pasted
	a.t.p.change(model.Say("job.paste.text", "Adding what was pasted"), func(ctx context.Context, _ *job.Progress) (err error) {
		pasted, err = a.t.p.w.desk.AddText(ctx, string(a.t.p.id), text)
		return err
	}, func(err error) {
		if err != nil {
			a.say(model.Trouble(err))
			return
		}
		a.paste.SetText("")
		a.say(model.TakenText(pasted))
	})
}

// takeFile puts a file into the bundle's place for the contract and says what
// could be made of it.
func (a *txAdder) takeFile(path string) {
	var paper bundle.Paper
	a.t.p.change(model.Say("job.contract", "Adding the contract"), func(ctx context.Context, _ *job.Progress) (err error) {
		paper, err = a.t.p.w.desk.AddPaper(ctx, string(a.t.p.id), path)
		return err
	}, func(err error) {
		if err != nil {
			a.say(model.Trouble(err))
			return
		}
		a.say(model.TakenPaper(paper))
	})
}
