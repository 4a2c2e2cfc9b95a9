package flow_test

import (
	"image"

	"tradecase/diagnostics/flow"
)

// box is the room that a label may take.
func box(l flow.Label) image.Rectangle {
	x, w := int(l.X), int(l.Width)
	if l.End {
		x -= w
	}
	return image.Rect(x, int(l.Y-l.Size), x+w, int(l.Y+2))
}
