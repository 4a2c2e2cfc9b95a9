package gui

import (
	"context"
	"os"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/lang"
	"fyne.io/fyne/v2/layout"
	fw "fyne.io/fyne/v2/widget"
	"github.com/adrg/xdg"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics/redact"
)

// exportPage is all that somebody sees whom support asked for logs: it finds
// Bisq's logs, shows what will be hidden in them, and saves one zip.
type exportPage struct {
	*sender
	w          *Window
	object     *fyne.Container
	tall       *widget.Tall
	front      fyne.CanvasObject // the page as the window shows it
	switchRole *fyne.Container   // gives way to what goes out; the settings have it, too

	folder  work.BisqFolder // what is exported
	found   *fw.Label       // says which that is
	other   *widget.Button
	choices *fyne.Container // where there are several
	form    *fyne.Container // where there is none, or another one is wanted
	path    *widget.Entry
	meaning *fw.Label // what the profile means
	chosen  *widget.Select
	steps   *fyne.Container // words, profile, saving: once there are logs
}

// exportLeast is tallLeast for this page, which has more above what goes out.
const exportLeast = 580

func newExportPage(w *Window) *exportPage {
	e := &exportPage{sender: newSender(w, ""), w: w, found: widget.NewText(""), choices: widget.Stacked(), meaning: widget.NewMuted("")}
	e.prepare, e.run, e.made, e.changed = e.preparation, w.run, model.Exported, e.refresh
	e.looking, e.writing = model.Say("job.look", "Looking for private data"), model.Say("job.export", "Saving the redacted copy")
	e.result.tells = true // nothing else on the page says where it went
	e.buildSource()
	e.buildSteps()
	head := widget.Stacked(
		widget.NewBorder(nil, nil, nil, container.NewVBox(e.other), e.found), e.choices, e.form, e.steps)
	title := widget.NewHeading(lang.X("export.title", "Export your Bisq logs"))
	hint := widget.NewSaid(widget.NewMuted(lang.X("export.hint", "Private data is replaced in a copy; your own files stay as they are. Look at the copy, save it, and send it to support yourself: Tradecase sends nothing.")))
	said := widget.NewSaid(widget.Stacked(e.notice, container.NewHBox(e.replace), e.result.object, e.unfound, e.hidden))
	support := widget.NewQuiet(lang.X("export.support", "I support or mediate trades: show me the bundles"), func() { w.setRole(roleSupport) })
	e.switchRole = container.NewHBox(layout.NewSpacer(), support)
	all := widget.NewBorder(title, e.switchRole, nil, nil, widget.NewBorder(hint, nil, nil, nil,
		widget.NewBorder(head, nil, nil, nil, widget.NewBorder(said, nil, nil, nil, e.sight.object))))
	e.tall = widget.NewTall(exportLeast, all, nil, hint, said)
	e.tall.Bent = e.sight.bend
	e.object = e.tall.Object
	e.front = container.NewPadded(container.NewPadded(e.object))
	return e
}

// buildSource builds what says where the logs are.
func (e *exportPage) buildSource() {
	e.other = widget.NewQuiet(lang.X("export.other", "Another folder…"), e.askPath)
	e.path = widget.NewEntry(lang.X("export.path", "Bisq's data folder: type or paste its path, or drop it here"), func(string) { e.submitPath() })
	browse := widget.NewButton(lang.X("choose.button", "Choose…"), func() {
		e.w.choose(wantFolder, "", func(path string) { e.take([]string{path}) })
	})
	read := widget.NewButton(lang.X("export.read", "Read these logs"), e.submitPath)
	e.form = widget.NewBar(widget.NewElastic(pathWidth, e.path), browse, read)
	e.form.Hide()
	e.other.Hide()
}

// buildSteps builds what can be set, and the button that saves.
func (e *exportPage) buildSteps() {
	e.again = widget.NewButton(lang.X("export.again", "Hide them"), e.look)
	e.save = widget.NewPrimary(lang.X("export.save", "Save redacted copy…"), e.askPlace)
	e.profile = redact.Profile(e.w.setup.Settings.Profile)
	names := []string{lang.X("export.forsupport", "For support"), lang.X("export.forpublic", "For a public forum")}
	e.chosen = widget.NewSelect(names, nil)
	e.chosen.SetSelectedIndex(0)
	if e.profile == redact.Public {
		e.chosen.SetSelectedIndex(1)
	}
	e.explain()
	e.chosen.OnChanged = func(string) { e.setProfile() }
	chosen := container.NewGridWrap(fyne.NewSize(200, e.chosen.MinSize().Height), e.chosen)
	profile := widget.NewBar(chosen, widget.NewElastic(200, e.meaning), e.save)
	hide := widget.NewBorder(nil, nil, nil, e.again, e.hide)
	e.steps = widget.Stacked(hide, profile)
	e.steps.Hide()
}

func (e *exportPage) refresh() {
	if e.object == nil {
		return
	}
	if e.sight.object.Visible() {
		e.switchRole.Hide()
	} else {
		e.switchRole.Show()
	}
	e.object.Refresh()
}

// setProfile takes the profile that was chosen and shows what it hides.
func (e *exportPage) setProfile() {
	e.profile = redact.Support
	if e.chosen.SelectedIndex() == 1 {
		e.profile = redact.Public
	}
	e.explain()
	e.look()
}

func (e *exportPage) explain() {
	if e.profile == redact.Public {
		e.meaning.SetText(lang.X("export.public", "Everyone may read it: trade IDs, transaction IDs and addresses are replaced, too."))
		return
	}
	e.meaning.SetText(lang.X("export.forsupport.hint", "Names, payment details, e-mail and IP addresses and keys are replaced. Trade and transaction IDs stay: support needs them."))
}

// open looks for Bisq's folder, unless that is done already. What was dropped
// since is prepared again.
func (e *exportPage) open() {
	if len(e.folder.Logs) > 0 {
		if e.ready == nil {
			e.look()
		}
		return
	}
	e.found.SetText(lang.X("export.searching", "Looking for Bisq's logs on this computer…"))
	var all []work.BisqFolder
	e.w.read(func(context.Context) (err error) {
		all, err = work.FindBisq()
		return err
	}, func(err error) {
		if len(e.folder.Logs) == 0 { // nothing was dropped meanwhile
			e.offer(all, err)
		}
	})
}

// offer takes the one folder that was found, or asks.
func (e *exportPage) offer(all []work.BisqFolder, err error) {
	switch {
	case err != nil, len(all) == 0:
		e.found.SetText(lang.X("export.none", "Bisq's logs were not found in the usual place. Choose Bisq's data folder, drop it here, or type its path. In Bisq: Account, Backup, Open data directory."))
		e.notice.Say(model.Trouble(err))
		e.askPath()
	case len(all) == 1:
		e.use(all[0])
	default:
		e.found.SetText(lang.X("export.several", "There are several Bisq folders here. Choose the one that support asks about:"))
		e.choices.RemoveAll()
		for _, f := range all {
			choice := widget.NewButton(words.Of(model.FolderLine(f.Path, len(f.Logs), f.Bytes, f.Last)), func() { e.use(f) })
			choice.Alignment = fw.ButtonAlignLeading
			e.choices.Add(choice)
		}
		e.other.Show()
		e.refresh()
	}
}

// askPath shows where a path can be typed.
func (e *exportPage) askPath() {
	e.form.Show()
	e.refresh()
	e.w.win.Canvas().Focus(e.path)
}

func (e *exportPage) submitPath() {
	if path := model.TidyPath(e.path.Text); path != "" {
		e.take([]string{path})
	}
}

// take looks for logs where somebody says that they are.
func (e *exportPage) take(paths []string) {
	if e.busy {
		return
	}
	var f work.BisqFolder
	e.w.read(func(context.Context) (err error) {
		f, err = work.ChosenLogs(paths)
		return err
	}, func(err error) {
		if err != nil {
			e.notice.Say(model.Trouble(err))
			e.askPath()
			return
		}
		e.use(f)
	})
}

// use shows what is in a folder's logs, and what will be hidden.
func (e *exportPage) use(f work.BisqFolder) {
	if e.busy {
		return
	}
	e.folder = f
	e.found.SetText(words.Of(model.FolderLine(f.Path, len(f.Logs), f.Bytes, f.Last)))
	e.choices.RemoveAll()
	e.form.Hide()
	e.path.SetText("")
	e.other.Show()
	e.steps.Show()
	e.look()
}

// preparation prepares the logs of the chosen folder.
func (e *exportPage) preparation() prepare {
	logs := e.folder.Logs
	return func(ctx context.Context, out work.Output, progress work.Progress) (*bundle.Outgoing, error) {
		return e.w.desk.PrepareRedact(ctx, logs, out, progress)
	}
}

// askPlace asks where the copy goes. Words that were typed and not looked at
// yet are hidden and shown first.
func (e *exportPage) askPlace() {
	if e.busy || len(e.folder.Logs) == 0 {
		return
	}
	if !e.fresh() {
		e.lookAnd(model.PreviewFirst)
		return
	}
	e.w.choose(wantSaveNow, model.LogsName(time.Now()), func(path string) {
		e.write(model.ZipPath(path, model.LogsName(time.Now())), false)
	})
}

// saveFolder is where a copy is saved if nobody says otherwise: where
// something was last chosen, else on the desktop, else at home.
func (w *Window) saveFolder() string {
	if w.folder == "" {
		if info, err := os.Stat(xdg.UserDirs.Desktop); err == nil && info.IsDir() {
			return xdg.UserDirs.Desktop
		}
	}
	return w.startFolder()
}
