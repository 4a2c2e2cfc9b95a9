package gui

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"
	"github.com/adrg/xdg"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
)

// want is what is chosen.
type want int

const (
	wantFile    want = iota // a file that is there
	wantFiles               // one or several of them, in one folder
	wantFolder              // a folder that is there
	wantSave                // a name for a new file
	wantSaveNow             // the same, and it is written at once
)

// chooser lets a file, a folder or a name be chosen. It is our own: Fyne's
// reads folders on the window's goroutine, keeps the last one in a file of its
// own, and makes the file that is to be saved.
type chooser struct {
	w      *Window
	want   want
	name   string // of the file to save
	chosen func(string)
	many   func([]string) // for wantFiles

	marked map[string]bool // the names of the files that are chosen, for wantFile and wantFiles
	tap    tap             // the last row that was tapped
	wrote  string          // what stands in path unless somebody typed there
	count  *fw.Label       // says how many are marked
	all    *widget.Button

	dialog *dialog
	title  *fw.Label
	turn   int // counts the folders asked for: only the last one is shown
	folder model.Folder
	path   *widget.Entry
	view   *widget.List
	notice *widget.Notice
	none   *fw.Label
	body   *fyne.Container
}

// tap is a row that was tapped.
type tap struct {
	name   string
	folder bool
	at     time.Time
}

// doubleClick is within which a second tap belongs to the first.
const doubleClick = 400 * time.Millisecond

// chooseFiles opens the chooser, under a title that says what for, for several
// files at once; chosen gets their paths.
func (w *Window) chooseFiles(title string, chosen func([]string)) *chooser {
	c := w.chooseTitled(wantFiles, title, "", func(path string) { chosen([]string{path}) })
	c.many = chosen
	return c
}

// choose opens the chooser; chosen gets the path.
func (w *Window) choose(what want, name string, chosen func(string)) *chooser {
	return w.chooseTitled(what, chooserTitle(what), name, chosen)
}

func (w *Window) chooseTitled(what want, says, name string, chosen func(string)) *chooser {
	c := &chooser{w: w, want: what, name: name, chosen: chosen, notice: widget.NewNotice(), none: widget.NewMuted(lang.X("choose.empty", "There is nothing in this folder."))}
	c.none.Hide()
	c.count, c.all = widget.NewCell(""), widget.NewQuiet(lang.X("choose.all", "Mark all files"), c.markAll)
	c.path = widget.NewEntry("", func(string) { c.enter() })
	c.view = widget.NewList(func() int { return len(c.folder.Entries) }, func() fyne.CanvasObject { return widget.NewCells(0, 210) }, c.draw)
	c.view.OnSelected = c.tapped
	up := widget.NewButton(lang.X("choose.up", "Up"), func() { c.read(filepath.Dir(c.folder.Path)) })
	places := widget.NewBar(up)
	for _, s := range model.Shortcuts() {
		places.Add(widget.NewQuiet(words.Of(s.Name), func() { c.read(s.Path) }))
	}
	ok := widget.NewPrimary(c.okText(), c.accept)
	buttons := widget.NewBar(widget.NewElastic(160, c.count), c.all, widget.NewButton(cancelText(), func() { c.dialog.cancel() }), ok)
	setShown(c.all, what == wantFiles)
	c.title = widget.NewTitle(says)
	c.title.Wrapping = fyne.TextWrapWord
	top := widget.Stacked(c.title, places, c.path, c.notice, c.none)
	c.body = widget.NewBorder(top, buttons, nil, nil, c.view)
	c.dialog = w.cover(c.body, fyne.NewSize(720, 560), c.path, nil)
	start := w.startFolder()
	if what == wantSaveNow {
		start = w.saveFolder()
	}
	c.folder.Path = start // named at once; a disk may take its time to list it
	c.put(c.here())
	c.tell()
	c.read(start)
	return c
}

func chooserTitle(what want) string {
	switch what {
	case wantFolder:
		return lang.X("choose.folder", "Choose a folder")
	case wantSave, wantSaveNow:
		return lang.X("choose.save", "Choose where the zip goes")
	case wantFile, wantFiles:
	}
	return lang.X("choose.file", "Choose a file")
}

func (c *chooser) okText() string {
	switch c.want {
	case wantFolder:
		return lang.X("choose.this", "Choose this folder")
	case wantSaveNow:
		return lang.X("choose.savehere", "Save here")
	case wantFile, wantFiles, wantSave:
	}
	return lang.X("choose.ok", "Choose")
}

// startFolder is where choosing begins: where something was last chosen, else
// among the downloads, else at home.
func (w *Window) startFolder() string {
	if w.folder != "" {
		return w.folder
	}
	if info, err := os.Stat(xdg.UserDirs.Download); err == nil && info.IsDir() {
		return xdg.UserDirs.Download // what traders send lies there
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	return home
}

func (c *chooser) draw(i int, o fyne.CanvasObject) {
	row, ok := o.(*widget.Cells)
	if !ok || i >= len(c.folder.Entries) {
		return
	}
	e := c.folder.Entries[i]
	if e.Folder {
		row.Set(model.NoSign, e.Name+string(filepath.Separator), words.Of(model.Say("choose.isfolder", "folder")))
		return
	}
	sign := model.NoSign
	if c.marked[e.Name] {
		sign = model.Good
	}
	row.Set(sign, e.Name, words.Of(e.Detail))
}

// read lists a folder in the background.
func (c *chooser) read(path string) {
	c.turn++
	turn := c.turn
	var folder model.Folder
	c.w.read(func(ctx context.Context) (err error) {
		folder, err = model.ReadFolder(ctx, path)
		return err
	}, func(err error) {
		if c.w.dialog != c.dialog || c.turn != turn {
			return
		}
		c.notice.Say(model.Trouble(err))
		c.body.Refresh()
		if err != nil {
			return
		}
		c.folder, c.marked = folder, map[string]bool{}
		if len(folder.Entries) == 0 {
			c.none.Show()
		} else {
			c.none.Hide()
		}
		c.body.Refresh()
		c.view.UnselectAll()
		c.view.ScrollToTop()
		c.view.Refresh()
		c.put(c.here())
		c.tell()
	})
}

// put writes a path that may be typed on: behind its name, before a zip's
// ending.
func (c *chooser) put(path string) {
	c.path.SetText(path)
	c.path.CursorColumn = utf8.RuneCountInString(strings.TrimSuffix(path, ".zip"))
	c.path.Refresh()
}

// here is the path that the shown folder stands for. A name that is suggested
// is one that is free in it.
func (c *chooser) here() string {
	if c.want == wantSave || c.want == wantSaveNow {
		return filepath.Join(c.folder.Path, model.FreeName(c.name, c.folder.Entries))
	}
	if marked := c.markedFiles(); len(marked) == 1 {
		return marked[0]
	}
	return c.folder.Path
}

// tapped goes into a folder, or takes a file's name; a double click on a file
// chooses it.
func (c *chooser) tapped(i int) {
	if i >= len(c.folder.Entries) {
		return
	}
	e := c.folder.Entries[i]
	path := filepath.Join(c.folder.Path, e.Name)
	last := c.tap
	c.tap = tap{e.Name, e.Folder, time.Now()}
	second := c.tap.at.Sub(last.at) < doubleClick
	if c.want == wantFile || c.want == wantFiles {
		c.view.Unselect(i) // so that it can be chosen again
	}
	switch {
	case second && last.folder: // what lies under the pointer since the folder was opened
		c.tap = last
		c.view.UnselectAll()
	case e.Folder:
		c.read(path)
	case second && last.name == e.Name && c.marked[e.Name]:
		c.accept()
	case c.want == wantFiles:
		c.mark(e.Name, !c.marked[e.Name])
	case c.want == wantFile:
		c.marked = map[string]bool{e.Name: true}
		c.path.SetText(path)
		c.view.Refresh()
	case c.want == wantSave, c.want == wantSaveNow:
		c.name = e.Name
		c.path.SetText(path)
	case c.want == wantFolder:
	}
}

// mark marks a file, or takes the mark away.
func (c *chooser) mark(name string, on bool) {
	if on {
		c.marked[name] = true
	} else {
		delete(c.marked, name)
	}
	c.remark()
}

// remark shows which files are marked.
func (c *chooser) remark() {
	if !c.notice.Message().Empty() {
		c.notice.Say(model.Message{}) // it said that none is
		c.body.Refresh()
	}
	c.path.SetText(c.here())
	c.tell()
	c.view.Refresh()
}

// markAll marks all files of the folder; if they are, none.
func (c *chooser) markAll() {
	paths := c.files(func(model.Entry) bool { return true })
	on := len(c.marked) < len(paths)
	clear(c.marked)
	for _, path := range paths {
		if on {
			c.marked[filepath.Base(path)] = true
		}
	}
	c.remark()
}

// files are the paths of the folder's files that fit, in the order shown.
func (c *chooser) files(fits func(model.Entry) bool) []string {
	var paths []string
	for _, e := range c.folder.Entries {
		if !e.Folder && fits(e) {
			paths = append(paths, filepath.Join(c.folder.Path, e.Name))
		}
	}
	return paths
}

// markedFiles are the paths of the marked files.
func (c *chooser) markedFiles() []string {
	return c.files(func(e model.Entry) bool { return c.marked[e.Name] })
}

// tell says how many files are marked.
func (c *chooser) tell() {
	c.wrote = c.path.Text
	c.count.SetText("")
	if n := len(c.marked); n > 0 {
		c.count.SetText(lang.XN("choose.marked", "{{.Count}} files are marked", n, map[string]any{"Count": n}))
	}
}

// enter goes to a folder that was typed, or takes the path of a file.
func (c *chooser) enter() {
	path := model.TidyPath(c.path.Text)
	if c.path.Text == c.wrote && len(c.marked) > 0 {
		c.accept()
		return
	}
	isFolder := false
	c.w.read(func(context.Context) error {
		info, err := os.Stat(path)
		isFolder = err == nil && info.IsDir()
		return nil
	}, func(error) {
		switch {
		case c.w.dialog != c.dialog:
		case isFolder && path != c.folder.Path:
			c.read(path)
		default:
			c.accept()
		}
	})
}

// accept takes the path as it is; whether it is fit is told where it is used.
func (c *chooser) accept() {
	path := model.TidyPath(c.path.Text)
	if path == "" {
		return
	}
	if marked := c.markedFiles(); c.many != nil && len(marked) > 0 && c.path.Text == c.wrote { // what was typed since counts more
		c.w.folder = c.folder.Path
		c.dialog.close()
		c.many(marked)
		return
	}
	if c.want == wantFiles && path == c.folder.Path && c.path.Text == c.wrote {
		c.notice.Say(model.Message{Sign: model.Note, Text: model.Say("choose.nothing", "No file is marked yet."), Hint: model.Say("choose.nothing.hint", "Mark one or more in the list, or type a path.")})
		c.body.Refresh()
		return
	}
	c.w.folder = filepath.Dir(path) // of a folder, too: what is chosen next lies beside it
	c.dialog.close()
	c.chosen(path)
}
