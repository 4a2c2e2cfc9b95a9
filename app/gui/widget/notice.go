package widget

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/words"
)

// Notice says how work went, where the work is: sign, words, and what can be
// done. It takes no space while it has nothing to say.
type Notice struct {
	fw.BaseWidget
	icon       *fw.Icon
	text, hint *fw.Label
	box        *fyne.Container
	message    model.Message
}

// NewNotice makes a notice that says nothing yet.
func NewNotice() *Notice {
	n := &Notice{icon: NewSign(model.NoSign), text: NewText(""), hint: NewMuted("")}
	n.box = NewBorder(nil, nil, container.NewVBox(padded(n.icon)), nil, Compact(container.New(&stacked{0}, n.text, n.hint)))
	n.ExtendBaseWidget(n)
	n.Hide()
	return n
}

// Signed puts a sign beside texts, as a notice has it.
func Signed(sign model.Sign, texts ...fyne.CanvasObject) fyne.CanvasObject {
	return NewBorder(nil, nil, container.NewVBox(padded(NewSign(sign))), nil, Compact(container.New(&stacked{0}, texts...)))
}

// padded gives an icon the space that a label has around its text.
func padded(icon fyne.CanvasObject) fyne.CanvasObject {
	return container.NewPadded(container.NewPadded(icon))
}

// CreateRenderer is Fyne's.
func (n *Notice) CreateRenderer() fyne.WidgetRenderer { return fw.NewSimpleRenderer(n.box) }

// Say shows a message; an empty one hides the notice.
func (n *Notice) Say(m model.Message) {
	n.message = m
	if m.Empty() {
		n.Hide()
		return
	}
	SetSign(n.icon, m.Sign)
	n.text.SetText(words.Of(m.Text))
	n.hint.SetText(words.Of(m.Hint))
	if m.Hint.Empty() {
		n.hint.Hide()
	} else {
		n.hint.Show()
	}
	n.Show()
	n.Refresh()
}

// Message is what the notice says.
func (n *Notice) Message() model.Message { return n.message }
