package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/theme"
)

// NewText makes a text that wraps.
func NewText(s string) *fw.Label {
	l := fw.NewLabel(s)
	l.Wrapping = fyne.TextWrapWord
	return l
}

// NewMuted makes a text that wraps and explains.
func NewMuted(s string) *fw.Label {
	l := NewText(s)
	l.Importance = fw.LowImportance
	return l
}

// NewHeading makes a page's heading.
func NewHeading(s string) *fw.Label {
	l := fw.NewLabel(s)
	l.SizeName = fynetheme.SizeNameHeadingText
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// NewTitle makes the title of a part of a page.
func NewTitle(s string) *fw.Label {
	l := fw.NewLabel(s)
	l.SizeName = fynetheme.SizeNameSubHeadingText
	return l
}

// NewCell makes a text of one line that ends in … where it does not fit.
func NewCell(s string) *fw.Label {
	l := fw.NewLabel(s)
	l.Truncation = fyne.TextTruncateEllipsis
	return l
}

// NewMono makes a text of fixed width, for IDs and digests.
func NewMono(s string) *fw.Label {
	l := fw.NewLabel(s)
	l.TextStyle = fyne.TextStyle{Monospace: true}
	return l
}

// NewCaption makes a small text that explains, in one line.
func NewCaption(s string) *fw.Label {
	l := NewCell(s)
	l.SizeName, l.Importance = fynetheme.SizeNameCaptionText, fw.LowImportance
	return l
}

// Compact puts a text closer to what is around it; of columns and of what is
// stacked, each text. It is no theme of its own: Fyne reads every face again
// for each object that has one, and never gives them back.
func Compact(o fyne.CanvasObject) fyne.CanvasObject {
	if c, ok := o.(*fyne.Container); ok {
		switch c.Layout.(type) {
		case *columns, *stacked:
			for i, part := range c.Objects {
				if _, text := part.(*fw.Label); text {
					c.Objects[i] = Compact(part)
				}
			}
			return c
		}
	}
	return container.New(&closer{fyne.NewSquareSize(theme.Tight)}, o)
}

// Above puts a text that names a field closer to it; its edges stay where those of
// the texts above and below are.
func Above(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&closer{fyne.NewSize(0, theme.Tight)}, o)
}

// Beside puts a text closer to what stands left and right of it; in its height it
// stays as a button is.
func Beside(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&closer{fyne.NewSize(theme.Tight, 0)}, o)
}

// Snug is Compact for the lines of one text: nothing stands between them but what
// their face has.
func Snug(line fyne.CanvasObject) fyne.CanvasObject {
	return container.New(&closer{fyne.NewSquareSize(theme.Close)}, line)
}

// closer takes away some of the space that a text has at each of its sides.
type closer struct{ by fyne.Size }

func (c *closer) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		if o.Visible() { // else its typeface need not be loaded
			o.Move(fyne.NewPos(-c.by.Width, -c.by.Height))
			o.Resize(size.Add(c.by).Add(c.by))
		}
	}
}

// MinSize is nothing while the text is hidden.
func (c *closer) MinSize(objects []fyne.CanvasObject) (least fyne.Size) {
	for _, o := range objects {
		if o.Visible() {
			least = o.MinSize().Subtract(c.by).Subtract(c.by)
		}
	}
	return least
}

// twoLines is a line in bold above a small one, both cut where they end.
type twoLines struct {
	rich         *fw.RichText
	first, below *fw.TextSegment
}

func newTwoLines() *twoLines {
	t := &twoLines{
		first: &fw.TextSegment{Style: fw.RichTextStyle{
			ColorName: fynetheme.ColorNameForeground, SizeName: fynetheme.SizeNameText,
			TextStyle: fyne.TextStyle{Bold: true},
		}},
		below: &fw.TextSegment{Style: fw.RichTextStyle{
			ColorName: theme.Muted, SizeName: fynetheme.SizeNameCaptionText,
		}},
	}
	t.rich = fw.NewRichText(t.first, t.below)
	t.rich.Truncation = fyne.TextTruncateEllipsis
	return t
}

func (t *twoLines) set(first, below string) {
	if t.first.Text == first && t.below.Text == below {
		return
	}
	t.first.Text, t.below.Text = first, below
	t.rich.Refresh()
}
