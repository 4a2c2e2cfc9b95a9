package widget

import (
	"image"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/words"
)

// The size of a picture in a list, in Fyne's units. It is decoded twice as
// fine, for dense screens.
const (
	shotWidth  = 144
	shotHeight = 84
)

// The size in which such a picture is decoded, in pixels.
const (
	ShotPixelsWide = 2 * shotWidth
	ShotPixelsHigh = 2 * shotHeight
)

// ShotRow is a row of a list with a small picture, which comes later.
type ShotRow struct {
	fw.BaseWidget
	picture *canvas.Image
	lines   *twoLines
	sign    *fw.Icon
	state   *fw.Label // how large it is, or why it is not there
	said    model.Message
	key     string
	wants   bool // its picture is not there, and nothing was said of it
}

// NewShotRow makes an empty row.
func NewShotRow() *ShotRow {
	r := &ShotRow{picture: &canvas.Image{FillMode: canvas.ImageFillContain}, lines: newTwoLines(), sign: NewSign(model.NoSign), state: NewCaption("")}
	r.picture.SetMinSize(fyne.NewSize(shotWidth, shotHeight))
	r.lines.set("–", "–")
	r.ExtendBaseWidget(r)
	return r
}

// CreateRenderer is Fyne's.
func (r *ShotRow) CreateRenderer() fyne.WidgetRenderer {
	state := NewBorder(nil, nil, r.sign, nil, r.state)
	texts := container.New(&stacked{0}, Compact(r.lines.rich), Compact(state))
	return fw.NewSimpleRenderer(NewBorder(nil, nil, container.NewPadded(r.picture), nil, texts))
}

// Set shows another image, or the same one; key names its content. The picture
// stays if it is that of the key.
func (r *ShotRow) Set(key string, title, below model.Phrase) {
	r.lines.set(words.Of(title), words.Of(below))
	if key != r.key {
		r.key = key
		r.Forget()
	}
}

// Key names what the row shows.
func (r *ShotRow) Key() string { return r.key }

// Wants reports whether the row waits for its picture.
func (r *ShotRow) Wants() bool { return r.wants }

// Forget drops the picture; the row waits for it again.
func (r *ShotRow) Forget() {
	r.wants = r.key != ""
	r.put(nil, model.Phrase{}, model.Message{})
}

// Picture is what is shown, nil if nothing.
func (r *ShotRow) Picture() image.Image { return r.picture.Image }

// ShowPicture shows the picture.
func (r *ShotRow) ShowPicture(picture image.Image, size model.Phrase) {
	r.wants = false
	r.put(picture, size, model.Message{})
}

// Say says why there is no picture.
func (r *ShotRow) Say(m model.Message) {
	r.wants = false
	r.put(nil, model.Phrase{}, m)
}

// Says is what is said instead of the picture.
func (r *ShotRow) Says() model.Message { return r.said }

func (r *ShotRow) put(picture image.Image, size model.Phrase, m model.Message) {
	r.picture.Image = picture
	r.picture.Refresh()
	r.said = m
	SetSign(r.sign, m.Sign)
	show(r.sign, m.Sign != model.NoSign)
	if m.Empty() {
		r.state.SetText(words.Of(size))
	} else {
		r.state.SetText(words.Of(m.Text) + ". " + words.Of(m.Hint))
	}
	r.Refresh()
}
