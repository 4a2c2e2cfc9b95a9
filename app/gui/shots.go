package gui

import (
	"context"
	"errors"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/bundle"
)

// shotsPage lists the bundle's images with small pictures, and shows one of
// them large. Pictures are decoded in the background, one after the other, and
// kept only as long as they are looked at.
type shotsPage struct {
	p       *page
	object  *fyne.Container
	empty   fyne.CanvasObject
	listing fyne.CanvasObject
	duty    *fw.Label
	view    *widget.List
	shots   []model.Shot
	rows    []*widget.ShotRow // all that the list has made
	large   *largeShot

	looked  bool // somebody looks at the page
	loading bool
	stop    func() // ends the loading
}

func newShotsPage(p *page) *shotsPage {
	s := &shotsPage{p: p, duty: widget.NewMuted(""), stop: func() {}}
	s.view = widget.NewList(func() int { return len(s.shots) }, s.newRow, s.draw)
	s.view.OnSelected = func(i int) {
		s.view.UnselectAll()
		s.open(i)
	}
	s.large = newLargeShot(s)
	hint := widget.NewMuted(lang.X("shots.hint", "Choose a picture to see it large. Say on the page Items what it shows."))
	s.listing = widget.NewBorder(widget.Stacked(widget.Above(s.duty), widget.Above(hint)), nil, nil, nil, s.view)
	s.empty = s.teach()
	s.object = container.NewStack(s.empty)
	return s
}

// teach is the page as long as there are no images.
func (s *shotsPage) teach() fyne.CanvasObject {
	return scrolled(container.NewPadded(widget.Spaced(
		widget.NewTitle(lang.X("shots.empty", "No screenshots in this bundle yet")),
		widget.NewText(lang.X("shots.empty.what", "A developer needs both traders' first chat message, the trade details and the dispute details, and any error that was on the screen.")),
		widget.NewText(lang.X("shots.empty.how", "Drop pictures on the window, paste them, or use Add in the checklist, which also says what they show. If you do not have them yet, Ask copies a text for the trader.")),
		container.NewHBox(widget.NewPrimary(lang.X("shots.empty.add", "Add screenshots"), s.p.startAdding)),
	)))
}

func (s *shotsPage) newRow() fyne.CanvasObject {
	row := widget.NewShotRow()
	s.rows = append(s.rows, row)
	return row
}

func (s *shotsPage) draw(at int, o fyne.CanvasObject) {
	row, ok := o.(*widget.ShotRow)
	if !ok || at >= len(s.shots) {
		return
	}
	row.Set(shotKey(s.shots[at]), s.shots[at].Title, s.shots[at].Below)
	if row.Wants() {
		s.p.w.later(s.load)
	}
}

// shotKey names an image and its content.
func shotKey(shot model.Shot) string { return strconv.Itoa(shot.Number) + " " + shot.SHA256 }

// find is the place of an image in the list, or -1.
func (s *shotsPage) find(key string) int {
	for i, shot := range s.shots {
		if shotKey(shot) == key {
			return i
		}
	}
	return -1
}

// update shows the images as they are.
func (s *shotsPage) update() {
	s.shots = model.Shots(s.p.status.Files)
	s.duty.SetText(words.Of(model.ShotsDuty(len(s.shots))))
	if s.large.key != "" && s.find(s.large.key) < 0 {
		s.large.close()
	}
	s.large.tell()
	s.view.Refresh()
	s.arrange()
}

// arrange shows the list, one picture, or how to begin.
func (s *shotsPage) arrange() {
	shown := s.listing
	switch {
	case len(s.shots) == 0:
		shown = s.empty
	case s.large.key != "":
		shown = s.large.object
	}
	if s.object.Objects[0] != shown {
		s.object.Objects = []fyne.CanvasObject{shown}
	}
	s.object.Refresh()
}

// look says whether somebody looks at the page: only then there are pictures.
func (s *shotsPage) look(on bool) {
	if s.looked == on {
		return
	}
	if s.looked = on; on {
		s.view.Refresh()
		s.load()
		s.large.load()
		return
	}
	s.stop()
	s.large.drop()
	for _, row := range s.rows {
		row.Forget()
	}
}

// close ends the page.
func (s *shotsPage) close() { s.look(false) }

// load decodes the small pictures that rows wait for.
func (s *shotsPage) load() {
	if s.loading {
		return // its end looks again
	}
	var row *widget.ShotRow
	for _, r := range s.rows {
		if r.Wants() && s.find(r.Key()) >= 0 {
			row = r
		}
	}
	if !s.looked || row == nil {
		return
	}
	key := row.Key()
	s.loading = true
	s.stop = s.p.w.decode(s.p, s.shots[s.find(key)].Number, widget.ShotPixelsWide, widget.ShotPixelsHigh, func(p bundle.Picture, err error) {
		s.loading = false
		switch {
		case !s.looked || row.Key() != key || errors.Is(err, context.Canceled):
		case err != nil:
			row.Say(model.Trouble(err))
		default:
			row.ShowPicture(p.Image, model.ShotSize(p.Width, p.Height))
		}
		s.load()
	})
}

// open shows a picture large.
func (s *shotsPage) open(at int) {
	if at < 0 || at >= len(s.shots) {
		return
	}
	s.large.open(s.shots[at])
	s.arrange()
	s.p.w.win.Canvas().Focus(s.large.back)
}

// decode decodes a picture in the background, one after the other in the whole
// window, since each may take much memory. What it returns stops it; done is
// called all the same.
func (w *Window) decode(p *page, number, width, height int, done func(bundle.Picture, error)) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var picture bundle.Picture
	w.read(func(jobs context.Context) (err error) {
		defer context.AfterFunc(jobs, cancel)()
		w.decoding.Lock()
		defer w.decoding.Unlock()
		if err := ctx.Err(); err != nil {
			return err
		}
		picture, err = w.desk.Picture(ctx, string(p.id), number, width, height)
		return err
	}, func(err error) {
		cancel()
		done(picture, err)
	})
	return cancel
}
