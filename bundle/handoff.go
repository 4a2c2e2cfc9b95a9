package bundle

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/redact"
	"tradecase/diagnostics/report"
	"tradecase/diagnostics/text"
	"tradecase/diagnostics/trade"
)

// PrepareHandoff does all of a hand-off but the zip, so that it can be looked
// at first: the zip for a developer, redacted and checked, the same bytes for
// the same bundle. An incomplete checklist is no obstacle; what lacks is listed
// in the zip. Close what it returns.
func (b *Bundle) PrepareHandoff(ctx context.Context, opt ExportOptions) (*Outgoing, error) {
	if b.state == Damaged {
		return nil, fmt.Errorf("no hand-off from a damaged bundle: %w", b.cause)
	}
	if opt.Profile != redact.Support {
		return nil, diagnostics.WithHint(fmt.Errorf("a hand-off cannot have the profile %s", opt.Profile),
			"its folder is the trade ID; for a public forum use: tradecase redact --profile public")
	}
	if err := b.checkItems(ctx, orNone(opt.Progress)); err != nil {
		return nil, err
	}
	e := newExporter(b.library.temp, string(b.doc.ID), opt)
	b.layOut(e)
	check := b.Checklist()
	err := e.collect(ctx)
	if err == nil {
		err = b.addReport(ctx, e, check)
	}
	if err != nil {
		e.close()
		return nil, err
	}
	o := &Outgoing{e: e, manifest: Manifest{Kind: KindHandoff, TradeID: b.doc.ID, Tool: opt.Tool, Profile: opt.Profile, Missing: check.Missing}}
	if b.state == Open {
		o.made = func(ctx context.Context, x Export) error { return b.remember(ctx, x, opt.Profile) }
	}
	return o, nil
}

// remember notes in the bundle that a hand-off was made.
func (b *Bundle) remember(ctx context.Context, x Export, profile redact.Profile) error {
	err := b.change(ctx, "", "", func(doc *document) error {
		doc.Handoffs = append(doc.Handoffs, Handoff{Made: now(), Profile: string(profile), Bytes: x.Bytes, SHA256: x.SHA256})
		return nil
	})
	if err != nil {
		return fmt.Errorf("the zip is made, but the bundle could not note it: %w", err)
	}
	return nil
}

// layOut names every item's place in the zip, as the wiki has it.
func (b *Bundle) layOut(e *exporter) {
	e.pieces = append(e.pieces,
		textPiece("description.txt", text.Printable(b.description())),
		textPiece("transactions.txt", text.Printable(b.transactionsText())))
	pl := placer{}
	for _, it := range b.doc.Items {
		where, err := b.place(pl, it)
		if err != nil {
			e.skip(it.Path(), err.Error())
			continue
		}
		p := piece{
			path:  where,
			from:  it.Path(),
			image: it.Kind == Image,
			size:  it.Size,
			open:  func() (io.ReadCloser, error) { return b.stream(it) },
		}
		if it.Kind == Log {
			p.log = &it
		}
		e.pieces = append(e.pieces, p)
	}
	for _, s := range b.doc.Skipped {
		e.skip(s.Path, s.Reason)
	}
}

func (b *Bundle) stream(it Item) (io.ReadCloser, error) {
	blob, err := b.OpenItem(it)
	if err != nil {
		return nil, err
	}
	return readableAt{store.Stream(blob), blob}, nil
}

// readableAt is a stream that can also be read at any place.
type readableAt struct {
	io.ReadCloser
	io.ReaderAt
}

// placer counts the files of one name, whatever their endings.
type placer map[string]int

// first gives stem.ext, stem-2.ext …
func (p placer) first(stem, ext string) string {
	p[stem]++
	if n := p[stem]; n > 1 {
		stem = fmt.Sprintf("%s-%d", stem, n)
	}
	return stem + ext
}

// numbered gives stem-1.ext, stem-2.ext …
func (p placer) numbered(stem, ext string) string {
	p[stem]++
	return fmt.Sprintf("%s-%d%s", stem, p[stem], ext)
}

// place is an item's path in the zip.
func (b *Bundle) place(pl placer, it Item) (string, error) {
	ext := path.Ext(it.Name)
	if it.Kind == Text {
		ext = ".txt"
	}
	switch {
	case it.Slot == ChatBuyer, it.Slot == ChatSeller:
		return pl.first(string(it.Slot.party())+"/chat", ext), nil
	case it.Slot == Contract:
		return pl.first("contract", b.contractExt(it)), nil
	case it.Slot == Popup:
		return pl.numbered("screenshots/popup", ext), nil
	case it.Slot != "":
		return pl.first("screenshots/"+string(it.Slot), ext), nil
	case it.Kind == Image:
		return pl.numbered("screenshots/"+string(it.Party), ext), nil
	case it.Kind == Log && it.Rotation < 0:
		return pl.numbered(string(it.Party)+"/log", ".log"), nil // people name files after people
	case it.Kind == Log:
		return it.Path(), nil
	}
	return "", errors.New("a text without a slot")
}

// contractExt tells a plain contract from a copied window with one in it.
func (b *Bundle) contractExt(it Item) string {
	blob, err := b.OpenItem(it)
	if err != nil {
		return ".txt"
	}
	defer blob.Close() //nolint:errcheck // opened for reading
	dec := json.NewDecoder(io.NewSectionReader(blob, 0, blob.Size()))
	var whole json.RawMessage
	if dec.Decode(&whole) != nil {
		return ".txt"
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return ".txt"
	}
	return ".json"
}

func (b *Bundle) description() string {
	n := b.doc.Notes
	var s strings.Builder
	fmt.Fprintf(&s, "Trade %s\n", b.doc.ID)
	for _, part := range []struct{ title, text string }{
		{"What happened", n.What},
		{"When", n.When},
		{"Anything unusual", n.Unusual},
		{"Dispute", string(n.Dispute)},
	} {
		if part.text == "" {
			part.text = "(not known)"
		}
		fmt.Fprintf(&s, "\n%s\n%s\n", part.title, part.text)
	}
	return s.String()
}

// addReport scans the logs as they go out, already redacted, so that the
// report can hold nothing that they do not.
func (b *Bundle) addReport(ctx context.Context, e *exporter, check Checklist) error {
	files, total := e.logFiles(ctx)
	e.opt.Progress.Stage("reading the logs", total)
	result, err := logs.Scan(ctx, files, logs.Options{Progress: e.opt.Progress.Add})
	if err != nil {
		return fmt.Errorf("read the logs: %w", err)
	}
	e.findings = result.Findings
	last, err := b.lastCheck(ctx, e.opt.Anchors, e.opt.Progress, e.called)
	if err != nil {
		return err
	}
	data := report.Data{TradeID: b.doc.ID, Tool: e.opt.Tool, Logs: result}
	var judged *trade.Result
	if last != nil {
		judged, data.Check = last.Result, &report.Check{Result: last.Result, Asked: last.Asked}
	} else if judged, err = b.named(ctx, e); err != nil {
		return err
	}
	e.replace(textPiece("transactions.txt", text.Printable(b.namedTransactions(judged))))
	for _, row := range check.Items {
		if row.State == Missing || row.State == Partial {
			data.Missing = append(data.Missing, report.Missing{Title: row.Title, Detail: row.Detail})
		}
	}
	var md, html strings.Builder
	if err := errors.Join(report.Markdown(&md, data), report.HTML(&html, data)); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	e.pieces = append(e.pieces, textPiece("report.md", md.String()), textPiece("report.html", html.String()))
	return nil
}

// called is an item's path in the zip: its own name may be a person's.
func (e *exporter) called(it Item) string {
	for _, p := range e.pieces {
		if p.from == it.Path() {
			return p.path
		}
	}
	return "a file that is left out"
}

// logFiles are the logs as the zip will have them.
func (e *exporter) logFiles(ctx context.Context) (files []logs.File, total int64) {
	for _, p := range e.pieces {
		if p.log == nil {
			continue
		}
		total += p.size
		files = append(files, logs.File{
			Path: p.path, Party: p.log.Party, Set: p.log.Set, Rotation: p.log.Rotation,
			Open: func() (io.ReadCloser, error) { return e.rewritten(ctx, p), nil },
		})
	}
	return files, total
}
