package widget

import (
	"fyne.io/fyne/v2"
	fynetheme "fyne.io/fyne/v2/theme"
	fw "fyne.io/fyne/v2/widget"

	"tradecase/app/gui/model"
	"tradecase/app/gui/theme"
)

// NewSign makes the icon for a sign; each differs in shape, not in colour
// alone.
func NewSign(s model.Sign) *fw.Icon { return fw.NewIcon(SignIcon(s)) }

// SetSign changes an icon's sign.
func SetSign(icon *fw.Icon, s model.Sign) { icon.SetResource(SignIcon(s)) }

// SignIcon is the picture of a sign, nil for none.
func SignIcon(s model.Sign) fyne.Resource {
	switch s {
	case model.NoSign:
		return nil
	case model.Good:
		return fynetheme.NewColoredResource(fynetheme.ConfirmIcon(), fynetheme.ColorNameSuccess)
	case model.Absent:
		return fynetheme.NewColoredResource(fynetheme.RadioButtonIcon(), fynetheme.ColorNameWarning)
	case model.Part:
		return fynetheme.NewColoredResource(fynetheme.RadioButtonCheckedIcon(), fynetheme.ColorNameWarning)
	case model.Optional:
		return fynetheme.NewColoredResource(fynetheme.ContentRemoveIcon(), theme.Muted)
	case model.Note:
		return fynetheme.NewColoredResource(fynetheme.InfoIcon(), fynetheme.ColorNamePrimary)
	case model.Warn:
		return fynetheme.NewColoredResource(fynetheme.WarningIcon(), fynetheme.ColorNameWarning)
	case model.Bad:
		return fynetheme.NewColoredResource(fynetheme.ErrorIcon(), fynetheme.ColorNameError)
	default:
		return fynetheme.NewColoredResource(fynetheme.QuestionIcon(), fynetheme.ColorNameWarning)
	}
}
