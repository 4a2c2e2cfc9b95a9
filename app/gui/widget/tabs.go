package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"
)

// Tabs is a row of buttons, each with a page. Unlike Fyne's it can be reached
// with Tab.
type Tabs struct {
	Object  fyne.CanvasObject
	Buttons []*Button
	Opened  func(i int) // a page was opened; may be nil
	bar     fyne.CanvasObject
	pages   *fyne.Container
	current int
}

// NewTabs makes tabs; names and pages belong together. Where there is little
// room the buttons take a second line.
func NewTabs(names []string, pages ...fyne.CanvasObject) *Tabs {
	t := &Tabs{pages: container.NewStack(pages...), current: -1}
	bar := NewBar()
	for i, name := range names {
		b := NewQuiet(name, func() { t.Open(i) })
		t.Buttons = append(t.Buttons, b)
		bar.Add(b)
	}
	t.bar = container.NewVBox(bar, fw.NewSeparator())
	t.Object = NewBorder(t.bar, nil, nil, nil, t.pages)
	t.Open(0)
	return t
}

// Under puts something between the buttons and the pages, whichever is open:
// whatever its height, it moves no button. It is for before Object is used.
func (t *Tabs) Under(o fyne.CanvasObject) {
	t.Object = NewBorder(t.bar, nil, nil, nil, NewBorder(o, nil, nil, nil, t.pages))
}

// Open shows a page.
func (t *Tabs) Open(i int) {
	if i == t.current || i < 0 || i >= len(t.Buttons) {
		return
	}
	t.current = i
	for j, b := range t.Buttons {
		b.Importance = fw.LowImportance
		if j == i {
			b.Importance = fw.HighImportance
		}
		b.Refresh()
		show(t.pages.Objects[j], j == i)
	}
	// Fyne forgets what it has not drawn for a minute, and then gives it no focus.
	t.pages.Objects[i].Refresh()
	if t.Opened != nil {
		t.Opened(i)
	}
}

// Current is the page that is open.
func (t *Tabs) Current() int { return t.current }
