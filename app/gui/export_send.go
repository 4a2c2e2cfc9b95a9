package gui

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/job"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics/redact"
)

// sender prepares a zip, shows what would be in it, and writes it: what the
// hand-off and the export of logs have in common. What was looked at is what
// is written.
type sender struct {
	w       *Window
	prepare func() prepare // of what is to be sent now
	run     func(name model.Phrase, do func(context.Context, *job.Progress) error, done func(error))
	looking model.Phrase // the names of the two jobs
	writing model.Phrase
	made    func(bundle.Export) model.Message
	changed func() // its parts have changed in size or state

	hide    *widget.Entry
	profile redact.Profile // empty: for support
	again   *widget.Button // prepares and shows
	save    *widget.Button
	replace *widget.Button // shown when the name is taken
	notice  *widget.Notice
	unfound *widget.Notice // own words that are nowhere
	hidden  *fw.Label      // what is replaced, by class
	result  *result
	sight   *sight

	ready  *ready // nil if nothing is prepared
	busy   bool
	target string // of the last zip that was to be written
}

// newSender makes the parts; the page that uses it says what is sent and puts
// them in their places. top is the folder in the zip that is not shown.
func newSender(w *Window, top string) *sender {
	s := &sender{w: w, notice: widget.NewNotice(), unfound: widget.NewNotice(), hidden: widget.NewText(""), result: newResult(w), sight: newSight(w, top)}
	s.hide = widget.NewEntry(lang.X("sender.words", "Own words to hide, with commas between: a name, a nick, a street"), func(string) { s.look() })
	s.replace = widget.NewDanger(lang.X("handoff.replace", "Replace that file"), func() { s.write(s.target, true) })
	s.replace.Hide()
	s.hidden.Hide()
	return s
}

// terms are the words and the profile as they are set now.
func (s *sender) terms() work.Output {
	return work.Output{Profile: s.profile, Hide: model.OwnWords(s.hide.Text)}
}

// fresh reports whether what is prepared is what is asked for now.
func (s *sender) fresh() bool {
	now := s.terms()
	return s.ready != nil && s.ready.out.Profile == now.Profile && slices.Equal(s.ready.out.Hide, now.Hide)
}

// drop gives back what was prepared, in the background.
func (s *sender) drop() {
	s.sight.clear()
	r := s.ready
	if r == nil {
		return
	}
	s.ready = nil
	s.w.read(func(context.Context) error { s.w.shelf.drop(r); return nil }, func(error) {})
}

// outdate drops what was prepared, if anything was, from what is not so any
// more.
func (s *sender) outdate() {
	if s.ready == nil {
		return
	}
	s.drop()
	s.clear()
	s.notice.Say(model.Message{
		Sign: model.Warn, Text: model.Say("sender.stale", "The bundle has changed since this was looked at."),
		Hint: model.Say("sender.stale.hint", "Look at it again, or make it as it is now."),
	})
	s.changed()
}

// clear takes away what was said of earlier work.
func (s *sender) clear() {
	s.notice.Say(model.Message{})
	s.unfound.Say(model.Message{})
	s.replace.Hide()
	s.hidden.Hide()
	s.result.clear()
}

// look prepares the zip anew and shows what would be in it; nothing is
// written.
func (s *sender) look() { s.lookAnd(model.Preview) }

// lookAnd is look; says is told of it.
func (s *sender) lookAnd(says func(bundle.Export) model.Message) {
	if s.busy {
		return
	}
	s.drop()
	s.start(s.looking, func(ctx context.Context, o *bundle.Outgoing) (bundle.Export, error) { return o.Preview(ctx) },
		func(x bundle.Export) { s.notice.Say(says(x)) })
}

// write writes the zip: what was looked at, or what is prepared now if nothing
// was or the words have changed.
func (s *sender) write(path string, replace bool) {
	if s.busy {
		return
	}
	if !s.fresh() {
		s.drop()
	}
	s.target = path
	s.start(s.writing, func(ctx context.Context, o *bundle.Outgoing) (bundle.Export, error) {
		return o.Write(ctx, path, replace)
	},
		func(x bundle.Export) { s.notice.Say(s.made(x)) })
}

// start does something with what is ready and shows what came of it.
func (s *sender) start(name model.Phrase, do func(context.Context, *bundle.Outgoing) (bundle.Export, error), well func(bundle.Export)) {
	s.clear()
	s.notice.Say(model.Message{Sign: model.Note, Text: model.Say("sender.busy", "{{.Name}}…", "Name", name)})
	s.setBusy(true)
	if s.ready == nil {
		s.ready = &ready{prepare: s.prepare(), out: s.terms()}
		s.w.shelf.put(s.ready)
	}
	r := s.ready
	var x bundle.Export
	s.run(name, func(ctx context.Context, progress *job.Progress) error {
		return r.use(ctx, progress, func(o *bundle.Outgoing) (err error) {
			x, err = do(ctx, o)
			return err
		})
	}, func(err error) {
		s.setBusy(false)
		s.finish(r, x, err, well)
		s.changed() // the list has its size by now, so that it scrolls to the file
		s.w.later(s.reveal)
		if err == nil && r == s.ready {
			s.sight.choose(model.MostHidden(x))
		}
	})
}

// finish shows an export and how it went. r may have been dropped meanwhile.
func (s *sender) finish(r *ready, x bundle.Export, err error, well func(bundle.Export)) {
	if r != s.ready && x.Path == "" { // dropped meanwhile, and it was said why
		if err != nil {
			s.fail(err)
		}
		return
	}
	s.notice.Say(model.Message{})
	if len(x.Files) > 0 {
		s.sight.show(x, model.Leaks(err), s.ready)
		s.hidden.SetText(words.Of(model.HiddenIn(x)))
		s.hidden.Show()
		s.unfound.Say(model.Unfound(x, r.out.Hide))
	}
	if x.Path != "" {
		s.result.show(x)
	}
	if err == nil {
		well(x)
		return
	}
	s.fail(err)
	if s.ready != nil && !s.ready.done.Load() {
		s.drop() // so that it is prepared anew
	}
}

// reveal scrolls to what came of it; the end of it counts most.
func (s *sender) reveal() {
	for _, o := range []fyne.CanvasObject{s.notice, s.replace, s.result.object} {
		if o.Visible() {
			widget.Reveal(o)
		}
	}
}

// fail says what went wrong.
func (s *sender) fail(err error) {
	s.notice.Say(model.Trouble(err))
	if model.Taken(err) {
		s.notice.Say(model.Message{
			Sign: model.Warn, Text: model.Say("handoff.taken", "There is a file with this name already."),
			Hint: model.Say("handoff.taken.hint", "Choose another name, or replace it."),
		})
		s.replace.Show()
	}
}

func (s *sender) setBusy(busy bool) {
	s.busy = busy
	enable(!busy, s.save, s.again)
	s.changed()
}
