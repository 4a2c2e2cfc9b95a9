package gui

import (
	"maps"
	"reflect"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics/trade"
)

// txsPage judges the trade's five transactions, when asked to, and shows what
// came of it: in a sentence, as a picture, rule by rule, and what is to be done.
type txsPage struct {
	p      *page
	object *fyne.Container
	tall   *widget.Tall

	check, offline *widget.Button
	copy           *widget.Button // what came of it
	dispute        *widget.Select
	setting        bool // the dispute is being set, not chosen
	when           *fw.Label
	tried          *widget.Notice // why nothing came of the last try
	notice         *widget.Notice // what came of it
	caught         *widget.Notice // sources that said what is not so
	stale          *widget.Notice // the bundle, or the network, is another one now
	network        *widget.Notice // it is not that of real bitcoin
	remarks        *widget.Notice // what was made of contract and copied texts
	sources        *fw.Label      // how far each source is
	adder          *txAdder

	views    *widget.Tabs
	teach    fyne.CanvasObject
	said     *fyne.Container // all notices; below the tabs, which they never move
	body     *fyne.Container // the views, or how to begin
	picture  *txPicture
	large    *txLarge // the picture in front of all else; nil if it was never asked for
	verdicts *txVerdicts
	advice   *fyne.Container
	raw      *txRaw

	job     *job.Job // nil if no check runs
	asked   *model.Questions
	last    txRecall
	now     *work.Checked // nil: nothing is judged yet
	nobody  bool          // nobody was asked for it
	seen    work.Status   // of the bundle, when it was checked
	seenFor trade.Dispute
	failed  bool // the last try came to nothing, so that what is shown is of the one before
	gone    bool
}

// pictureView is the first of the views.
const pictureView = 0

func newTxsPage(p *page) *txsPage {
	t := &txsPage{
		p: p, when: widget.NewCaption(""), tried: widget.NewNotice(), notice: widget.NewNotice(), caught: widget.NewNotice(), stale: widget.NewNotice(), network: widget.NewNotice(),
		remarks: widget.NewNotice(), sources: widget.NewMuted(""), advice: widget.Spaced(), asked: &model.Questions{},
	}
	t.check = widget.NewPrimary("", func() { t.start(false) })
	t.check.Reserve(lang.X("txs.stop", "Stop"), lang.X("txs.again", "Check again"))
	t.offline = widget.NewButton("", func() { t.start(true) })
	t.copy = widget.NewButton(lang.X("txs.copy", "Copy result"), func() { t.p.w.copyText(t.result()) })
	t.picture, t.verdicts, t.raw, t.adder = newTxPicture(t), newTxVerdicts(t), newTxRaw(t), newTxAdder(t)
	steps := widget.NewPart(t.advice)
	t.views = widget.NewTabs([]string{
		lang.X("txs.picture", "Picture"), lang.X("txs.rules", "Rules"), lang.X("txs.todo", "What to do"), lang.X("txs.raw", "Raw"),
	}, t.picture.object, t.verdicts.object, steps, t.raw.object)
	t.views.Opened = func(int) { t.tellFoot() }
	t.said = widget.NewSaid(widget.Stacked(t.sources, t.tried, t.stale, t.notice, t.network, t.caught, t.remarks))
	t.views.Under(t.said)
	teach := t.begin()
	t.teach = below(widget.Stacked(t.network, t.sources, t.tried), teach)
	t.body = container.NewStack(t.teach)
	t.sources.Hide()
	t.tall = widget.NewTall(tallLeast, below(widget.Stacked(t.bar(), t.adder.object), t.body), t.picture.foot, t.said, teach, t.verdicts.rules, steps)
	t.tall.Bent = t.bend
	t.object = t.tall.Object
	t.tell()
	t.tellNetwork()
	return t
}

// bar is the row of what can be done, and below when it was done last.
func (t *txsPage) bar() fyne.CanvasObject {
	t.dispute = widget.NewSelect(disputeNames(), func(string) { t.chooseDispute() })
	of := fw.NewLabel(lang.X("notes.dispute", "Dispute"))
	right := container.NewHBox(of, container.NewGridWrap(fyne.NewSize(170, t.dispute.MinSize().Height), t.dispute))
	first := widget.NewBar(t.check, t.offline, t.copy, right)
	return widget.Stacked(first, widget.NewBar(widget.NewElastic(150, t.when), t.adder.open))
}

// bend lays the views out on a page that scrolls as a whole, or does not.
func (t *txsPage) bend(low bool) {
	t.picture.bend(low)
	t.raw.bend(low)
	setShown(t.picture.foot, t.hasFoot())
}

func (t *txsPage) hasFoot() bool {
	return t.tall.Low() && t.now != nil && t.views.Current() == pictureView
}

// tellFoot shows what is said of a part of the picture below a page that
// scrolls as a whole, while the picture is looked at.
func (t *txsPage) tellFoot() {
	if on := t.hasFoot(); on != t.picture.foot.Visible() {
		setShown(t.picture.foot, on)
		t.object.Refresh()
	}
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
func (t *txsPage) begin() *fyne.Container {
	return widget.NewPart(container.NewPadded(widget.Spaced(
		widget.NewTitle(lang.X("txs.empty", "What a check does")),
		widget.NewText(lang.X("txs.empty.what", "A check judges both fee transactions, the deposit, the payout and the delayed payout: is everything in the chain, are the amounts and receivers right, where is the money, and what is to be done.")),
		widget.NewText(lang.X("txs.empty.how", "Check asks the explorers of the settings for these transactions. It asks through Tor; a server of your own is asked directly. Offline asks nobody and goes by the bundle's logs, notes and contract.")),
		widget.NewText(lang.X("txs.empty.more", "The more is known the more can be judged: add the contract, or the transaction IDs on the page Notes.")),
		t.adder.first,
	)))
}

// update shows how the bundle is now.
func (t *txsPage) update() {
	t.setting = true
	t.dispute.SetSelectedIndex(max(0, t.p.notes.dispute.SelectedIndex()))
	t.setting = false
	enable(t.p.editable, t.dispute)
	t.adder.enable(t.p.editable)
	t.tellStale()
	if t.p.scan.job == nil {
		t.recall()
	}
}

// tellStale says that the bundle, or the network, has changed since it was
// checked.
func (t *txsPage) tellStale() {
	m := model.Message{}
	switch {
	case t.now == nil || t.job != nil:
	case !t.sameTrade() || t.seenFor != t.kind():
		m = model.Message{Sign: model.Warn, Text: model.Say("txs.stale", "The bundle has changed since. Check again.")}
	case t.nobody && addedSince(t.p.status.Files, t.now.Asked):
		m = model.Message{Sign: model.Warn, Text: model.Say("txs.stale.asked", "The bundle has changed since anybody was asked. Check again.")}
	}
	if t.now != nil && t.job == nil {
		if other := model.CheckedElsewhere(t.now.Trade.Network, t.p.w.setup.Settings); !other.Empty() {
			m = other
		}
	}
	if t.stale.Message().Text.Key != m.Text.Key {
		t.stale.Say(m)
		t.tellResult()
	}
}

// tellResult says what came of the last check that came to anything. It is no
// success any more when something speaks against it.
func (t *txsPage) tellResult() {
	if t.now != nil {
		t.notice.Say(model.OfBefore(model.CheckSummary(*t.now), t.job != nil || t.failed || t.stale.Visible()))
	}
	t.object.Refresh()
}

// sameTrade reports whether a check would go by the same as what is shown. The
// kind of dispute is compared as it is chosen, and an ID that the check itself
// wrote into the notes changes nothing.
func (t *txsPage) sameTrade() bool {
	seen, now := t.seen.Notes, t.p.status.Notes
	seen.Dispute, seen.Tx, now.Tx = now.Dispute, maps.Clone(seen.Tx), maps.Clone(now.Tx)
	for _, tx := range t.now.Transactions {
		before := seen.Tx[tx.Role]
		filled := before == "" || slices.Contains(seen.Found, tx.Role) // such an ID the check may write, and write anew
		if tx.ID != nil && filled && now.Tx[tx.Role] == tx.ID.String() {
			delete(seen.Tx, tx.Role)
			delete(now.Tx, tx.Role)
		}
	}
	seen.Found, now.Found = nil, nil // the check's own mark
	if len(seen.Tx)+len(now.Tx) == 0 {
		seen.Tx, now.Tx = nil, nil
	}
	return reflect.DeepEqual(t.seen.Files, t.p.status.Files) && reflect.DeepEqual(seen, now)
}

// addedSince reports whether something that a check goes by was added after a
// time; the zero time is none.
func addedSince(files []bundle.Item, asked time.Time) bool {
	return !asked.IsZero() && slices.ContainsFunc(files, func(it bundle.Item) bool { return it.Kind != bundle.Image && it.Added.After(asked) })
}

// tell shows the state of the page.
func (t *txsPage) tell() {
	switch {
	case t.job != nil:
		t.check.SetText(lang.X("txs.stop", "Stop"))
	case t.now != nil && !t.nobody:
		t.check.SetText(lang.X("txs.again", "Check again"))
	case work.ThroughTor(t.p.w.setup.Settings):
		t.check.SetText(lang.X("txs.check", "Check, through Tor"))
	default:
		t.check.SetText(lang.X("txs.check.own", "Check, with your own servers"))
	}
	if t.now == nil {
		t.offline.SetText(lang.X("txs.offline", "Offline: from the logs and what is here"))
	} else {
		t.offline.SetText(lang.X("txs.offline.again", "Offline"))
	}
	enable(t.job == nil, t.offline)
	setShown(t.copy, t.now != nil)
	enable(t.job == nil, t.copy)
	switch {
	case t.job != nil && t.now != nil:
		t.when.SetText(words.Of(model.CheckedBefore(t.now.Checked, t.now.Asked, t.nobody)))
	case t.job != nil:
		t.when.SetText(lang.X("txs.running", "Being checked…"))
	case t.last.job != nil:
		t.when.SetText(lang.X("txs.recalling", "Judging again what the bundle keeps of its last check…"))
	case t.now == nil && !t.last.asked.IsZero():
		t.when.SetText(words.Of(model.LastAsked(t.last.asked)))
	case t.now == nil:
		t.when.SetText(lang.X("txs.never", "Never checked yet."))
	default:
		t.when.SetText(words.Of(model.CheckedAt(t.now.Checked, t.now.Asked, t.nobody)))
	}
	t.tellStale()
	t.tellResult()
	t.p.overview.found.update() // a check may be what is to be done next
}

// close ends the page.
func (t *txsPage) close() {
	t.gone = true
	for _, j := range []*job.Job{t.job, t.last.job} {
		if j != nil {
			j.Cancel()
		}
	}
}
