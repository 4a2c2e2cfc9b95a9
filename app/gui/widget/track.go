package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
	"tradecase/app/gui/words"
)

// The picture of a track: how far a newer version stands to the right, and
// how often at most.
const (
	trackStep  float32 = 14
	trackDot   float32 = 10
	trackDepth         = 6
)

// Track draws the versions that one party ran: a line goes right to what is
// newer and back left on a downgrade, which has a sign and says so.
type Track struct {
	Surface
	Starts []*Button // one for each step: shows its first start in the list
	steps  *trackSteps
}

// NewTrack makes the picture; open is called with the place of a start.
func NewTrack(track model.Track, open func(model.Place)) *Track {
	t := &Track{steps: &trackSteps{}}
	title := fw.NewLabel(words.Of(track.Party))
	title.TextStyle.Bold = true
	body := container.New(&stacked{0}, Compact(title))
	if !track.Note.Empty() {
		body.Add(Compact(NewMuted(words.Of(track.Note))))
	}
	for _, s := range track.Steps {
		b := NewQuiet(s.Version, func() { open(s.Place) })
		t.Starts = append(t.Starts, b)
		t.steps.add(s, b)
	}
	if len(track.Steps) > 0 {
		t.steps.ExtendBaseWidget(t.steps)
		body.Add(t.steps)
	}
	if track.More > 0 {
		body.Add(Compact(NewMuted(lang.XN("versions.more", "and {{.Count}} later changes", track.More, map[string]any{"Count": track.More}))))
	}
	t.Content, t.Space = body, theme.Close
	t.ExtendBaseWidget(t)
	return t
}

// trackSteps are the steps with the line that joins them.
type trackSteps struct {
	fw.BaseWidget
	steps []model.Step
	rows  []fyne.CanvasObject
}

func (t *trackSteps) add(s model.Step, version *Button) {
	row := container.NewHBox()
	if s.Down {
		row.Add(container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(18), NewSign(model.Bad))))
	}
	row.Add(Compact(version))
	says := NewHint(words.Of(s.Says()))
	if s.Down {
		down := fw.NewLabel(lang.X("versions.down", "Downgrade from {{.From}}", map[string]any{"From": s.From}))
		down.Importance, down.TextStyle.Bold = fw.DangerImportance, true
		row.Add(Compact(down))
	}
	t.steps = append(t.steps, s)
	t.rows = append(t.rows, NewBorder(nil, nil, row, nil, Compact(truncated(says))))
}

func truncated(l *fw.Label) *fw.Label {
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// CreateRenderer is Fyne's.
func (t *trackSteps) CreateRenderer() fyne.WidgetRenderer {
	r := &trackRenderer{t: t}
	for i := range t.steps {
		if i > 0 {
			r.lines = append(r.lines, canvas.NewLine(nil))
		}
		r.dots = append(r.dots, canvas.NewCircle(nil))
	}
	r.colour()
	return r
}

type trackRenderer struct {
	t     *trackSteps
	lines []*canvas.Line
	dots  []*canvas.Circle
}

func (r *trackRenderer) colour() {
	th, variant := r.t.Theme(), fyne.CurrentApp().Settings().ThemeVariant()
	for i, s := range r.t.steps {
		c := th.Color(fynetheme.ColorNamePrimary, variant)
		if s.Down {
			c = th.Color(fynetheme.ColorNameError, variant)
		}
		r.dots[i].FillColor = c
		if i > 0 {
			r.lines[i-1].StrokeColor, r.lines[i-1].StrokeWidth = c, 2
			if s.Down {
				r.lines[i-1].StrokeWidth = 4
			}
		}
	}
}

// height is that of one step.
func (r *trackRenderer) height() (h float32) {
	for _, row := range r.t.rows {
		h = max(h, row.MinSize().Height)
	}
	return h
}

func (r *trackRenderer) Layout(size fyne.Size) {
	h := r.height()
	at := func(i int) fyne.Position {
		return fyne.NewPos(theme.Close+trackDot/2+float32(min(r.t.steps[i].Depth, trackDepth))*trackStep, h*float32(i)+h/2)
	}
	for i, row := range r.t.rows {
		p := at(i)
		r.dots[i].Resize(fyne.NewSquareSize(trackDot))
		r.dots[i].Move(p.SubtractXY(trackDot/2, trackDot/2))
		if i > 0 {
			r.lines[i-1].Position1, r.lines[i-1].Position2 = at(i-1), p
		}
		left := p.X + trackDot
		row.Move(fyne.NewPos(left, h*float32(i)))
		row.Resize(fyne.NewSize(max(0, size.Width-left), h))
	}
}

func (r *trackRenderer) MinSize() fyne.Size {
	width := float32(0)
	for _, row := range r.t.rows {
		width = max(width, row.MinSize().Width)
	}
	return fyne.NewSize(width+theme.Close+trackDot*2+trackDepth*trackStep, r.height()*float32(len(r.t.rows)))
}

func (r *trackRenderer) Refresh() {
	r.colour()
	for _, o := range r.Objects() {
		o.Refresh()
	}
}

func (r *trackRenderer) Objects() (out []fyne.CanvasObject) {
	for _, l := range r.lines {
		out = append(out, l)
	}
	for _, d := range r.dots {
		out = append(out, d)
	}
	return append(out, r.t.rows...)
}

// Destroy has nothing to give back.
func (*trackRenderer) Destroy() {}
