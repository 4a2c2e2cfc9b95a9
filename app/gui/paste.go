package gui

import (
	"context"

	"tradecase/app/gui/model"
	"tradecase/app/job"
	"tradecase/app/pasteboard"
	"tradecase/bundle"
)

// imagePaste takes an image from the clipboard: pasteboard.Helper. It takes a
// while.
type imagePaste interface {
	Image(ctx context.Context) ([]byte, error)
}

// findPaste looks for the desktop's helper, nil if there is none.
func findPaste() imagePaste {
	if h, ok := pasteboard.Find(); ok {
		return h
	}
	return nil
}

// paste adds the image on the clipboard to what is chosen: a slot, or a party
// to which nobody has given it yet.
func (o *overview) paste() {
	if !o.p.editable || o.pasting {
		return
	}
	o.p.tabs.Open(overviewTab)
	if o.p.w.clip == nil {
		o.tell(model.Message{
			Sign: model.Note, Text: model.Say("paste.nohelper", "Images cannot be pasted here."),
			Hint: model.Say("paste.nohelper.hint", "Install wl-paste or xclip and start Tradecase again, or drop the screenshot's file here."),
		})
		o.object.Refresh()
		return
	}
	target := o.targets[max(0, o.target.SelectedIndex())]
	o.pasting = true
	o.leaveOut(bundle.Added{})
	o.tell(model.Message{})
	var added bundle.Added
	o.p.change(model.Say("job.paste", "Pasting ({{.Target}})", "Target", target.Label()), func(ctx context.Context, _ *job.Progress) error {
		image, err := o.p.w.clip.Image(ctx)
		if err != nil {
			return err
		}
		added, err = o.p.w.desk.AddImage(ctx, string(o.p.id), target.Party, target.Slot, image)
		return err
	}, func(err error) {
		o.pasting = false
		m := model.Trouble(err)
		if err == nil {
			m = model.Added(added)
		}
		o.leaveOut(added)
		o.tell(m)
		o.object.Refresh()
	})
}
