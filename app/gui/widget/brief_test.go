package widget

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
)

func TestBriefShowsAllOfACutText(t *testing.T) {
	start(t)
	b := NewBrief("More")
	w := test.NewTempWindow(t, container.NewStack(NewBorder(nil, b, nil, nil, b.Whole)))
	w.Resize(fyne.NewSize(700, 300))
	b.SetText("short")
	b.MouseIn(nil)
	if b.More.Visible() || b.Whole.Shown() {
		t.Error("more is offered of a text that can be read")
	}
	b.MouseOut()
	before := b.MinSize()
	long := strings.Repeat("Saving the hand-off ", 8)
	b.SetText(long)
	if !b.More.Visible() || b.Text() != long || b.MinSize() != before {
		t.Fatalf("a text that is cut has no button, or another size: %v, was %v", b.MinSize(), before)
	}
	if end := b.label.Size().Width; b.More.Position().X < end || b.More.Position().X+b.More.Size().Width > b.Size().Width {
		t.Errorf("the button is at %v, the text ends at %v", b.More.Position(), end)
	}
	b.MouseIn(nil)
	if !b.Whole.Shown() || b.Whole.text.Text != long {
		t.Error("the pointer does not show the whole of it")
	}
	b.MouseOut()
	if b.Whole.Shown() {
		t.Error("it stays when the pointer has gone")
	}
	test.Tap(b.More)
	b.MouseOut()
	sheet := b.Whole.sheet
	if !b.Whole.Shown() || sheet.Size().Height < 2*before.Height-8 || sheet.Size().Width > aloftWidth {
		t.Errorf("the button shows a sheet of %v", sheet.Size())
	}
	if at := fyne.CurrentApp().Driver().AbsolutePositionForObject(sheet); at.Y < 0 || at.Y+sheet.Size().Height > b.Position().Y {
		t.Errorf("the sheet is at %v, the text at %v", at, b.Position())
	}
	if !b.Whole.Drop() || b.Whole.Shown() || b.Whole.Drop() {
		t.Error("it does not go, or goes twice")
	}
	test.Tap(b.More)
	b.SetText("short again")
	if b.More.Visible() || b.Whole.Shown() {
		t.Error("it stays though nothing is cut any more")
	}
	b.SetText(long)
	w.Resize(fyne.NewSize(3000, 300))
	if b.More.Visible() {
		t.Error("there is a button though there is room")
	}
}
