package redact

import (
	"context"
	"fmt"
	"io"

	"tradecase/diagnostics"
)

// Rewrite writes an item to w with all private values replaced and returns how
// many replacements there were. Everything else stays as text.NewReader yields
// it: lines, line ends, invalid bytes. It is safe for concurrent use.
//
// An item that was collected and now holds an unknown value has changed in
// between: that is ErrChanged, since the value may stand in other items too.
func (p *Plan) Rewrite(ctx context.Context, item Item, w io.Writer) (Counts, error) {
	counts := make(Counts)
	s := p.scanner()
	err := eachWindow(ctx, item, p.progress, func(win *window) (int, error) {
		found, next := s.window(win)
		done := win.from
		err := unite(found, func(m match) error {
			if _, err := w.Write(win.data[done:m.start]); err != nil {
				return err
			}
			done = m.end
			if !m.cont {
				_, class, known := p.token(m.val)
				if !known && p.items[item.Path] {
					return diagnostics.WithCode(diagnostics.WithHint(ErrChanged, "close the program that writes it, and try again"), "changed-while-read")
				}
				counts[class]++
			}
			_, err := io.WriteString(w, p.replacement(m, win.data))
			return err
		})
		if err != nil {
			return 0, err
		}
		_, err = w.Write(win.data[done:next])
		return next, err
	})
	if err != nil {
		return nil, fmt.Errorf("redact: %w", err)
	}
	return counts, nil
}
