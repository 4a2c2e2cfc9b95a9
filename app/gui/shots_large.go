package gui

import (
	"context"
	"errors"
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/bundle"
)

// The largest size in which a picture is decoded to be looked at, in pixels.
const (
	largeWide = 2560
	largeHigh = 1600
)

// largeShot shows one image: whole, or as many points as it has.
type largeShot struct {
	s      *shotsPage
	object fyne.CanvasObject
	key    string // of the image that is open, empty if none
	back   *widget.Button
	before *widget.Button
	after  *widget.Button
	zoom   *widget.Button
	title  *fw.Label
	notice *widget.Notice
	whole  *canvas.Image
	actual *canvas.Image
	scroll *container.Scroll
	stop   func()
}

func newLargeShot(s *shotsPage) *largeShot {
	l := &largeShot{s: s, title: widget.NewCell(""), notice: widget.NewNotice(), stop: func() {}}
	l.back = widget.NewButton(lang.X("shots.back", "All screenshots"), l.close)
	l.back.SetIcon(fynetheme.NavigateBackIcon())
	l.before = widget.NewButton(lang.X("shots.before", "Previous"), func() { l.step(-1) })
	l.after = widget.NewButton(lang.X("shots.after", "Next one"), func() { l.step(1) })
	l.zoom = widget.NewButton("", l.toggle)
	l.whole = &canvas.Image{FillMode: canvas.ImageFillContain}
	l.actual = &canvas.Image{FillMode: canvas.ImageFillOriginal}
	l.scroll = container.NewScroll(l.actual)
	l.scroll.Hide()
	l.named()
	bar := widget.NewBar(l.back, widget.NewElastic(160, l.title), l.zoom, l.before, l.after)
	l.object = below(widget.Stacked(bar, l.notice), container.NewStack(l.whole, l.scroll))
	return l
}

// named names the button by what it does.
func (l *largeShot) named() {
	if l.scroll.Visible() {
		l.zoom.SetText(lang.X("shots.whole", "Whole picture"))
		return
	}
	l.zoom.SetText(lang.X("shots.actual", "Actual size"))
}

// toggle shows the whole picture, or all its points.
func (l *largeShot) toggle() {
	actual := !l.scroll.Visible()
	setShown(l.scroll, actual)
	setShown(l.whole, !actual)
	l.named()
	l.scroll.ScrollToOffset(fyne.Position{})
}

// open shows an image.
func (l *largeShot) open(shot model.Shot) {
	l.drop()
	l.key = shotKey(shot)
	l.tell()
	l.load()
}

// close goes back to the list.
func (l *largeShot) close() {
	l.drop()
	l.key = ""
	l.s.arrange()
	if l.s.looked {
		l.s.p.w.win.Canvas().Focus(l.s.view)
	}
}

// drop gives the picture back.
func (l *largeShot) drop() {
	l.stop()
	l.put(nil)
	l.notice.Say(model.Message{})
}

func (l *largeShot) put(p image.Image) {
	l.whole.Image, l.actual.Image = p, p
	l.whole.Refresh()
	l.actual.Refresh()
	l.scroll.Refresh()
}

// step goes to the image before or after.
func (l *largeShot) step(by int) {
	if at := l.s.find(l.key) + by; at >= 0 && at < len(l.s.shots) {
		l.open(l.s.shots[at])
	}
}

// tell says which image it is.
func (l *largeShot) tell() {
	at := l.s.find(l.key)
	if at < 0 {
		return
	}
	shot := l.s.shots[at]
	l.title.SetText(joined(words.Of(shot.Title), words.Of(shot.Below)))
	enable(at > 0, l.before)
	enable(at < len(l.s.shots)-1, l.after)
}

// load decodes the picture.
func (l *largeShot) load() {
	key, at := l.key, l.s.find(l.key)
	if at < 0 || !l.s.looked {
		return
	}
	l.notice.Say(model.Message{Sign: model.Note, Text: model.Say("shots.loading", "The picture is being read.")})
	l.stop = l.s.p.w.decode(l.s.p, l.s.shots[at].Number, largeWide, largeHigh, func(p bundle.Picture, err error) {
		if l.key != key || !l.s.looked || errors.Is(err, context.Canceled) {
			return
		}
		l.notice.Say(model.Trouble(err))
		if err == nil {
			l.put(p.Image)
		}
		l.s.object.Refresh()
	})
}
