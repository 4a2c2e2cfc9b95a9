package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
)

// versionLine is the line of the page's head that says which version the buyer
// and the seller ran last.
type versionLine struct {
	object fyne.CanvasObject
	cells  []versionCell // the buyer's, the seller's
}

type versionCell struct {
	sign       *fw.Icon
	text, down *fw.Label
}

func newVersionLine() *versionLine {
	v := &versionLine{}
	line := widget.NewBar()
	for range (model.Scan{}).PartyVersions() {
		c := versionCell{sign: widget.NewSign(model.NoSign), text: fw.NewLabel(""), down: fw.NewLabel("")}
		c.down.Importance, c.down.TextStyle.Bold = fw.DangerImportance, true
		v.cells = append(v.cells, c)
		line.Add(widget.Above(container.NewHBox(c.text, c.sign, c.down)))
	}
	v.object = line
	return v
}

// show shows what is known.
func (v *versionLine) show(scan model.Scan) {
	for i, p := range scan.PartyVersions() {
		c := v.cells[i]
		c.text.SetText(words.Of(p.Text))
		c.down.SetText(words.Of(p.Down))
		widget.SetSign(c.sign, p.Sign)
		setShown(c.sign, p.Sign != model.NoSign)
		setShown(c.down, !p.Down.Empty())
	}
	v.object.Refresh()
}
