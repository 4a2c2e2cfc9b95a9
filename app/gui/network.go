package gui

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/explorer/tor"
)

// networkSettings is the part of the settings for Tor, the own node, the
// Bitcoin network and the explorers.
type networkSettings struct {
	s      *settingsPage
	object fyne.CanvasObject
	found  *fw.Label // the tor program that is used
	list   *explorerList
	test   *explorerTest
}

func newNetworkSettings(s *settingsPage) *networkSettings {
	n := &networkSettings{s: s, found: widget.NewMuted(""), list: newExplorerList(s), test: newExplorerTest(s.w)}
	left := widget.Stacked(
		widget.NewTitle(lang.X("tor.title", "Tor")),
		n.path(model.TorProgram, lang.X("settings.tor.program", "Tor program; empty: the one that is found"), "/usr/bin/tor"),
		n.found,
		s.entry(model.TorProxy, lang.X("settings.tor.proxy", "Or a Tor that runs already"), "127.0.0.1:9050"),
		widget.NewMuted(lang.X("settings.tor.proxy.hint", "Its SOCKS port: 9050, or 9150 for Tor Browser. It is used only once it has shown that it is Tor. Empty: Tradecase starts its own.")),
		s.typed(model.TorBridges, lang.X("settings.tor.bridges", "Bridges, where Tor is blocked, one a line"),
			widget.NewTextEntry("obfs4 192.0.2.1:443 … cert=… iat-mode=0", 4)),
		widget.NewMuted(lang.X("settings.tor.bridges.hint", "From bridges.torproject.org or Tor Browser. obfs4 needs the program obfs4proxy, snowflake needs snowflake-client: Debian and Ubuntu have packages of these names.")),
	)
	right := widget.Stacked(
		widget.NewTitle(lang.X("settings.node", "Own Bitcoin node")),
		s.entry(model.NodeURL, lang.X("settings.node.url", "Address; empty if you have none"), "http://127.0.0.1:8332"),
		n.path(model.NodeAuth, lang.X("settings.node.auth", "File with user:password, such as Core's .cookie"), "~/.bitcoin/.cookie"),
		widget.NewMuted(lang.X("settings.node.hint", "A node on this computer or in your network is asked directly, one with an onion address over Tor. What it says of its own chain is believed.")),
		widget.NewTitle(lang.X("settings.clearnet", "Which explorers are asked")),
		s.choice(model.TorClearnet, lang.X("settings.clearnet.label", "Explorers without an onion address")),
		widget.NewMuted(lang.X("settings.clearnet.hint", "Without an onion address the way leaves Tor at an exit relay: it sees which explorer is asked, though not what, since that is encrypted, nor by whom.")),
		widget.NewTitle(lang.X("settings.chain", "Bitcoin network")),
		s.choice(model.Network, lang.X("settings.chain.label", "Where transactions are looked up")),
		widget.NewMuted(lang.X("settings.chain.hint", "Mainnet is where trades with real bitcoin are; the others are for trying things out. The explorers that come with Tradecase know Mainnet alone: name others below.")),
	)
	n.object = scrolled(widget.Spaced(widget.NewHalves(halfWidth, left, right), n.list.object, n.test.object))
	return n
}

// path is a field for a file, with a way to choose it.
func (n *networkSettings) path(key, name, usual string) fyne.CanvasObject {
	s := n.s
	e := widget.NewEntry(usual, func(string) { s.send(key) })
	s.entries[key] = e
	e.OnLeft = func() { s.send(key) }
	browse := widget.NewButton(lang.X("choose.button", "Choose…"), func() {
		s.w.choose(wantFile, "", func(path string) {
			e.SetText(path)
			s.send(key)
		})
	})
	return s.titled(key, name, widget.NewBorder(nil, nil, nil, browse, e))
}

// look finds the tor program that would be used, in the background.
func (n *networkSettings) look(stored config.Settings) {
	var path string
	n.s.w.read(func(context.Context) (err error) {
		path, _, err = tor.Find(stored.Tor.Program)
		return err
	}, func(err error) {
		said := lang.X("settings.tor.found", "In use: {{.Path}}", map[string]any{"Path": path})
		if err != nil {
			m := model.Trouble(err)
			said = words.Of(m.Text) + ". " + words.Of(m.Hint)
		}
		n.found.SetText(said)
		n.s.object.Refresh()
	})
}

// explorerList edits the explorers, a row each.
type explorerList struct {
	s      *settingsPage
	object fyne.CanvasObject
	state  *model.Explorers
	rows   []*explorerRow
	lines  *fyne.Container
	whose  *fw.Label
	notice *widget.Notice
	usual  *widget.Button
}

type explorerRow struct {
	object              fyne.CanvasObject
	name, operator, url *widget.Entry
	notice              *widget.Notice
}

func newExplorerList(s *settingsPage) *explorerList {
	l := &explorerList{s: s, lines: widget.Stacked(), whose: widget.NewMuted(""), notice: widget.NewNotice()}
	add := widget.NewButton(lang.X("explorers.add", "Add an explorer"), l.add)
	l.usual = widget.NewButton(lang.X("explorers.usual", "Back to the ones that come with Tradecase"), l.reset)
	l.object = widget.Stacked(
		widget.NewTitle(lang.X("explorers.title", "List of explorers")), l.whose,
		widget.NewMuted(lang.X("explorers.hint", "Two explorers of one operator count as one voice. Names have no blanks.")),
		explorerColumns(
			widget.Above(widget.NewCaption(lang.X("explorers.name", "Name"))), widget.Above(widget.NewCaption(lang.X("explorers.operator", "Operator"))),
			widget.Above(widget.NewCaption(lang.X("explorers.url", "Address"))), widget.Above(widget.NewCaption(""))),
		l.lines, l.notice, widget.NewBar(add, l.usual),
	)
	return l
}

func explorerColumns(objects ...fyne.CanvasObject) fyne.CanvasObject {
	return widget.NewTable([]float32{170, 150, 0, 110}, objects...)
}

// load shows what is stored.
func (l *explorerList) load(stored config.Settings) {
	l.state = model.NewExplorers(stored)
	l.fill()
}

// fill makes the rows anew.
func (l *explorerList) fill() {
	l.rows = nil
	l.lines.RemoveAll()
	for i := range l.state.Rows {
		l.append(i)
	}
	l.tell()
}

func (l *explorerList) append(i int) {
	row := l.state.Rows[i]
	r := &explorerRow{notice: widget.NewNotice()}
	field := func(text string) *widget.Entry {
		e := widget.NewEntry("", func(string) { l.changed() })
		e.SetText(text)
		e.OnLeft = l.changed
		return e
	}
	r.name, r.operator, r.url = field(row.Name), field(row.Operator), field(row.URL)
	remove := widget.NewButton(lang.X("explorers.remove", "Remove"), func() { l.remove(r) })
	r.object = widget.Stacked(explorerColumns(r.name, r.operator, r.url, remove), r.notice)
	l.rows = append(l.rows, r)
	l.lines.Add(r.object)
}

// tell says whose list it is.
func (l *explorerList) tell() {
	text := lang.X("explorers.builtin", "These come with Tradecase.")
	if l.state.Own() {
		text = lang.X("explorers.own", "This is your own list.")
	}
	l.whose.SetText(text)
	l.s.object.Refresh()
}

func (l *explorerList) add() {
	l.state.Add()
	l.append(len(l.state.Rows) - 1)
	l.s.object.Refresh()
	l.s.w.win.Canvas().Focus(l.rows[len(l.rows)-1].name)
}

func (l *explorerList) remove(r *explorerRow) {
	for i := range l.rows {
		if l.rows[i] != r {
			continue
		}
		l.read()
		l.state.Remove(i)
		l.fill()
		l.store()
		return
	}
}

// reset asks the explorers that come with the program.
func (l *explorerList) reset() {
	l.state = model.NewExplorers(config.Settings{})
	l.fill()
	l.store()
}

// read takes in what was typed. It reports whether that changed anything.
func (l *explorerList) read() bool {
	changed := false
	for i, r := range l.rows {
		before := l.state.Rows[i]
		l.state.Set(i, config.Explorer{Name: r.name.Text, Operator: r.operator.Text, URL: r.url.Text})
		changed = changed || l.state.Rows[i] != before
	}
	return changed
}

// changed stores what was typed, if it is something else now.
func (l *explorerList) changed() {
	if l.read() {
		l.store()
	}
}

// store stores the list if all of it is right, and says of each row what is
// not.
func (l *explorerList) store() {
	list, says, ok := l.state.List()
	for i, r := range l.rows {
		r.notice.Say(says[i])
	}
	l.s.object.Refresh()
	if !ok {
		return
	}
	l.s.change(model.Explored, func(c *config.Settings) error {
		c.Explorers = list
		return config.CheckExplorers(list)
	}, func(stored config.Settings, err error) {
		l.notice.Say(model.Trouble(err))
		if err == nil {
			l.state.Stored(stored)
		}
		l.tell()
	})
}
