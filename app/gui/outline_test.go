package gui

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
)

var update = flag.Bool("update", false, "write the golden files anew")

// outline tells a page as a person reads it: one line for each text and
// control that can be seen, in the order of the tree, indented by the sheets
// and notices that hold it.
type outline struct {
	b     strings.Builder
	depth int
}

func (o *outline) line(format string, args ...any) {
	fmt.Fprintf(&o.b, "%s%s\n", strings.Repeat("  ", o.depth), fmt.Sprintf(format, args...))
}

// walk tells an object and what is in it.
func (o *outline) walk(obj fyne.CanvasObject) {
	if obj == nil || !obj.Visible() {
		return
	}
	if name := control(obj); name != "" {
		o.line("%s", name)
		if list, ok := obj.(*widget.List); ok {
			o.rows(list)
		}
		if rows, ok := obj.(*widget.Rows); ok {
			o.in(test.WidgetRenderer(rows).Objects())
		}
		return
	}
	switch obj := obj.(type) {
	case *fyne.Container:
		o.all(obj.Objects)
	case *container.Split:
		o.walk(obj.Leading)
		o.walk(obj.Trailing)
	case *container.Scroll:
		o.walk(obj.Content)
	case *widget.Card, *widget.Notice, *widget.Row, *widget.DropArea, *widget.Track:
		o.line("%s:", strings.ToLower(reflect.TypeOf(obj).Elem().Name()))
		o.in(test.WidgetRenderer(obj.(fyne.Widget)).Objects()) //nolint:errcheck // all of them are
	case fyne.Widget:
		o.all(test.WidgetRenderer(obj).Objects())
	}
}

func (o *outline) all(objects []fyne.CanvasObject) {
	for _, obj := range objects {
		o.walk(obj)
	}
}

func (o *outline) in(objects []fyne.CanvasObject) {
	o.depth++
	o.all(objects)
	o.depth--
}

// rowsAtOnce is how many rows of a list are told.
const rowsAtOnce = 12

// rows tells the first rows of a list.
func (o *outline) rows(list *widget.List) {
	o.depth++
	defer func() { o.depth-- }()
	for i := range min(list.Length(), rowsAtOnce) {
		row := list.CreateItem()
		list.UpdateItem(i, row)
		if cells, ok := row.(*widget.Cells); ok {
			o.line("%s", strings.TrimRight(strings.Join(cells.Texts(), " | "), " |"))
			continue
		}
		o.walk(row)
	}
	if more := list.Length() - rowsAtOnce; more > 0 {
		o.line("and %d more", more)
	}
}

// control is the line for what is no mere holder of other things.
func control(obj fyne.CanvasObject) string {
	switch obj := obj.(type) {
	case *widget.Button:
		return button(&obj.Button)
	case *fw.Button:
		return button(obj)
	case *widget.Entry:
		return fmt.Sprintf("entry %q (%s)%s", obj.Text, obj.PlaceHolder, able(obj))
	case *widget.Select:
		return fmt.Sprintf("select %q of %q%s", obj.Selected, obj.Options, able(obj))
	case *widget.List:
		return fmt.Sprintf("list of %d", obj.Length())
	case *widget.Rows:
		return "rows"
	case *widget.LogRow:
		return strings.Join(obj.Texts(), " | ")
	case *widget.Preview:
		return fmt.Sprintf("preview %q", begin(obj.Text()))
	case *fw.Label:
		return label(obj)
	case *fw.RichText:
		return richText(obj)
	case *fw.Icon:
		if obj.Resource == nil {
			return ""
		}
		return "icon " + obj.Resource.Name()
	case *fw.ProgressBar:
		return fmt.Sprintf("progress %.0f %%", 100*obj.Value)
	case *canvas.Text:
		return obj.Text
	}
	return ""
}

// richText tells the lines of a text, with a stroke between.
func richText(t *fw.RichText) string {
	var lines []string
	for _, s := range t.Segments {
		lines = append(lines, s.Textual())
	}
	return strings.Join(lines, " / ")
}

func button(b *fw.Button) string {
	kind := map[fw.Importance]string{fw.HighImportance: " primary", fw.LowImportance: " quiet", fw.DangerImportance: " danger"}[b.Importance]
	icon := ""
	if b.Icon != nil {
		icon = " icon " + b.Icon.Name()
	}
	return fmt.Sprintf("button [%s]%s%s%s", b.Text, kind, icon, able(b))
}

func label(l *fw.Label) string {
	text := begin(l.Text)
	if l.SizeName != "" && l.SizeName != "caption" {
		text = "# " + text
	}
	return text
}

func able(d fyne.Disableable) string {
	if d.Disabled() {
		return " disabled"
	}
	return ""
}

// begin is the beginning of a long text.
func begin(text string) string {
	const most = 240
	if r := []rune(text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return text
}

// focusOrder goes round by Tab: what can be reached, in which order.
func (r *rig) focusOrder() []fyne.Focusable {
	r.t.Helper()
	c := r.win.Canvas()
	c.Unfocus()
	var order []fyne.Focusable
	seen := map[fyne.Focusable]bool{}
	for {
		c.FocusNext()
		f := c.Focused()
		if f == nil || seen[f] {
			c.Unfocus()
			return order
		}
		seen[f] = true
		order = append(order, f)
	}
}

// Whatever differs from one run to the next.
var (
	lasted  = regexp.MustCompile(`done in [0-9.]+ s`) // said when it took longer than usual
	digests = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
	dates   = regexp.MustCompile(`\b20\d\d-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?( [A-Z]{2,5}| UTC[+-]\d+)?`)
)

// told is the window as it is now, without what differs from run to run.
func (r *rig) told(folders ...string) string {
	r.t.Helper()
	var o outline
	o.walk(r.win.Content())
	for _, over := range r.win.Canvas().Overlays().List() {
		o.line("--- in front of it")
		o.walk(over)
	}
	o.line("--- by Tab")
	for i, f := range r.focusOrder() {
		obj, ok := f.(fyne.CanvasObject)
		if !ok {
			r.t.Fatalf("%T has the focus", f)
		}
		o.line("%2d %s", i+1, strings.SplitN(control(obj), " of [", 2)[0])
	}
	text := o.b.String()
	for _, dir := range folders { // a zip's size hangs on the dates in it, and is told as it is
		zips, _ := filepath.Glob(filepath.Join(dir, "*.zip"))
		for _, path := range zips {
			if info, err := os.Stat(path); err == nil {
				text = strings.ReplaceAll(text, words.Of(model.Size(info.Size())), "SIZE")
			}
		}
	}
	for _, dir := range append(folders, r.dir, config.DefaultDataDir()) {
		text = strings.ReplaceAll(text, dir, "FOLDER")
	}
	text = digests.ReplaceAllString(text, "SHA256")
	text = lasted.ReplaceAllString(text, "done")
	return dates.ReplaceAllString(text, "DATE")
}

// golden compares the window with the file of that name.
func (r *rig) golden(name string, folders ...string) {
	r.t.Helper()
	r.until("the list is read", func() bool { return !r.sidebar.loading && !r.sidebar.again })
	got := r.told(folders...)
	path := filepath.Join("testdata", "pages", name+".txt")
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			r.t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			r.t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		r.t.Fatalf("%v; write it: go test ./app/gui -run Golden -update", err)
	}
	if got != string(want) {
		r.t.Errorf("%s has changed; if it is right so: go test ./app/gui -run Golden -update\n%s", name, difference(string(want), got))
	}
	r.allReachable()
}

// difference lists the lines that one text has and the other has not.
func difference(want, got string) string {
	var b strings.Builder
	tell := func(sign, a, other string) {
		has := map[string]bool{}
		for l := range strings.Lines(other) {
			has[l] = true
		}
		for l := range strings.Lines(a) {
			if !has[l] {
				b.WriteString(sign + l)
			}
		}
	}
	tell("-", want, got)
	tell("+", got, want)
	return b.String()
}

// allReachable wants every control that can be seen and used to get the focus
// by Tab. What a dialog covers is no part of it.
func (r *rig) allReachable() {
	r.t.Helper()
	reached := map[fyne.Focusable]bool{}
	for _, f := range r.focusOrder() {
		reached[f] = true
	}
	top := r.win.Content()
	if over := r.win.Canvas().Overlays().Top(); over != nil {
		top = over
	}
	for _, f := range focusables(top) {
		if d, ok := f.(fyne.Disableable); ok && d.Disabled() {
			continue
		}
		if obj, ok := f.(fyne.CanvasObject); ok && !reached[f] {
			r.t.Errorf("by Tab nobody comes to: %s", control(obj))
		}
	}
}

// focusables finds what can have the focus, or be tapped, in a tree.
func focusables(obj fyne.CanvasObject) (found []fyne.Focusable) {
	if obj == nil || !obj.Visible() {
		return nil
	}
	switch obj := obj.(type) {
	case *widget.Button, *widget.Entry, *widget.Select, *widget.List, *widget.Rows, *widget.Preview:
		return []fyne.Focusable{obj.(fyne.Focusable)} //nolint:errcheck // all of them are
	case *fyne.Container:
		for _, o := range obj.Objects {
			found = append(found, focusables(o)...)
		}
	case fyne.Widget:
		if f, ok := obj.(fyne.Focusable); ok {
			if _, label := obj.(*fw.Label); !label {
				found = append(found, f)
			}
		}
		for _, o := range test.WidgetRenderer(obj).Objects() {
			found = append(found, focusables(o)...)
		}
	}
	return found
}

// TestAControlOutOfReachIsNoticed holds the walk to what it is for.
func TestAControlOutOfReachIsNoticed(t *testing.T) {
	r := newRig(t, nil)
	hidden := widget.NewButton("hidden", func() {})
	hidden.Hide()
	lone := widget.NewButton("lone", func() {})
	found := focusables(container.NewVBox(hidden, lone))
	if len(found) != 1 || found[0] != fyne.Focusable(lone) {
		t.Errorf("found %v", found)
	}
	for _, f := range r.focusOrder() {
		if f == fyne.Focusable(lone) {
			t.Error("what is not in the window is reached")
		}
	}
}
