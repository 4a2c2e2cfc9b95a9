package gui

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/bundle"
	"tradecase/diagnostics"
)

// sidebar is the list of bundles, with search and a form for a new one.
type sidebar struct {
	w      *Window
	object fyne.CanvasObject
	list   model.List

	newButton *widget.Button
	form      *fyne.Container
	id        *widget.Entry
	create    *widget.Button
	notice    *widget.Notice
	search    *widget.Entry
	view      *widget.List
	none      *fw.Label
	marked    diagnostics.TradeID
	marking   bool // the selection is being set, not made
	loading   bool
	again     bool // something changed while the list was being read
	unread    bool // it could not be read, which is said
}

func newSidebar(w *Window) *sidebar {
	s := &sidebar{w: w, notice: widget.NewNotice()}
	s.newButton = widget.NewPrimary(lang.X("new.button", "New bundle"), s.openForm)
	s.id = widget.NewEntry(lang.X("new.placeholder", "Trade ID, as Bisq shows it"), func(string) { s.submit() })
	s.create = widget.NewPrimary(lang.X("new.create", "Create"), s.submit)
	cancel := widget.NewButton(cancelText(), s.closeForm)
	whole := widget.NewWhole(s.id) // the list is narrower than an ID
	s.id.OnChanged = func(string) {
		if whole.Tell() {
			s.object.Refresh()
		}
	}
	s.form = widget.Stacked(whole.Object, container.NewGridWithColumns(2, s.create, cancel))
	s.form.Hide()
	s.search = widget.NewEntry(lang.X("search.placeholder", "Search…"), func(string) { s.w.win.Canvas().Focus(s.view) })
	s.search.OnChanged = s.filter
	s.view = widget.NewList(s.list.Len, newLine, s.drawLine)
	s.view.OnSelected = s.chosen
	s.none = widget.NewMuted("")
	s.none.Hide() // nothing is known yet
	verify := widget.NewButton(lang.X("verify.button", "Verify a zip…"), w.openVerify)
	top := widget.Stacked(s.newButton, s.form, s.notice, s.search, s.none)
	s.object = widget.NewBorder(top, verify, nil, nil, s.view)
	return s
}

// newLine makes one line of the list.
func newLine() fyne.CanvasObject { return widget.NewLine() }

func (s *sidebar) drawLine(i int, o fyne.CanvasObject) {
	line, ok := o.(*widget.Line)
	if !ok {
		return
	}
	l := s.list.At(i)
	line.Set(l.Sign, l.Title, words.Of(l.State))
}

// reload reads the list of bundles again.
func (s *sidebar) reload() {
	if s.loading {
		s.again = true
		return
	}
	s.loading = true
	var all []bundle.Summary
	s.w.read(func(context.Context) (err error) {
		all, err = s.w.desk.List()
		return err
	}, func(err error) {
		s.loading = false
		if err != nil || s.unread {
			s.unread = err != nil
			s.notice.Say(model.Trouble(err))
			s.object.Refresh()
		}
		if err == nil {
			s.load(all)
		}
		if s.again {
			s.again = false
			s.reload()
		}
	})
}

func (s *sidebar) load(all []bundle.Summary) {
	s.list.Load(all)
	s.redraw()
	s.w.forget(s.list.Has)
}

func (s *sidebar) filter(text string) {
	s.list.Search(text)
	s.redraw()
}

func (s *sidebar) redraw() {
	switch {
	case s.list.Total() == 0:
		s.none.SetText(lang.X("list.empty", "No bundles yet."))
	case s.list.Len() == 0:
		s.none.SetText(lang.X("list.nomatch", "No bundle has this in its ID."))
	}
	if says := s.list.Len() == 0; says != s.none.Visible() {
		setShown(s.none, says)
		s.object.Refresh() // Fyne sees no change of size before the first frame
	}
	s.view.Refresh()
	s.mark(s.marked)
}

// mark shows which bundle is open.
func (s *sidebar) mark(id diagnostics.TradeID) {
	s.marked = id
	s.marking = true
	defer func() { s.marking = false }()
	if i := s.list.Find(id); i >= 0 {
		s.view.Select(i)
		return
	}
	s.view.UnselectAll()
}

func (s *sidebar) chosen(i int) {
	if !s.marking {
		s.w.open(s.list.At(i).ID)
	}
}

func (s *sidebar) focusSearch() { s.w.win.Canvas().Focus(s.search) }

// openForm shows the form for a new bundle.
func (s *sidebar) openForm() {
	s.newButton.Hide()
	s.form.Show()
	s.object.Refresh()
	s.w.win.Canvas().Focus(s.id)
}

// closeForm puts the form away.
func (s *sidebar) closeForm() {
	s.id.SetText("")
	s.notice.Say(model.Message{})
	s.form.Hide()
	s.newButton.Show()
	s.object.Refresh()
	s.w.win.Canvas().Unfocus()
}

// submit makes the bundle whose ID was typed.
func (s *sidebar) submit() {
	id := s.id.Text
	s.create.Disable()
	var made bundle.Checklist
	there := false
	s.w.run(model.Say("job.new", "New bundle"), func(ctx context.Context, _ *job.Progress) (err error) {
		made, err = s.w.desk.New(ctx, id)
		if errors.Is(err, bundle.ErrExists) {
			if status, serr := s.w.desk.Status(id); serr == nil { // else it could be any of several
				made, there, err = status.Checklist, true, nil
			}
		}
		return err
	}, func(err error) {
		s.create.Enable()
		s.notice.Say(model.Trouble(err))
		s.object.Refresh()
		if err != nil {
			s.w.win.Canvas().Focus(s.id)
			return
		}
		s.closeForm()
		s.search.SetText("")
		s.w.open(made.ID)
		s.reload()
		if there {
			s.w.bar.say(model.Say("new.there", "There is a bundle for this trade already: here it is."))
		}
	})
}
