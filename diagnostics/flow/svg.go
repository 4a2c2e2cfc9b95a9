package flow

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"strconv"
)

// SVG writes the picture as SVG that loads nothing and runs nothing. It can
// stand in an HTML page as it is: it has no names that could clash.
func (p *Picture) SVG(style Style) []byte {
	w := &svgWriter{p: p, style: style}
	fmt.Fprintf(&w.b, `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="%s" height="%s" viewBox="0 0 %s %s" font-family="system-ui, 'Segoe UI', Roboto, 'Noto Sans', sans-serif">`,
		num(p.Width), num(p.Height), num(p.Width), num(p.Height))
	w.b.WriteString("\n<title>" + escaped(style.say(p.Title)) + "</title>\n<desc>" + escaped(p.describe(style)) + "</desc>\n")
	if style.Background {
		fmt.Fprintf(&w.b, `<rect width="%s" height="%s" fill="%s"/>`+"\n", num(p.Width), num(p.Height), hex(style.Palette[Ground]))
	}
	for _, s := range p.Shapes {
		w.shape(s)
	}
	for _, l := range p.Labels {
		w.label(l)
	}
	w.b.WriteString("</svg>\n")
	return w.b.Bytes()
}

type svgWriter struct {
	b     bytes.Buffer
	p     *Picture
	style Style
}

func (w *svgWriter) shape(s Shape) {
	w.b.WriteString(`<path d="`)
	for _, piece := range s.Path {
		w.b.WriteByte(byte(piece.Kind))
		n := map[PieceKind]int{Move: 2, Lined: 2, Curve: 6}[piece.Kind]
		for i, v := range piece.At[:n] {
			if i > 0 {
				w.b.WriteByte(' ')
			}
			w.b.WriteString(num(v))
		}
	}
	w.b.WriteByte('"')
	if s.Fill == None {
		w.b.WriteString(` fill="none"`)
	} else {
		fmt.Fprintf(&w.b, ` fill="%s"`, hex(w.style.Palette[s.Fill]))
		if s.Alpha < 1 {
			fmt.Fprintf(&w.b, ` fill-opacity="%s"`, num(s.Alpha))
		}
	}
	if s.Stroke != None {
		fmt.Fprintf(&w.b, ` stroke="%s" stroke-width="%s"`, hex(w.style.Palette[s.Stroke]), num(s.Line))
		if s.Dashed {
			fmt.Fprintf(&w.b, ` stroke-dasharray="%s %s"`, num(dash), num(dash))
		}
	}
	if s.Coins && s.Part >= 0 {
		w.b.WriteString("><title>" + escaped(clean(w.p.Parts[s.Part].say(w.style))) + "</title></path>\n")
		return
	}
	w.b.WriteString("/>\n")
}

func (w *svgWriter) label(l Label) {
	fmt.Fprintf(&w.b, `<text x="%s" y="%s" font-size="%s" fill="%s"`, num(l.X), num(l.Y), num(l.Size), hex(w.style.Palette[l.Colour]))
	if l.End {
		w.b.WriteString(` text-anchor="end"`)
	}
	if l.Bold {
		w.b.WriteString(` font-weight="600"`)
	}
	if l.Mono {
		w.b.WriteString(` font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace"`)
	}
	w.b.WriteString(">" + escaped(fit(w.style.say(l.Text), l)) + "</text>\n")
}

// num writes a number with one digit behind the point at most two.
func num(v float32) string {
	s := strconv.FormatFloat(float64(v), 'f', 2, 32)
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	if s == "-0" {
		return "0"
	}
	return s
}

func hex(c color.NRGBA) string { return fmt.Sprintf("#%02x%02x%02x", c.R, c.G, c.B) }

func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}
