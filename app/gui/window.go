// Package gui is the window: bundles at the left, one of them at the right,
// what runs at the bottom. Its pages bind package model to widgets; what they
// do is package work's, in the background.
package gui

import (
	"context"
	"errors"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/diagnostics"
)

// title never has a trade ID in it: window managers and desktops keep titles.
const title = "Tradecase"

// The window's first size, in Fyne's units.
const (
	startWidth  = 1120
	startHeight = 740
)

// The list of bundles takes a part of the window's width, within bounds.
const (
	sidebarPart  = float32(sidebarMost) / startWidth
	sidebarLeast = 180
	sidebarMost  = 250
)

// quiet is how long after the start, or the end of work, the memory that it
// has left behind is given back to the system: Go itself keeps it for minutes.
const quiet = time.Second

// Window is the program's one window. All of it but New belongs to the
// window's goroutine.
type Window struct {
	app     fyne.App
	win     fyne.Window
	desk    Desk
	setup   Setup
	jobs    *job.Runner
	tidy    *time.Timer  // gives memory back once it has been quiet
	post    func(func()) // runs something on the window's goroutine, later
	resting *rest
	keys    map[fyne.KeyName]func() // with Ctrl, on macOS with Cmd

	bar     *activityBar
	sidebar *sidebar
	front   *fyne.Container   // all but the bar: what whoever uses the window needs
	desktop fyne.CanvasObject // an agent's bundles
	roles   *roleQuestion
	export  *exportPage
	aside   bool            // a page about Tradecase itself is in front of that
	opener  *widget.Button  // what opened it, nil if nothing that is there when it closes
	main    *fyne.Container // what is at the right
	welcome *welcome
	verify  *verifyPage
	crash   *crashLine
	options *settingsPage
	tor     *torPage
	tools   *fyne.Container // the ways to the pages about Tradecase itself
	about   fyne.CanvasObject
	pages   map[diagnostics.TradeID]*page
	page    *page // the bundle that is open, nil if none

	question *dialog // whether to stop work and close, nil if never asked
	dialog   *dialog // what covers the window, nil if nothing does
	folder   string  // where something was last chosen; kept in memory only
	closing  bool
	settled  bool        // what was typed is saved, or given up
	shelf    shelf       // what is ready to go out
	ended    atomic.Bool // nothing of the window may be touched any more

	decoding sync.Mutex // held while a picture is decoded

	clip        imagePaste // nil if images cannot be pasted
	scaleBefore string     // what the surroundings had set
	hadScale    bool       // they had set something
	rescaled    bool       // the two above are known
}

// New builds the window on a; Run shows it. When ctx ends the window closes.
func New(ctx context.Context, a fyne.App, desk Desk, setup Setup) (*Window, error) {
	return newWindow(ctx, a, desk, setup, fyne.Do)
}

func newWindow(ctx context.Context, a fyne.App, desk Desk, setup Setup, post func(func())) (*Window, error) {
	if err := words.Load(); err != nil {
		return nil, err
	}
	w := &Window{
		app: a, desk: desk, setup: setup, post: post, resting: newRest(post),
		// Not ctx itself: what is typed and not saved yet is saved first.
		jobs:  job.NewRunner(context.WithoutCancel(ctx)),
		tidy:  time.AfterFunc(quiet, debug.FreeOSMemory),
		pages: map[diagnostics.TradeID]*page{},
		clip:  findPaste(),
	}
	w.look(setup.Settings) // a window takes its scale when it is made
	w.win = a.NewWindow(title)
	w.build() //nolint:contextcheck // work in the background has the runner's context
	stop := context.AfterFunc(ctx, func() { w.later(w.shutDown) })
	w.win.SetOnClosed(func() {
		stop()
		w.tidy.Stop()
	})
	return w, nil
}

func (w *Window) build() {
	w.bar = newActivityBar()
	w.sidebar = newSidebar(w)
	w.welcome = newWelcome(w)
	w.verify = newVerifyPage(w)
	w.main = container.NewStack(w.welcome.object)
	left := widget.NewFrame(w.sidebar.object)
	w.tools = container.NewHBox()
	w.tor = newTorPage(w)
	w.crash, w.options, w.about = newCrashLine(w), newSettingsPage(w), newAbout(w)
	bottom := container.NewVBox(fw.NewSeparator(), widget.NewBorder(nil, nil, nil, newTools(w), w.bar.object))
	w.desktop = widget.NewSided(sidebarPart, sidebarLeast, sidebarMost, left, container.NewPadded(w.main))
	w.roles, w.export = newRoleQuestion(w), newExportPage(w)
	w.front = container.NewStack(w.desktop)
	w.win.SetContent(widget.NewBorder(w.crash.object, bottom, nil, nil, &witness{asked: w.resting.stir}, w.front, w.bar.text.Whole))
	w.win.SetPadded(false)
	w.win.Resize(fyne.NewSize(startWidth, startHeight))
	w.win.SetMaster()
	w.win.SetCloseIntercept(w.close)
	w.win.SetOnDropped(w.dropped)
	w.bindKeys()
	w.sidebar.reload()
	w.showRole()
}

// Run shows the window and returns when it is closed, no job runs any more and
// what was typed is saved.
func (w *Window) Run() error {
	w.app.Lifecycle().SetOnEnteredForeground(w.refresh)
	w.resting.start(w.app.Driver())
	watching, stop := context.WithCancel(context.Background())
	defer stop()
	go w.watch(watching, lookEvery)
	w.win.ShowAndRun()
	return w.Rescue()
}

// Rescue ends all work and saves what was typed and is not saved yet. Run does
// so itself, unless it panics.
func (w *Window) Rescue() error {
	w.ended.Store(true)
	w.tor.leave()
	w.jobs.Close()
	w.shelf.clear()
	return errors.Join(w.saveUnsaved(), w.forgetRemoved())
}

// Raise brings the window to the front. It may be called from anywhere.
func (w *Window) Raise() {
	w.later(func() {
		w.win.Show()
		w.win.RequestFocus()
	})
}

// Opened reports whether there is a window on the screen, once Run has begun.
func (w *Window) Opened() bool { return onScreen(w.win) }

// onScreen reports whether a window is there to be seen.
func onScreen(win fyne.Window) bool {
	native, ok := win.(driver.NativeWindow)
	if !ok {
		return true // not a driver with a screen
	}
	opened := true
	native.RunNative(func(c any) {
		switch c := c.(type) {
		case driver.X11WindowContext:
			opened = c.WindowHandle != 0
		case driver.WaylandWindowContext:
			opened = c.WaylandSurface != 0
		case driver.WindowsWindowContext:
			opened = c.HWND != 0
		case driver.MacWindowContext:
			opened = c.NSWindow != 0
		}
	})
	return opened
}

// later runs f on the window's goroutine, unless the window is gone by then.
func (w *Window) later(f func()) {
	w.post(func() {
		if !w.ended.Load() {
			f()
		}
	})
	w.resting.wake()
}

// run does work in the background and shows it in the bar. done is called on
// the window's goroutine when it has ended, nil or not.
func (w *Window) run(name model.Phrase, work func(context.Context, *job.Progress) error, done func(error)) {
	w.follow(w.bar.begin(name), name, work, done)
}

// peek is run for work that only reads for the window: closing does not ask
// about it.
func (w *Window) peek(name model.Phrase, work func(context.Context, *job.Progress) error, done func(error)) *job.Job {
	return w.follow(w.bar.beginLook(name), name, work, done)
}

func (w *Window) follow(id int, name model.Phrase, work func(context.Context, *job.Progress) error, done func(error)) *job.Job {
	j := w.jobs.Start(words.Of(name), work, func(s job.Status) {
		w.later(func() {
			w.bar.update(id, s)
			if s.Finished {
				done(s.Err)
				w.workEnded()
				w.tidy.Reset(quiet)
			}
		})
	})
	w.bar.cancels(id, j)
	return j
}

// read does work that is short, such as reading a list, without showing it.
func (w *Window) read(work func(context.Context) error, done func(error)) {
	w.jobs.Start("", func(ctx context.Context, _ *job.Progress) error { return work(ctx) }, func(s job.Status) {
		if s.Finished {
			w.later(func() { done(s.Err) })
		}
	})
}

// show puts something at the right.
func (w *Window) show(o fyne.CanvasObject) {
	w.main.Objects = []fyne.CanvasObject{o}
	w.main.Refresh()
	for _, p := range w.pages {
		p.shots.look(p.object == o && p.tabs.Current() == shotsTab)
	}
}

// copyText puts a text on the clipboard and says so.
func (w *Window) copyText(text string) {
	w.app.Clipboard().SetContent(text)
	w.bar.say(model.Say("activity.copied", "Copied."))
}
