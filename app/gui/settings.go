package gui

import (
	"context"
	"slices"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/diagnostics/redact"
)

// settingsPage changes the settings: each is stored as soon as the focus
// leaves it, in the file that tradecase config shows.
type settingsPage struct {
	w       *Window
	object  fyne.CanvasObject
	state   *model.Settings
	notice  *widget.Notice
	entries map[string]*widget.Entry
	selects map[string]*widget.Select
	wrongs  map[string]*widget.Notice
	first   fyne.Focusable
	filling bool // the fields are being set, not changed
	tabs    *widget.Tabs
	network *networkSettings
	storing sync.Mutex // what is stored last is used last
	stores  int        // how often it was stored or read, held by storing
	newest  int        // the store that the window uses, on its goroutine
}

// The tabs of the settings.
const (
	generalTab = iota
	networkTab
)

func newSettingsPage(w *Window) *settingsPage {
	s := &settingsPage{
		w: w, state: model.NewSettings(w.setup.Settings), notice: widget.NewNotice(),
		entries: map[string]*widget.Entry{}, selects: map[string]*widget.Select{}, wrongs: map[string]*widget.Notice{},
	}
	path := widget.NewMuted(lang.X("settings.file", "Each change is stored at once, in {{.Path}}; tradecase config shows the same.",
		map[string]any{"Path": string(w.setup.File)}))
	head := widget.Stacked(w.asideHead(lang.X("settings.title", "Settings")), path, s.notice)
	left := widget.Stacked(
		widget.NewTitle(lang.X("settings.window", "Window")),
		s.choice(model.Role, lang.X("settings.role", "What it is for")),
		s.choice(model.Appearance, lang.X("settings.appearance", "Appearance")),
		s.choice(model.Scale, lang.X("settings.scale", "Size of everything in it")),
		widget.NewTitle(lang.X("settings.privacy", "Privacy")),
		s.typed(model.Hide, lang.X("settings.hide", "Own words that are always hidden, one a line"),
			widget.NewTextEntry(lang.X("settings.hide.hint", "Nicknames, names, streets: whatever is yours and could be in logs"), 5)),
		s.choice(model.Profile, lang.X("settings.profile", "What exported logs hide")),
	)
	right := widget.Stacked(widget.NewTitle(lang.X("settings.folder", "Data folder")), s.dataDir(),
		widget.NewTitle(lang.X("settings.limits", "Limits for what is unpacked")))
	for _, l := range model.Limits() {
		right.Add(s.typed(l.Key, words.Of(l.Label), widget.NewEntry(words.Of(l.Usual), func(string) { s.send(l.Key) })))
	}
	s.first = s.selects[model.Role]
	s.network = newNetworkSettings(s)
	s.tabs = widget.NewTabs([]string{lang.X("settings.general", "General"), lang.X("settings.network", "Network")},
		scrolled(widget.NewHalves(halfWidth, left, right)), s.network.object)
	s.object = widget.NewBorder(head, nil, nil, nil, s.tabs.Object)
	s.network.list.load(w.setup.Settings)
	s.fill(model.NewSettings(config.Settings{}))
	return s
}

// titled puts a title above a control, and what is to be said of it below.
func (s *settingsPage) titled(key, name string, control fyne.CanvasObject) fyne.CanvasObject {
	s.wrongs[key] = widget.NewNotice()
	return widget.Stacked(widget.Above(widget.NewText(name)), control, s.wrongs[key])
}

func (s *settingsPage) typed(key, name string, e *widget.Entry) fyne.CanvasObject {
	s.entries[key] = e
	e.OnLeft = func() { s.send(key) }
	return s.titled(key, name, e)
}

// entry is a field of one line.
func (s *settingsPage) entry(key, name, usual string) fyne.CanvasObject {
	return s.typed(key, name, widget.NewEntry(usual, func(string) { s.send(key) }))
}

func (s *settingsPage) choice(key, name string) fyne.CanvasObject {
	var labels []string
	for _, c := range model.Choices(key) {
		labels = append(labels, words.Of(c.Label))
	}
	var control *widget.Select
	control = widget.NewSelect(labels, func(string) {
		if at := control.SelectedIndex(); at >= 0 {
			s.store(key, model.Choices(key)[at].Value)
		}
	})
	s.selects[key] = control
	return s.titled(key, name, control)
}

func (s *settingsPage) dataDir() fyne.CanvasObject {
	e := widget.NewEntry(config.DefaultDataDir(), func(string) { s.send(model.DataDir) })
	field := s.typed(model.DataDir, lang.X("settings.datadir", "Where bundles lie; empty for the usual place"), e)
	browse := widget.NewButton(lang.X("choose.button", "Choose…"), func() {
		s.w.choose(wantFolder, "", func(path string) {
			e.SetText(path)
			s.send(model.DataDir)
		})
	})
	now := widget.NewMuted(lang.X("settings.now", "In use now: {{.Path}}", map[string]any{"Path": s.w.setup.DataDir}))
	return widget.Stacked(field, widget.NewBorder(nil, nil, nil, container.NewVBox(browse), now))
}

// send stores what was typed, if it differs from what is stored.
func (s *settingsPage) send(key string) {
	if s.state.Changes(key, s.entries[key].Text) || !s.state.Trouble(key).Empty() {
		s.store(key, s.entries[key].Text)
	}
}

// store changes one setting in the file, in the background, and everything
// that it is about.
func (s *settingsPage) store(key, typed string) {
	if s.filling {
		return
	}
	value := s.state.Value(key, typed)
	s.change(key, func(c *config.Settings) error {
		if key == model.DataDir {
			if err := model.CheckFolder(value); err != nil {
				return err
			}
		}
		return c.Set(key, value)
	}, func(stored config.Settings, err error) {
		s.state.Done(key, stored, err)
		s.wrongs[key].Say(s.state.Trouble(key))
		s.object.Refresh()
	})
}

// change changes the file in the background, then all that it is about. done
// is told what is stored now.
func (s *settingsPage) change(key string, how func(*config.Settings) error, done func(config.Settings, error)) {
	var stored config.Settings
	turn := 0
	s.w.read(func(context.Context) (err error) {
		s.storing.Lock()
		defer s.storing.Unlock()
		if stored, err = s.w.setup.File.Change(how); err == nil {
			s.w.desk.Use(stored)
		}
		s.stores++
		turn = s.stores
		return err
	}, func(err error) {
		if err == nil {
			stored = s.take(turn, stored)
			s.state.Load(stored)
			if key == model.TorProgram {
				s.network.look(stored)
			}
			s.w.bar.say(model.Say("settings.stored", "Stored."))
		}
		done(stored, err)
	})
}

// take uses what was stored or read in a turn, unless a later one was faster here:
// their ends come in any order. It gives what is used now.
func (s *settingsPage) take(turn int, stored config.Settings) config.Settings {
	if turn < s.newest {
		return s.w.setup.Settings
	}
	s.newest = turn
	s.w.use(stored)
	return stored
}

// use shows everything by other settings from now on; the desk uses them
// already.
func (w *Window) use(stored config.Settings) {
	before := w.setup.Settings
	w.setup.Settings = stored
	w.tor.show(w.tor.status) // how many explorers there are, and on what network
	for _, p := range w.pages {
		p.txs.tellNetwork()
	}
	if before.Appearance != stored.Appearance || before.Scale != stored.Scale {
		w.look(stored)
	}
	if !slices.Equal(before.Hide, stored.Hide) || before.Profile != stored.Profile {
		w.unprepare(stored.Profile)
	}
}

// unprepare drops what was prepared to go out: what has to be hidden in it is
// something else now.
func (w *Window) unprepare(profile string) {
	for _, p := range w.pages {
		p.handoff.reset()
	}
	e := w.export
	e.profile = redact.Profile(profile)
	changed := e.chosen.OnChanged
	e.chosen.OnChanged = nil // it would look at once, at nothing perhaps
	e.chosen.SetSelectedIndex(0)
	if e.profile == redact.Public {
		e.chosen.SetSelectedIndex(1)
	}
	e.chosen.OnChanged = changed
	e.explain()
	e.reset()
}

// reset drops what was prepared, and what was said of it.
func (s *sender) reset() {
	if s.ready != nil {
		s.drop()
		s.clear()
		s.changed()
	}
}

// fill shows what is stored; what was typed and is not stored stays.
func (s *settingsPage) fill(before *model.Settings) {
	s.filling = true
	defer func() { s.filling = false }()
	for key, e := range s.entries {
		if e.Text == before.Text(key) {
			e.SetText(s.state.Text(key))
		}
	}
	for key, control := range s.selects {
		control.SetSelectedIndex(s.state.Chosen(key))
	}
}

// reload reads the file, which tradecase config may have changed.
func (s *settingsPage) reload() {
	var stored config.Settings
	turn := 0
	s.w.read(func(context.Context) (err error) {
		s.storing.Lock()
		defer s.storing.Unlock()
		if stored, err = s.w.setup.File.Load(); err == nil {
			s.w.desk.Use(stored)
		}
		s.stores++
		turn = s.stores
		return err
	}, func(err error) {
		s.notice.Say(model.Trouble(err))
		if err == nil {
			before := *s.state
			stored = s.take(turn, stored)
			s.state.Load(stored)
			s.fill(&before)
			s.network.look(stored)
			if !slices.Equal(before.Stored().Explorers, stored.Explorers) {
				s.network.list.load(stored)
			}
		}
		s.object.Refresh()
	})
}

// openSettings shows the settings.
func (w *Window) openSettings() {
	// Who only exports logs asks nobody anything.
	setShown(w.options.tabs.Buttons[networkTab], w.role() != roleUser)
	w.options.tabs.Open(generalTab)
	w.openAside(w.options.object, w.options.first)
	w.options.reload()
}

// openNetworkSettings shows those for Tor, the own node and the explorers.
func (w *Window) openNetworkSettings() {
	w.options.tabs.Open(networkTab)
	w.openAside(w.options.object, w.options.entries[model.TorProgram])
	w.options.reload()
}
