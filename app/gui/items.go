package gui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/bundle"
)

// itemsPage lists what lies in the bundle, puts it right, and lists what was
// left out.
type itemsPage struct {
	p      *page
	object fyne.CanvasObject
	items  []bundle.Item
	left   []model.LeftOut

	empty    fyne.CanvasObject   // as long as nothing lies in the bundle
	full     []fyne.CanvasObject // what is shown else
	view     *widget.List
	chosen   int // the chosen item's number, 0 if none
	marking  bool
	moves    []model.Target
	to       *widget.Select
	move     *widget.Button
	remove   *widget.Button
	notice   *widget.Notice
	leftView *widget.List
	whole    *fw.Label // the chosen line of what was left out
	leftBox  *fyne.Container
}

// The widths of the items' columns: path, kind, size, slot.
var itemWidths = []float32{0, 60, 90, 265}

// The widths of the columns of what was left out: path, reason.
var leftWidths = []float32{0, 0}

func newItemsPage(p *page) *itemsPage {
	i := &itemsPage{p: p, notice: widget.NewNotice()}
	i.view = widget.NewList(func() int { return len(i.items) }, func() fyne.CanvasObject { return widget.NewCells(itemWidths...) }, i.draw)
	i.view.OnSelected = i.choose
	i.to = widget.NewSelect(nil, func(string) { i.enable() })
	i.to.PlaceHolder = lang.X("items.to", "Move to…")
	i.move = widget.NewButton(lang.X("items.move", "Move"), i.moveChosen)
	i.remove = widget.NewDanger(lang.X("items.remove", "Remove…"), i.removeChosen)
	i.leftView = widget.NewList(func() int { return len(i.left) }, func() fyne.CanvasObject { return widget.NewCells(leftWidths...) }, i.drawLeft)

	to := container.NewGridWrap(fyne.NewSize(230, i.to.MinSize().Height), i.to)
	tools := widget.NewBar(widget.NewElastic(180, widget.NewMuted(lang.X("items.hint", "Choose an item to move or remove it."))), to, i.move, i.remove)
	head := widget.NewHeader(itemWidths, lang.X("column.item", "Item"), lang.X("column.kind", "Kind"),
		lang.X("column.size", "Size"), lang.X("column.slot", "Shows"))
	i.whole = widget.NewText("")
	i.whole.Hide()
	i.leftView.OnSelected = i.showWhole
	i.leftBox = widget.NewBorder(widget.NewTitle(lang.X("items.left", "Left out")), widget.NewSaid(i.whole), nil, nil, i.leftView)
	lists := container.New(&shared{}, i.view, i.leftBox)
	i.empty, i.full = i.teach(), []fyne.CanvasObject{tools, head, lists}
	i.object = widget.NewBorder(widget.Stacked(tools, i.notice, head), nil, nil, nil, container.NewStack(lists, i.empty))
	return i
}

// teach is the page as long as there are no items.
func (i *itemsPage) teach() fyne.CanvasObject {
	return scrolled(container.NewPadded(widget.Spaced(
		widget.NewTitle(lang.X("items.empty", "Nothing in this bundle yet")),
		widget.NewText(lang.X("items.empty.what", "Once something is here, this page lists every file, and what was left out with the reason. A file can be given to the other trader, to a line of the checklist, or removed.")),
		widget.NewText(lang.X("items.empty.how", "Drop folders, zips, logs and screenshots on the window, or add them on the Overview.")),
		container.NewHBox(widget.NewPrimary(lang.X("items.empty.add", "Add files"), i.p.startAdding)),
	)))
}

func (i *itemsPage) draw(at int, o fyne.CanvasObject) {
	row, ok := o.(*widget.Cells)
	if !ok || at >= len(i.items) {
		return
	}
	it := model.ItemOf(i.items[at])
	row.Set(model.NoSign, it.Path, words.Of(it.Kind), words.Of(it.Size), words.Of(it.Slot))
}

func (i *itemsPage) drawLeft(at int, o fyne.CanvasObject) {
	row, ok := o.(*widget.Cells)
	if !ok || at >= len(i.left) {
		return
	}
	row.Set(model.Optional, i.left[at].Path, words.Of(i.left[at].Reason))
}

// showWhole shows all of a line of what was left out.
func (i *itemsPage) showWhole(at int) {
	if at < len(i.left) {
		i.whole.SetText(joined(i.left[at].Path, words.Of(i.left[at].Reason)))
		i.whole.Show()
		i.leftBox.Refresh()
	}
}

// update shows the items as they are, keeping the choice.
func (i *itemsPage) update() {
	i.items = i.p.status.Files
	i.left = model.LeftOutOf(i.p.status.Skipped)
	if len(i.left) > 0 {
		i.leftBox.Show()
	} else {
		i.leftBox.Hide()
	}
	none := len(i.items) == 0 && len(i.left) == 0
	setShown(i.empty, none)
	for _, o := range i.full {
		setShown(o, !none)
	}
	i.view.Refresh()
	i.leftView.Refresh()
	i.mark()
	i.object.Refresh()
}

// mark selects the chosen item again, wherever it is now.
func (i *itemsPage) mark() {
	i.marking = true
	at := slices.IndexFunc(i.items, func(it bundle.Item) bool { return it.Number == i.chosen })
	if at < 0 {
		i.chosen = 0
		i.view.UnselectAll()
	} else {
		i.view.Select(at)
	}
	i.marking = false
	i.offer()
}

func (i *itemsPage) choose(at int) {
	if i.marking || at >= len(i.items) {
		return
	}
	i.chosen = i.items[at].Number
	i.notice.Say(model.Message{})
	i.offer()
}

// item is the chosen item.
func (i *itemsPage) item() (bundle.Item, bool) {
	at := slices.IndexFunc(i.items, func(it bundle.Item) bool { return it.Number == i.chosen })
	if at < 0 {
		return bundle.Item{}, false
	}
	return i.items[at], true
}

// offer lists where the chosen item may go.
func (i *itemsPage) offer() {
	i.moves = nil
	if it, ok := i.item(); ok {
		i.moves = model.Moves(it)
	}
	names := make([]string, len(i.moves))
	for n, t := range i.moves {
		names[n] = words.Of(t.Label())
	}
	i.to.SetOptions(names)
	i.to.ClearSelected()
	i.enable()
}

func (i *itemsPage) enable() {
	_, chosen := i.item()
	chosen = chosen && i.p.editable
	enable(chosen, i.to, i.remove)
	enable(chosen && i.to.SelectedIndex() >= 0, i.move)
}

// moveChosen gives the chosen item to another party or slot.
func (i *itemsPage) moveChosen() {
	it, ok := i.item()
	at := i.to.SelectedIndex()
	if !ok || at < 0 {
		return
	}
	to, name := i.moves[at], model.ItemOf(it).Name()
	var moved bundle.Item
	i.p.change(model.Say("job.move", "Moving"), func(ctx context.Context, _ *job.Progress) (err error) {
		var slot *bundle.Slot
		if to.Slot != "" {
			slot = &to.Slot
		}
		moved, err = i.p.w.desk.Move(ctx, string(i.p.id), name, to.Party, slot)
		return err
	}, func(err error) {
		m := model.Trouble(err)
		if err == nil {
			m = model.Message{Sign: model.Good, Text: model.Say("items.moved", "{{.From}} is now {{.Path}}.", "From", it.Path(), "Path", moved.Path())}
		}
		i.say(m)
	})
}

// removeChosen removes the chosen item after asking.
func (i *itemsPage) removeChosen() {
	it, ok := i.item()
	if !ok {
		return
	}
	question := lang.X("items.ask", "Remove {{.Path}} ({{.Size}}) from the bundle?",
		map[string]any{"Path": it.Path(), "Size": words.Of(model.Size(it.Size))})
	i.p.w.ask(question, lang.X("items.remove.yes", "Remove"), lang.X("items.remove.no", "Keep"), func() {
		i.p.change(model.Say("job.remove", "Removing"), func(ctx context.Context, _ *job.Progress) error {
			_, err := i.p.w.desk.Remove(ctx, string(i.p.id), model.ItemOf(it).Name())
			return err
		}, func(err error) {
			m := model.Trouble(err)
			if err == nil {
				i.p.undo.state.Removed()
				m = model.Message{Sign: model.Good, Text: model.Say("items.removed", "{{.Path}} is removed.", "Path", it.Path())}
			}
			i.say(m)
		})
	}, nil)
}

func (i *itemsPage) say(m model.Message) {
	i.notice.Say(m)
	i.object.Refresh()
}

// shared gives the first object all the height, or two thirds of it if the
// second is there too and needs no more than the rest.
type shared struct{}

func (*shared) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	first, second := objects[0], objects[1]
	upper := size.Height
	if second.Visible() {
		upper = min(size.Height*2/3, size.Height-second.MinSize().Height)
		second.Move(fyne.NewPos(0, upper))
		second.Resize(fyne.NewSize(size.Width, size.Height-upper))
	}
	first.Resize(fyne.NewSize(size.Width, upper))
}

func (*shared) MinSize(objects []fyne.CanvasObject) fyne.Size {
	first, second := objects[0].MinSize(), objects[1].MinSize()
	if !objects[1].Visible() {
		return first
	}
	return fyne.NewSize(max(first.Width, second.Width), first.Height+second.Height)
}
