package gui

import (
	"context"
	"os/exec"
	"path/filepath"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/bundle"
)

// result tells of a zip that was made: its digest, and where it lies.
type result struct {
	w      *Window
	object *fyne.Container
	hash   *fw.Label
	sha256 string
	path   string
	folder *widget.Button // opens the folder
	where  *fyne.Container
	whole  *fw.Label // the path
	tells  bool      // it always stands there, not only where nothing opens a folder
}

func newResult(w *Window) *result {
	r := &result{w: w, hash: widget.NewMono(""), whole: widget.NewMono("")}
	r.hash.SizeName = fynetheme.SizeNameCaptionText // all of it is to be compared, also beside the list of bundles
	r.hash.Truncation, r.whole.Truncation = fyne.TextTruncateEllipsis, fyne.TextTruncateEllipsis
	copyHash := widget.NewButton(lang.X("handoff.copyhash", "Copy SHA-256"), func() { w.copyText(r.sha256) })
	r.folder = widget.NewButton(lang.X("result.folder", "Show in folder"), r.open)
	copyPath := widget.NewButton(lang.X("result.copypath", "Copy path"), func() { w.copyText(r.path) })
	hash, path := fw.NewLabel("SHA-256"), fw.NewLabel(lang.X("result.path", "Saved as"))
	name := hash.MinSize().Max(path.MinSize()) // what they name begins in one line
	digest := widget.NewBar(container.NewGridWrap(name, hash), widget.NewElastic(100, r.hash), copyHash, r.folder)
	r.where = widget.NewBorder(nil, nil, container.NewGridWrap(name, path), copyPath, r.whole)
	r.object = widget.Stacked(digest, r.where)
	r.clear()
	return r
}

func (r *result) clear() {
	r.where.Hide()
	r.object.Hide()
}

func (r *result) show(x bundle.Export) {
	r.sha256, r.path = x.SHA256, x.Path
	r.hash.SetText(x.SHA256)
	r.whole.SetText(x.Path)
	setShown(r.where, r.tells)
	r.object.Show()
	r.w.folder = filepath.Dir(x.Path)
}

// open opens the folder that the zip lies in; where that cannot be done it
// shows the path.
func (r *result) open() {
	r.w.openFolder(filepath.Dir(r.path), func() {
		r.where.Show()
		r.object.Refresh()
		r.w.bar.say(model.Say("result.nofolder", "This desktop has nothing to open a folder with."))
	})
}

// folderTool is the program that opens a folder in the platform's file
// manager.
func folderTool(system string) string {
	switch system {
	case "windows":
		return "explorer"
	case "darwin":
		return "open"
	}
	return "xdg-open"
}

// openFolder opens a folder in the file manager, which lives on without us.
// unable is called on the window's goroutine if that is not possible. The zip
// itself is never opened, and nothing goes to a browser.
func (w *Window) openFolder(dir string, unable func()) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		unable()
		return
	}
	cmd := exec.CommandContext(context.Background(), folderTool(runtime.GOOS), dir) //nolint:gosec // one of three fixed programs, and a whole path as its only argument
	if err := cmd.Start(); err != nil {
		unable()
		return
	}
	go func() {
		// Explorer's exit code says nothing.
		if err := cmd.Wait(); err != nil && runtime.GOOS != "windows" {
			w.later(unable)
		}
	}()
}
