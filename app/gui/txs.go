package gui

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/diagnostics/trade"
)

// txsPage judges the trade's five transactions, when asked to, and shows what
// came of it: in a sentence, as a picture, rule by rule, and what is to be done.
type txsPage struct {
	p      *page
	object *fyne.Container

	check, offline *widget.Button
	dispute        *widget.Select
	setting        bool // the dispute is being set, not chosen
	when           *fw.Label
	notice         *widget.Notice // what came of it, or why nothing did
	caught         *widget.Notice // sources that said what is not so
	stale          *widget.Notice // the bundle is another one now
	sources        *fw.Label      // how far each source is
	taken          *widget.Notice // what became of a contract

	views    *widget.Tabs
	teach    fyne.CanvasObject
	body     *fyne.Container // the views, or how to begin
	paste    *widget.Entry
	picture  *txPicture
	verdicts *txVerdicts
	advice   *fyne.Container
	raw      *txRaw

	job     *job.Job // nil if no check runs
	asked   *model.Questions
	now     *work.Checked // nil: never checked since the window was opened
	nobody  bool          // nobody was asked for it
	seen    work.Status   // of the bundle, when it was checked
	seenFor trade.Dispute
	gone    bool
}

func newTxsPage(p *page) *txsPage {
	t := &txsPage{
		p: p, when: widget.NewCaption(""), notice: widget.NewNotice(), caught: widget.NewNotice(), stale: widget.NewNotice(),
		taken: widget.NewNotice(), sources: widget.NewMuted(""), advice: widget.Spaced(), asked: &model.Questions{},
	}
	t.check = widget.NewPrimary("", func() { t.start(false) })
	t.offline = widget.NewButton("", func() { t.start(true) })
	t.picture, t.verdicts, t.raw = newTxPicture(t), newTxVerdicts(t), newTxRaw(t)
	t.views = widget.NewTabs([]string{
		lang.X("txs.picture", "Picture"), lang.X("txs.rules", "Rules"), lang.X("txs.todo", "What to do"), lang.X("txs.raw", "Raw"),
	}, t.picture.object, t.verdicts.object, scrolled(t.advice), t.raw.object)
	t.teach = t.begin()
	t.body = container.NewStack(t.teach)
	t.sources.Hide()
	top := widget.Stacked(t.bar(), t.notice, t.caught, t.stale, t.sources, t.taken)
	t.object = container.NewStack(below(top, t.body))
	t.tell()
	return t
}

// bar is the row of what can be done, and below when it was done last.
func (t *txsPage) bar() fyne.CanvasObject {
	t.dispute = widget.NewSelect(disputeNames(), func(string) { t.chooseDispute() })
	of := fw.NewLabel(lang.X("notes.dispute", "Dispute"))
	right := container.NewHBox(of, container.NewGridWrap(fyne.NewSize(170, t.dispute.MinSize().Height), t.dispute))
	return widget.NewBar(t.check, t.offline, widget.NewElastic(150, t.when), right)
}

// disputeNames are how the disputes are called, in their order.
func disputeNames() []string {
	return []string{
		lang.X("dispute.unknown", "not known"), lang.X("dispute.none", "no dispute"), lang.X("dispute.mediation", "mediation"),
		lang.X("dispute.arbitration", "arbitration"), lang.X("dispute.manual", "manual payout"),
	}
}

// chooseDispute stores the kind of dispute in the notes.
func (t *txsPage) chooseDispute() {
	if !t.setting {
		t.p.notes.dispute.SetSelectedIndex(t.dispute.SelectedIndex())
		t.tellStale()
	}
}

// begin is the page as long as nothing was checked.
func (t *txsPage) begin() fyne.CanvasObject {
	t.paste = widget.NewTextEntry(lang.X("txs.paste.hint", "Paste here what Bisq's window copies, a contract, raw transactions or their IDs"), 4)
	take := widget.NewButton(lang.X("txs.paste.take", "Put it into the bundle"), t.takePaste)
	choose := widget.NewButton(lang.X("txs.contract", "Add contract…"), func() {
		t.p.w.choose(wantFile, "", func(path string) { t.takeFile(path, nil) })
	})
	return scrolled(container.NewPadded(widget.Spaced(
		widget.NewTitle(lang.X("txs.empty", "Not checked yet")),
		widget.NewText(lang.X("txs.empty.what", "A check judges both fee transactions, the deposit, the payout and the delayed payout: is everything in the chain, are the amounts and receivers right, where is the money, and what is to be done.")),
		widget.NewText(lang.X("txs.empty.how", "Check asks the explorers of the settings for these transactions. It asks through Tor; a server of your own is asked directly. Offline asks nobody and goes by the bundle's logs, notes and contract.")),
		widget.NewText(lang.X("txs.empty.more", "The more is known the more can be judged: add the contract, or the transaction IDs on the page Notes.")),
		t.paste, widget.NewBar(take, choose),
	)))
}

// update shows how the bundle is now.
func (t *txsPage) update() {
	t.setting = true
	t.dispute.SetSelectedIndex(max(0, t.p.notes.dispute.SelectedIndex()))
	t.setting = false
	enable(t.p.editable, t.dispute, t.paste)
	t.tellStale()
}

// tellStale says that the bundle has changed since it was checked.
func (t *txsPage) tellStale() {
	m := model.Message{}
	if t.now != nil && t.job == nil && (!sameTrade(t.seen, t.p.status) || t.seenFor != t.kind()) {
		m = model.Message{Sign: model.Warn, Text: model.Say("txs.stale", "The bundle has changed since. Check again.")}
	}
	if t.stale.Message().Text.Key != m.Text.Key {
		t.stale.Say(m)
		t.object.Refresh()
	}
}

// sameTrade reports whether a check goes by the same of both; the kind of
// dispute is compared as it is chosen.
func sameTrade(a, b work.Status) bool {
	a.Notes.Dispute = b.Notes.Dispute
	return reflect.DeepEqual(a.Files, b.Files) && reflect.DeepEqual(a.Notes, b.Notes)
}

// tell shows the state of the page.
func (t *txsPage) tell() {
	switch {
	case t.job != nil:
		t.check.SetText(lang.X("txs.stop", "Stop"))
	case t.now != nil && !t.nobody:
		t.check.SetText(lang.X("txs.again", "Check again"))
	default:
		t.check.SetText(lang.X("txs.check", "Check, through Tor"))
	}
	if t.now == nil {
		t.offline.SetText(lang.X("txs.offline", "Offline: from the logs and what is here"))
	} else {
		t.offline.SetText(lang.X("txs.offline.again", "Offline"))
	}
	enable(t.job == nil, t.offline)
	switch {
	case t.job != nil:
		t.when.SetText(lang.X("txs.running", "Being checked…"))
	case t.now == nil:
		t.when.SetText(lang.X("txs.never", "Never checked yet."))
	default:
		t.when.SetText(words.Of(model.CheckedAt(t.now.Checked, t.nobody)))
	}
	t.tellStale()
	t.object.Refresh()
}

// close ends the page.
func (t *txsPage) close() {
	t.gone = true
	if t.job != nil {
		t.job.Cancel()
	}
}
