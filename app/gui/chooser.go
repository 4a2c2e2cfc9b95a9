package gui

import (
	"context"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
)

// want is what is chosen.
type want int

const (
	wantFile    want = iota // a file that is there
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

	dialog *dialog
	turn   int // counts the folders asked for: only the last one is shown
	folder model.Folder
	path   *widget.Entry
	view   *widget.List
	notice *widget.Notice
	none   *fw.Label
	body   *fyne.Container
}

// choose opens the chooser; chosen gets the path.
func (w *Window) choose(what want, name string, chosen func(string)) *chooser {
	c := &chooser{w: w, want: what, name: name, chosen: chosen, notice: widget.NewNotice(), none: widget.NewMuted(lang.X("choose.empty", "There is nothing in this folder."))}
	c.none.Hide()
	c.path = widget.NewEntry("", func(string) { c.enter() })
	c.view = widget.NewList(func() int { return len(c.folder.Entries) }, func() fyne.CanvasObject { return widget.NewCells(0, 210) }, c.draw)
	c.view.OnSelected = c.tapped
	up := widget.NewButton(lang.X("choose.up", "Up"), func() { c.read(filepath.Dir(c.folder.Path)) })
	places := container.NewHBox(up)
	for _, s := range model.Shortcuts() {
		places.Add(widget.NewQuiet(words.Of(s.Name), func() { c.read(s.Path) }))
	}
	ok := widget.NewPrimary(c.okText(), c.accept)
	buttons := container.NewHBox(layout.NewSpacer(), widget.NewButton(cancelText(), func() { c.dialog.cancel() }), ok)
	top := widget.Stacked(widget.NewTitle(c.title()), places, c.path, c.notice, c.none)
	c.body = container.NewBorder(top, buttons, nil, nil, c.view)
	c.dialog = w.cover(c.body, fyne.NewSize(720, 560), c.path, nil)
	if what == wantSaveNow {
		c.read(w.saveFolder())
	} else {
		c.read(w.startFolder())
	}
	return c
}

func (c *chooser) title() string {
	switch c.want {
	case wantFolder:
		return lang.X("choose.folder", "Choose a folder")
	case wantSave, wantSaveNow:
		return lang.X("choose.save", "Choose where the zip goes")
	default:
		return lang.X("choose.file", "Choose a file")
	}
}

func (c *chooser) okText() string {
	switch c.want {
	case wantFolder:
		return lang.X("choose.this", "Choose this folder")
	case wantSaveNow:
		return lang.X("choose.savehere", "Save here")
	case wantFile, wantSave:
	}
	return lang.X("choose.ok", "Choose")
}

// startFolder is where choosing begins: where something was last chosen, else
// at home.
func (w *Window) startFolder() string {
	if w.folder != "" {
		return w.folder
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
	row.Set(model.NoSign, e.Name, e.Detail)
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
		c.folder = folder
		if len(folder.Entries) == 0 {
			c.none.Show()
		} else {
			c.none.Hide()
		}
		c.body.Refresh()
		c.view.UnselectAll()
		c.view.ScrollToTop()
		c.view.Refresh()
		c.path.SetText(c.here())
	})
}

// here is the path that the shown folder stands for.
func (c *chooser) here() string {
	if c.want == wantSave || c.want == wantSaveNow {
		return filepath.Join(c.folder.Path, c.name)
	}
	return c.folder.Path
}

// tapped goes into a folder, or takes a file's name.
func (c *chooser) tapped(i int) {
	if i >= len(c.folder.Entries) {
		return
	}
	e := c.folder.Entries[i]
	path := filepath.Join(c.folder.Path, e.Name)
	switch {
	case e.Folder:
		c.read(path)
	case c.want == wantFile:
		c.path.SetText(path)
	case c.want == wantSave, c.want == wantSaveNow:
		c.name = e.Name
		c.path.SetText(path)
	case c.want == wantFolder:
	}
}

// enter goes to a folder that was typed, or takes the path of a file.
func (c *chooser) enter() {
	path := model.TidyPath(c.path.Text)
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
	c.w.folder = filepath.Dir(path)
	if c.want == wantFolder {
		c.w.folder = path
	}
	c.dialog.close()
	c.chosen(path)
}
