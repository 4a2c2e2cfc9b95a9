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
	rows  []*fyne.Container // each: what the step is, and when
}

func (t *trackSteps) add(s model.Step, version *Button) {
	row := container.NewHBox()
	if s.Down {
		row.Add(container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(18), NewSign(model.Bad))))
	}
	row.Add(Compact(version))
	says := NewHint(words.Of(s.Says()))
	wish := says.MinSize().Width
	if s.Down {
		down := fw.NewLabel(lang.X("versions.down", "Downgrade from {{.From}}", map[string]any{"From": s.From}))
		down.Importance, down.TextStyle.Bold = fw.DangerImportance, true
		row.Add(Compact(down))
	}
	t.steps = append(t.steps, s)
	t.rows = append(t.rows, NewBar(row, NewElastic(wish, Compact(truncated(says)))))
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

// line is the height of a step's first line; the time has a second one where
// there is no room beside the rest.
func (r *trackRenderer) line() (h float32) {
	for _, row := range r.t.rows {
		h = max(h, row.Objects[0].MinSize().Height)
	}
	return h
}

func (r *trackRenderer) Layout(size fyne.Size) {
	line, y := r.line(), float32(0)
	var before fyne.Position
	for i, row := range r.t.rows {
		p := fyne.NewPos(theme.Close+trackDot/2+float32(min(r.t.steps[i].Depth, trackDepth))*trackStep, y+line/2)
		r.dots[i].Resize(fyne.NewSquareSize(trackDot))
		r.dots[i].Move(p.SubtractXY(trackDot/2, trackDot/2))
		if i > 0 {
			r.lines[i-1].Position1, r.lines[i-1].Position2 = before, p
		}
		left := p.X + trackDot
		row.Move(fyne.NewPos(left, y))
		y += max(line, fit(row, max(0, size.Width-left)))
		before = p
	}
}

func (r *trackRenderer) MinSize() (least fyne.Size) {
	line := r.line()
	for _, row := range r.t.rows {
		size := row.MinSize()
		least = fyne.NewSize(max(least.Width, size.Width), least.Height+max(line, size.Height))
	}
	return least.AddWidthHeight(theme.Close+trackDot*2+trackDepth*trackStep, 0)
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
	for _, row := range r.t.rows {
		out = append(out, row)
	}
	return out
}

// Destroy has nothing to give back.
func (*trackRenderer) Destroy() {}
