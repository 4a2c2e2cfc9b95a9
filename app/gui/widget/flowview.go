package widget

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"tradecase/diagnostics/flow"
)

// FlowView is a picture of coins in a room of its own: whole, as large as it can
// be there, or in a size that the reader chose, and then it scrolls.
type FlowView struct {
	Object *fyne.Container
	Scroll *container.Scroll
	flow   *Flow
	sheet  fyne.CanvasObject
	whole  bool
}

// zooms are the sizes that can be chosen; those from leastWhole on are large
// enough to be read when all of the picture is to be seen.
var zooms = []float32{0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.15, 1.3, 1.5, 1.75, 2, 2.5}

const leastWhole = 0.6

// scrollSpace keeps the picture free of the bar that scrolls it.
const scrollSpace = 8

// NewFlowView puts a picture into a room; at first it is shown whole.
func NewFlowView(f *Flow) *FlowView {
	v := &FlowView{flow: f, whole: true}
	v.sheet = NewSurface(f)
	v.Scroll = container.NewScroll(NewColumns([]float32{0, scrollSpace}, v.sheet, Stacked()))
	v.Object = container.New(v, v.Scroll)
	f.Zoom = func(r rune) {
		switch r {
		case '+':
			v.Step(1)
		case '-':
			v.Step(-1)
		case '0':
			v.Whole()
		}
	}
	return v
}

// Percent is how large the picture is.
func (v *FlowView) Percent() int { return int(v.flow.zoom*100 + 0.5) }

// Whole shows all of the picture, if it can be read then.
func (v *FlowView) Whole() {
	v.whole = true
	v.Layout(v.Object.Objects, v.Object.Size())
	v.Scroll.ScrollToTop()
}

// Step makes the picture larger or smaller.
func (v *FlowView) Step(by int) {
	at := slices.IndexFunc(zooms, func(z float32) bool { return z >= v.flow.zoom-0.001 })
	v.whole = false
	v.set(zooms[min(max(at+by, 0), len(zooms)-1)])
}

func (v *FlowView) set(zoom float32) {
	v.flow.setZoom(zoom)
	v.Scroll.Refresh()
}

// Layout is that of the room.
func (v *FlowView) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if v.whole && size.Width > 0 {
		around := v.sheet.MinSize().Subtract(v.flow.MinSize())
		v.set(v.flow.fitting(size.SubtractWidthHeight(around.Width+scrollSpace+shareGap, around.Height)))
	}
	for _, o := range objects {
		o.Resize(size)
	}
}

// MinSize is that of the room.
func (*FlowView) MinSize(objects []fyne.CanvasObject) (least fyne.Size) {
	for _, o := range objects {
		least = least.Max(o.MinSize())
	}
	return least
}

// fitting is the largest zoom with which all of the picture is in a room.
func (f *Flow) fitting(room fyne.Size) float32 {
	for _, z := range slices.Backward(zooms) {
		if z < leastWhole {
			break
		}
		if room.Width/z < flow.MinWidth && z > leastWhole {
			continue
		}
		if p := f.drawn(room.Width, z); p.Height*z <= room.Height {
			return z
		}
	}
	return leastWhole
}

// setZoom draws the picture in another size.
func (f *Flow) setZoom(zoom float32) {
	if zoom != f.zoom {
		f.zoom = zoom
		f.picture = f.drawn(f.Size().Width, zoom)
		f.hovered = -1
		f.changed()
		if f.Zoomed != nil {
			f.Zoomed()
		}
	}
}

// drawn is the picture for a width, so that it fills it with that zoom.
func (f *Flow) drawn(width, zoom float32) *flow.Picture {
	return flow.New(f.result, flow.Options{Width: max(flow.MinWidth, width/zoom), Receivers: f.Receivers})
}
