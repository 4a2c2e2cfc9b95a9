package gui

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
)

// shortcut is a key with Ctrl, on macOS with Cmd, and what it does.
type shortcut struct {
	key  fyne.KeyName
	text model.Phrase
	do   func()
}

// shortcuts lists all of an agent's: the list that the reader sees is the one that
// the window obeys.
func (w *Window) shortcuts() []shortcut {
	on := func(do func(*page)) func() { return func() { w.onPage(do) } }
	tab := func(i int) func() { return on(func(p *page) { p.tabs.Open(i) }) }
	return []shortcut{
		{fyne.KeyN, model.Say("keys.new", "New bundle"), w.sidebar.openForm},
		{fyne.KeyF, model.Say("keys.search", "Search the bundles, or the entries on the page Logs"), w.find},
		{fyne.KeyO, model.Say("keys.add", "Add to this bundle"), on((*page).startAdding)},
		{fyne.KeyE, model.Say("keys.handoff", "Make the hand-off"), on((*page).startHandoff)},
		{fyne.KeyT, model.Say("keys.tor", "Tor and the explorers"), w.openTor},
		{fyne.Key1, model.Say("tab.overview", "Overview"), tab(overviewTab)},
		{fyne.Key2, model.Say("tab.items", "Items"), tab(itemsTab)},
		{fyne.Key3, model.Say("tab.notes", "Notes"), on((*page).startWriting)},
		{fyne.Key4, model.Say("tab.logs", "Logs"), tab(logsTab)},
		{fyne.Key5, model.Say("tab.txs", "Transactions"), on((*page).openTxs)},
		{fyne.Key6, model.Say("tab.shots", "Screenshots"), tab(shotsTab)},
		{fyne.Key7, model.Say("tab.handoff", "Hand-off"), tab(handoffTab)},
	}
}

// keyList is what the keys do for whoever uses the window, line by line.
func (w *Window) keyList(ctrl string) (all [][2]string) {
	switch w.role() {
	case roleSupport:
		for _, s := range w.shortcuts() {
			all = append(all, [2]string{ctrl + string(s.key), words.Of(s.text)})
		}
		all = append(all,
			[2]string{ctrl + "Z", lang.X("keys.undo", "Take the last change back (in a text: what was typed)")},
			[2]string{ctrl + "V", lang.X("keys.paste", "Paste a screenshot (in a text: the text)")},
			[2]string{"/", lang.X("keys.filter", "Filter the entries, on the page Logs")})
	case roleUser: // as forUser does them
		all = append(all,
			[2]string{ctrl + "O", lang.X("keys.folder", "Choose another folder with logs")},
			[2]string{ctrl + "E", lang.X("keys.export", "Save a redacted copy of the logs")})
	}
	return append(all, otherKeys()...)
}

// otherKeys are those that work without Ctrl, whoever uses the window.
func otherKeys() [][2]string {
	return [][2]string{
		{"Tab", lang.X("keys.tab", "Go to the next control; with Shift to the one before")},
		{lang.X("keys.space", "Space, Enter"), lang.X("keys.press", "Press a button, choose a line")},
		{lang.X("keys.arrows", "Arrows, Page"), lang.X("keys.leaf", "Scroll a page that is only read")},
		{"Esc", lang.X("keys.esc", "Close what is open, or stop what runs")},
		{"?", lang.X("keys.help", "This list")},
	}
}

// ctrl is the key that goes with shortcuts on a system, as it is written
// before another.
func ctrl(system string) string {
	if system == "darwin" {
		return "⌘ "
	}
	return lang.X("keys.ctrl", "Ctrl+")
}

// agentKeys says the keys that an agent needs most.
func agentKeys() model.Phrase {
	return model.Say("activity.keys", "{{.Ctrl}}N new bundle, {{.Ctrl}}O add, {{.Ctrl}}E hand-off, {{.Ctrl}}F search, Esc stops", "Ctrl", ctrl(runtime.GOOS))
}

// openShortcuts shows the list of keys.
func (w *Window) openShortcuts() {
	if w.dialog != nil {
		return
	}
	list := widget.Stacked()
	for _, row := range w.keyList(ctrl(runtime.GOOS)) {
		key := widget.NewMono(row[0])
		key.TextStyle.Bold = true
		list.Add(widget.NewColumns([]float32{130, 0}, widget.Above(key), widget.Above(widget.NewCell(row[1]))))
	}
	var d *dialog
	done := widget.NewButton(lang.X("aside.close", "Close"), func() { d.cancel() })
	title := widget.NewTitle(lang.X("keys.title", "Keyboard shortcuts"))
	d = w.cover(widget.NewBorder(title, container.NewHBox(layout.NewSpacer(), done), nil, nil, scrolled(list)),
		fyne.NewSize(560, 630), done, nil)
}
