package gui

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/bundle/store"
	"tradecase/diagnostics/flow"
	"tradecase/diagnostics/trade"
)

// txPicture shows the coins, and below what is said of the part that is chosen.
type txPicture struct {
	t              *txsPage
	object         *fyne.Container
	high, low      *fyne.Container // what is in it where there is room, and on a page that scrolls as a whole
	foot           *fyne.Container // there what is said of a part stands below what scrolls
	under          *container.Scroll
	flow           *widget.Flow
	scroll         *container.Scroll
	told           fyne.CanvasObject // what is said of a part
	enlarge        *widget.Button
	hint, head     *fw.Label
	says, rules    *fw.Label
	copyID, copyTo *widget.Button
	notice         *widget.Notice
}

// receiversAtOnce is how many receivers of a delayed payout the page's picture
// has a line for; the enlarged one has one for each.
const receiversAtOnce = 4

// newTxPicture makes the page's picture.
func newTxPicture(t *txsPage) *txPicture {
	p, buttons := newPictureParts(t)
	p.enlarge = widget.NewQuiet(lang.X("flow.enlarge", "Enlarge"), t.openLarge)
	p.enlarge.SetIcon(fynetheme.ViewFullScreenIcon())
	buttons = slices.Insert(buttons, 2, fyne.CanvasObject(p.enlarge))
	p.flow.Receivers = receiversAtOnce
	sheet := widget.NewSurface(p.flow)
	// In a narrow window the picture is no smaller than it can be read.
	p.scroll = container.NewScroll(widget.NewColumns([]float32{0, scrollWidth}, sheet, widget.Stacked()))
	p.high = widget.NewBorder(nil, p.detail(container.NewGridWithColumns(3, buttons...)), nil, nil, p.scroll)
	p.low = widget.Stacked(sheet, widget.NewBar(buttons...), p.notice)
	p.under = container.NewVScroll(widget.Stacked()) // whatever is said, the picture does not move
	p.under.SetMinSize(fyne.NewSize(0, footHeight))
	p.foot = container.NewVBox(fw.NewSeparator(), p.under)
	p.foot.Hide()
	p.object = container.NewStack(p.high)
	p.tell()
	return p
}

// footHeight is that of what is said of a part where the page scrolls as a
// whole.
const footHeight = 64

// bend puts the parts where they belong on a page that scrolls as a whole, or
// does not.
func (p *txPicture) bend(low bool) {
	content, under := p.high, fyne.CanvasObject(widget.Stacked())
	if low {
		content, under = p.low, p.told
	}
	p.under.Content = under // it may be drawn, and laid out, while it is hidden
	p.foot.Refresh()
	p.object.Objects = []fyne.CanvasObject{content}
	p.object.Refresh() // what is in both had another place
}

// newPictureParts makes a picture and the buttons for it.
func newPictureParts(t *txsPage) (p *txPicture, buttons []fyne.CanvasObject) {
	p = &txPicture{t: t, head: widget.NewCell(""), says: widget.NewCaption(""), rules: widget.NewCaption(""), notice: widget.NewNotice()}
	p.head.TextStyle.Bold = true
	p.hint = widget.NewMuted(lang.X("flow.hint", "Choose a transaction or a strand to trace its coins: with the pointer, or Tab and the arrow keys."))
	p.flow = widget.NewFlow(sayTrade)
	p.flow.Changed, p.flow.Copy = p.tell, p.copyOf
	p.copyID = widget.NewButton(lang.X("flow.copyid", "Copy ID"), func() { p.copyChosen(func(part flow.Part) string { return part.TxID }) })
	p.copyTo = widget.NewButton(lang.X("flow.copyaddress", "Copy address"), func() { p.copyChosen(func(part flow.Part) string { return part.Address }) })
	p.copyID.SetIcon(fynetheme.ContentCopyIcon())
	p.told = widget.Compact(widget.Stacked(p.hint, widget.Snug(p.head), widget.Snug(p.says), widget.Snug(p.rules)))
	table := widget.NewQuiet(lang.X("flow.copytable", "Copy as text"), func() { t.p.w.copyText(p.text()) })
	save := widget.NewQuiet(lang.X("flow.save", "Save picture…"), func() {
		t.p.w.chooseTitled(wantSaveNow, lang.X("flow.where", "Choose where the picture goes: as .svg or .png"), "transactions.svg", p.save)
	})
	return p, []fyne.CanvasObject{p.copyID, p.copyTo, table, save}
}

// detail is what stands below the picture: what is said of a part, and the
// buttons.
func (p *txPicture) detail(buttons fyne.CanvasObject) fyne.CanvasObject {
	return widget.Stacked(p.notice, widget.NewBorder(nil, nil, nil, container.NewVBox(buttons), p.told))
}

// sayTrade is a sentence about a trade in the reader's language.
func sayTrade(t trade.Text) string { return words.Of(model.TradeText(t)) }

// show shows a result.
func (p *txPicture) show(r *trade.Result) {
	p.flow.SetResult(r)
	p.notice.Say(model.Message{})
	p.tell()
}

// tell says what is known of the part that is pointed at, or chosen.
func (p *txPicture) tell() {
	chosen, ok := p.flow.Chosen()
	enable(ok && chosen.TxID != "", p.copyID)
	enable(ok && chosen.Address != "", p.copyTo)
	part, ok := p.flow.Shown()
	setShown(p.hint, !ok)
	for _, l := range []fyne.CanvasObject{p.head, p.says, p.rules} {
		setShown(l, ok)
	}
	if !ok {
		return
	}
	head, rest := part.Lines()
	title := joinedSaid(head, ": ")
	if part.Sat != nil {
		title += "   " + flow.BTC(*part.Sat) + " BTC"
	}
	p.head.SetText(title)
	says := joinedSaid(rest, ", ")
	for _, more := range []string{flow.Short(part.TxID), part.Address} {
		if more != "" {
			says = strings.TrimPrefix(says+", "+more, ", ")
		}
	}
	p.says.SetText(says)
	p.rules.SetText(p.worst(part))
}

func joinedSaid(texts []trade.Text, between string) string {
	var all []string
	for _, t := range texts {
		all = append(all, sayTrade(t))
	}
	return strings.Join(all, between)
}

// worst says the worst verdicts on a part.
func (p *txPicture) worst(part flow.Part) string {
	if p.t.now == nil || part.Worst == trade.NotApplicable {
		return ""
	}
	var all []string
	for _, i := range part.Verdicts {
		if v := p.t.now.Verdicts[i]; v.Result == part.Worst && v.Result != trade.Pass {
			all = append(all, sayTrade(v.Detail))
		}
	}
	return words.Of(model.ResultOf(part.Worst)) + strings.TrimSuffix(": "+strings.Join(all, " "), ": ")
}

func (p *txPicture) copyOf(part flow.Part) {
	if part.TxID != "" {
		p.t.p.w.copyText(part.TxID)
	}
}

func (p *txPicture) copyChosen(what func(flow.Part) string) {
	if part, ok := p.flow.Chosen(); ok {
		p.t.p.w.copyText(what(part))
	}
}

// text is the picture as lines of text.
func (p *txPicture) text() string {
	if p.t.now == nil {
		return ""
	}
	var b strings.Builder
	for _, row := range flow.Table(p.t.now.Result) { // all of it, whatever is folded in the picture
		b.WriteString(row.Text(sayTrade) + "\n")
	}
	return b.String()
}

// save writes the picture as it is shown, with the window's colours and width:
// as PNG if the name says so, else as SVG.
func (p *txPicture) save(path string) {
	if p.t.now == nil {
		return
	}
	picture, style := p.flow.Picture(), flow.Style{Palette: p.flow.Palette(), Background: true, Say: sayTrade}
	asPNG := strings.EqualFold(filepath.Ext(path), ".png")
	if !asPNG && !strings.EqualFold(filepath.Ext(path), ".svg") {
		path += ".svg"
	}
	p.t.p.w.read(func(context.Context) error {
		data := picture.SVG(style)
		if asPNG {
			var err error
			if data, err = picture.PNG(style, 0); err != nil {
				return err
			}
		}
		return writeNew(path, data)
	}, func(err error) {
		m := model.Trouble(err)
		switch {
		case model.Taken(err):
			m = model.Message{Sign: model.Bad, Text: model.Say("flow.taken", "There is a file of this name already. Choose another one.")}
		case err == nil:
			p.t.p.w.folder = filepath.Dir(path)
			m = model.Message{Sign: model.Good, Text: model.Say("flow.saved", "Saved as {{.Name}}. The name decides: .svg or .png.", "Name", filepath.Base(path))}
		}
		p.notice.Say(m)
		p.object.Refresh()
	})
}

// writeNew writes a private file that is not there yet.
func writeNew(path string, data []byte) error {
	f, err := store.Create(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // after the commit it does nothing; before, the first error counts
	if _, err := f.Write(data); err != nil {
		return err
	}
	return f.CommitNew()
}
