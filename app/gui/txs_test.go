package gui

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"tradecase/app/config"
	"tradecase/app/gui/model"
	"tradecase/app/gui/widget"
	"tradecase/app/gui/words"
	"tradecase/app/work"
	"tradecase/bundle"
	"tradecase/diagnostics"
	"tradecase/diagnostics/flow"
	"tradecase/diagnostics/trade"
	"tradecase/diagnostics/trade/tradetest"
	"tradecase/explorer"
)

// judgingDesk judges an invented trade by an invented chain, where the desk
// itself would ask explorers.
type judgingDesk struct {
	*work.Desk
	trade  *tradetest.Trade
	asked  []work.CheckInput
	caught []explorer.Disagreement
	held   chan struct{} // if not nil: a check ends when this or its context does
}

func (d *judgingDesk) Check(ctx context.Context, in work.CheckInput, _ work.Progress) (work.Checked, error) {
	d.asked = append(d.asked, in)
	in.Watch(explorer.Event{Source: "explorer.example", Question: "transaction", Asked: 3, Answered: 1})
	if d.held != nil {
		select {
		case <-ctx.Done():
			return work.Checked{}, ctx.Err()
		case <-d.held:
		}
	}
	k := trade.Known{TradeID: d.trade.ID, Network: d.trade.Net, Dispute: in.Dispute, IDs: map[diagnostics.TxRole][]trade.Claim{}}
	if _, err := k.Read([]byte(d.trade.Given.Paper), trade.Origin{Kind: trade.FromPaste}); err != nil {
		return work.Checked{}, err
	}
	for role, id := range d.trade.Given.IDs {
		k.IDs[role] = append(k.IDs[role], trade.Claim{ID: id, Origin: trade.Origin{Kind: trade.FromLog, Path: "seller/bisq.log", Line: 2}})
	}
	r, err := trade.Judge(ctx, k, tradetest.Ledger(d.trade), trade.Options{Now: d.trade.Now})
	return work.Checked{Result: r, Disagreements: d.caught}, err
}

// checking opens a bundle whose trade lacks its maker fee.
func checking(t *testing.T) (*rig, *judgingDesk) {
	t.Helper()
	v, ok := tradetest.Find("p4/burning-2024/pending/deposit")
	if !ok {
		t.Fatal("there is no such variant")
	}
	d := &judgingDesk{trade: tradetest.Build(v, 1)}
	d.trade.Txs[diagnostics.MakerFee].State = explorer.Absent
	d.trade.Txs[diagnostics.Deposit].State = explorer.Absent
	r := newRig(t, func(desk *work.Desk) Desk {
		d.Desk = desk
		return d
	})
	r.bundle()
	r.page.tabs.Open(txsTab)
	return r, d
}

func (r *rig) checkNow() *txsPage {
	r.t.Helper()
	x := r.page.txs
	test.Tap(x.check)
	r.until("it is checked", func() bool { return x.job == nil && x.now != nil })
	return x
}

func TestTransactionsTeachBeforeTheFirstCheck(t *testing.T) {
	r, d := checking(t)
	x := r.page.txs
	if x.body.Objects[0] != x.teach || x.check.Text != "Check, through Tor" || !strings.HasPrefix(x.offline.Text, "Offline") || x.when.Text != "Never checked yet." {
		t.Errorf("%q, %q, %q", x.check.Text, x.offline.Text, x.when.Text)
	}
	if len(d.asked) != 0 {
		t.Error("something was asked without being told to")
	}
	test.Tap(x.offline)
	r.until("it is checked", func() bool { return x.now != nil })
	if !d.asked[0].Offline || !strings.HasSuffix(x.when.Text, "UTC; nobody was asked.") {
		t.Errorf("offline: %v, %q", d.asked[0].Offline, x.when.Text)
	}
}

func TestCheckShowsTheResult(t *testing.T) {
	r, d := checking(t)
	d.caught = []explorer.Disagreement{{Code: explorer.LieDenied, Source: "explorer.example", Detail: "it denied what others prove"}}
	x := r.checkNow()
	text, _ := said(x.notice)
	if !strings.Contains(text, "absent everywhere") || !strings.Contains(text, "resync SPV") {
		t.Errorf("it says %q", text)
	}
	if text, _ := said(x.caught); !strings.Contains(text, "explorer.example: it says that there is no such transaction, though a block holds it") {
		t.Errorf("the liar: %q", text)
	}
	if x.check.Text != "Check again" || !strings.Contains(x.when.Text, "UTC") {
		t.Errorf("%q, %q", x.check.Text, x.when.Text)
	}
	r.checkNow()
	if n := len(x.raw.there); n != 1 || !strings.Contains(x.raw.text.Text(), "witness_v0_keyhash") || x.raw.hex != d.trade.Txs[diagnostics.TakerFee].Hex() {
		t.Errorf("%d raw, %q", n, x.raw.text.Text())
	}
}

// TestRulesOpenWithTheKeyboard: what failed is read first, and the rules that
// share a card come out of it.
func TestRulesOpenWithTheKeyboard(t *testing.T) {
	r, _ := checking(t)
	x := r.checkNow()
	x.views.Open(1)
	c := r.win.Canvas()
	cards := func() (n int) {
		each(x.verdicts.groups, func(o fyne.CanvasObject) {
			if _, ok := o.(*widget.Card); ok {
				n++
			}
		})
		return n
	}
	if first := texts(x.verdicts.groups); first[0] != "Maker fee: 10 of 10 rules not passed" || first[1] != "Failed" {
		t.Errorf("it begins with %q", first[:2])
	}
	folded := buttonNamed(t, x.verdicts.groups, "Show the 11 rules")
	for i := 0; c.Focused() != fyne.Focusable(folded); i++ {
		if c.FocusNext(); i > 80 {
			t.Fatal("Tab does not reach it")
		}
	}
	size := folded.MinSize()
	key(folded, fyne.KeySpace)
	if folded.Text != "Hide the rules" || folded.MinSize() != size || !slices.ContainsFunc(texts(x.verdicts.groups), func(s string) bool { return strings.HasPrefix(s, "Place of the multisig (") }) {
		t.Errorf("%q, %v, was %v", folded.Text, folded.MinSize(), size)
	}
	before := cards()
	x.verdicts.filter.SetSelectedIndex(1)
	if got := cards(); got <= before {
		t.Errorf("%d cards of all rules, %d of what is not passed", got, before)
	}
	r.checkNow()
	if x.verdicts.filter.SelectedIndex() != 1 {
		t.Error("the next check sets the filter back")
	}
}

func TestTransactionsOutline(t *testing.T) {
	r, _ := checking(t)
	x := r.checkNow()
	for view, name := range []string{"picture", "rules", "todo", "raw"} {
		x.views.Open(view)
		got := strings.Join(texts(x.object), "\n") + "\n"
		path := filepath.Join("testdata", "transactions-"+name+".txt")
		if os.Getenv("UPDATE_GOLDEN") != "" {
			if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || got != string(want) {
			t.Errorf("%s is not what it was (%v); look at it, then write it anew with UPDATE_GOLDEN=1:\n%s", path, err, got)
		}
	}
}

// texts are what can be read in an object, in the order in which it is drawn.
func texts(o fyne.CanvasObject) (out []string) {
	each(o, func(o fyne.CanvasObject) {
		if t, ok := o.(*canvas.Text); ok && t.Text != "" {
			out = append(out, t.Text)
		}
	})
	return out
}

// each visits what can be seen of an object.
func each(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, c := range o.Objects {
			each(c, visit)
		}
	case fyne.Widget:
		for _, c := range test.WidgetRenderer(o).Objects() {
			each(c, visit)
		}
	}
}

// buttonNamed is the button with a text.
func buttonNamed(t *testing.T, in fyne.CanvasObject, text string) (found *widget.Button) {
	t.Helper()
	each(in, func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && b.Text == text {
			found = b
		}
	})
	if found == nil {
		t.Fatalf("there is no button %q", text)
	}
	return found
}

func TestStopAndFailure(t *testing.T) {
	r, d := checking(t)
	x := r.page.txs
	d.held = make(chan struct{})
	test.Tap(x.check)
	r.until("the sources are shown", func() bool { return x.sources.Visible() })
	if x.check.Text != "Stop" || !x.offline.Disabled() || x.sources.Text != "explorer.example: 1 of 3 answered" {
		t.Errorf("%q, %q", x.check.Text, x.sources.Text)
	}
	test.Tap(x.check)
	r.until("it is stopped", func() bool { return x.job == nil })
	if text, hint := said(x.tried); !strings.HasPrefix(text, "Stopped") || hint != "" || x.now != nil || x.sources.Visible() {
		t.Errorf("it says %q", text)
	}
	d.held, d.trade.Given.Paper = nil, "{"
	test.Tap(x.check)
	r.until("it has failed", func() bool { return x.job == nil })
	if text, _ := said(x.tried); text == "" || x.now != nil {
		t.Errorf("it says %q", text)
	}
}

// TestStopKeepsWhatWasFound checks twice, and stops the second one: what the
// first one found stands, with its time, and as no success of now.
func TestStopKeepsWhatWasFound(t *testing.T) {
	r, d := checking(t)
	x := r.checkNow()
	found, when := x.notice.Message(), x.when.Text
	same := func(what string) {
		t.Helper()
		if m := x.notice.Message(); !x.notice.Visible() || words.Of(m.Text) != words.Of(found.Text) || m.Sign == model.Good || x.stale.Visible() {
			t.Errorf("%s: it says %q, stale: %v", what, words.Of(m.Text), x.stale.Visible())
		}
	}
	d.held = make(chan struct{})
	test.Tap(x.check)
	r.until("it is checked again", func() bool { return x.sources.Visible() })
	same("while it is checked")
	if !strings.HasPrefix(x.when.Text, "Being checked…") || !strings.HasSuffix(x.when.Text, when) {
		t.Errorf("the time: %q", x.when.Text)
	}
	test.Tap(x.check)
	r.until("it is stopped", func() bool { return x.job == nil })
	same("stopped")
	text, hint := said(x.tried)
	if !strings.HasPrefix(text, "Stopped") || !strings.Contains(hint, "the check before") || x.when.Text != when || r.bar.text.Text() != "Checking the transactions: stopped" {
		t.Errorf("stopped: %q, %q, %q, %q", text, hint, x.when.Text, r.bar.text.Text())
	}
	d.held = nil
	was := d.trade.Given.Paper
	d.trade.Given.Paper = "{"
	test.Tap(x.check)
	r.until("it has failed", func() bool { return x.job == nil })
	same("failed")
	if !x.tried.Visible() || x.when.Text != when {
		t.Errorf("failed: %v, %q", x.tried.Visible(), x.when.Text)
	}
	d.trade.Given.Paper = was
	r.checkNow()
	r.rest()
	if x.tried.Visible() || r.bar.text.Text() != "Checking the transactions: done" {
		t.Errorf("after a check that went well: %v, %q", x.tried.Visible(), r.bar.text.Text())
	}
}

// TestSuccessOfBeforeIsNone: a tick stands for what is so now.
func TestSuccessOfBeforeIsNone(t *testing.T) {
	good := model.Message{Sign: model.Good, Text: model.Plain("x")}
	if got := model.OfBefore(good, true); got.Sign != model.Note || model.OfBefore(good, false).Sign != model.Good {
		t.Errorf("%+v", got)
	}
	if bad := (model.Message{Sign: model.Bad}); model.OfBefore(bad, true).Sign != model.Bad {
		t.Error("what failed is hidden")
	}
}

// TestTabsStayWhereTheyAre whatever is said of the check.
func TestTabsStayWhereTheyAre(t *testing.T) {
	r, d := checking(t)
	x := r.checkNow()
	where := func() fyne.Position {
		settled(r.win.Content())
		return fyne.CurrentApp().Driver().AbsolutePositionForObject(x.views.Buttons[1])
	}
	before, beside := where(), x.dispute.Position()
	d.caught = []explorer.Disagreement{{Code: explorer.LieDenied, Source: "explorer.example", Detail: strings.Repeat("it denied what others prove ", 30)}}
	d.held = make(chan struct{})
	test.Tap(x.check)
	r.until("it is checked again", func() bool { return x.sources.Visible() })
	running := where()
	if at := x.dispute.Position(); at != beside {
		t.Errorf("what stands beside the buttons was at %v, then at %v", beside, at)
	}
	close(d.held)
	r.until("it is checked", func() bool { return x.job == nil })
	if after := where(); !x.caught.Visible() || running != before || after != before {
		t.Errorf("the tabs were at %v, then at %v and %v", before, running, after)
	}
}

func TestDisputeIsStoredInTheNotes(t *testing.T) {
	r, d := checking(t)
	x := r.checkNow()
	x.dispute.SetSelectedIndex(slices.Index(disputes, bundle.DisputeArbitration))
	r.until("it is stored", func() bool {
		status, err := r.desk.Status(tradeID)
		return err == nil && status.Notes.Dispute == bundle.DisputeArbitration
	})
	r.until("the page says that it has changed", func() bool { return x.stale.Visible() })
	r.checkNow()
	if got := d.asked[1].Dispute; got != trade.DisputeArbitration {
		t.Errorf("asked with %q", got)
	}
	if x.stale.Visible() {
		t.Error("it is stale after a check")
	}
}

func TestPictureByKeyAndPointer(t *testing.T) {
	r, d := checking(t)
	x := r.checkNow()
	f := x.picture.flow
	c := r.win.Canvas()
	c.Unfocus()
	for i := 0; c.Focused() != fyne.Focusable(f); i++ {
		if c.FocusNext(); i > 60 {
			t.Fatal("Tab does not reach the picture")
		}
	}
	if part, ok := f.Chosen(); !ok || part.Role != diagnostics.MakerFee {
		t.Fatalf("the focus chooses %v, %v", part.Role, ok)
	}
	key(f, fyne.KeyDown)
	part, _ := f.Chosen()
	if part.Role != diagnostics.TakerFee || !strings.HasPrefix(x.picture.head.Text, "Taker fee") {
		t.Errorf("down leads to %s, %q", part.Role, x.picture.head.Text)
	}
	f.TypedShortcut(&fyne.ShortcutCopy{})
	if got, want := r.app.Clipboard().Content(), d.trade.Txs[diagnostics.TakerFee].ID.String(); got != want {
		t.Errorf("copied %q", got)
	}
	key(f, fyne.KeyRight)
	if part, _ := f.Chosen(); part.Role != diagnostics.Deposit {
		t.Errorf("right leads to %s", part.Role)
	}
	key(f, fyne.KeyEscape)
	if _, ok := f.Chosen(); ok {
		t.Error("Esc leaves something chosen")
	}
	a := f.Picture().Parts[1].Areas[0]
	at := fyne.NewPos(a.X+5, a.Y+5)
	f.MouseIn(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}})
	if part, ok := f.Shown(); !ok || part.Role != diagnostics.MakerFee || x.picture.hint.Visible() {
		t.Errorf("pointing shows %v, %v", part.Role, ok)
	}
	f.MouseOut()
	f.Tapped(&fyne.PointEvent{Position: at})
	if part, ok := f.Chosen(); !ok || part.Role != diagnostics.MakerFee {
		t.Errorf("the pointer chooses %v, %v", part.Role, ok)
	}
}

// TestChosenPartIsScrolledIntoSight goes through the picture in a low window.
func TestChosenPartIsScrolledIntoSight(t *testing.T) {
	r, _ := checking(t)
	x := r.checkNow()
	r.win.Resize(fyne.NewSize(1120, 660))
	f, d := x.picture.flow, fyne.CurrentApp().Driver()
	r.win.Canvas().Focus(f)
	moved := false
	for i := range 8 {
		part, ok := f.Chosen()
		top := d.AbsolutePositionForObject(f).Y + part.Place().Y - d.AbsolutePositionForObject(x.picture.scroll).Y
		if !ok || top < 0 || top+part.Place().Height > x.picture.scroll.Size().Height {
			t.Errorf("after %d keys %s is at %g of %g", i, part.Name.English, top, x.picture.scroll.Size().Height)
		}
		key(f, fyne.KeyDown)
		moved = moved || x.picture.scroll.Offset.Y > 0
	}
	if !moved {
		t.Error("nothing had to be scrolled; the window is not low enough")
	}
}

func TestPictureIsSaved(t *testing.T) {
	r, _ := checking(t)
	x := r.checkNow()
	dir := t.TempDir()
	for name, begin := range map[string]string{"a.svg": "<svg", "b.PNG": "\x89PNG", "c": "<svg"} {
		x.picture.save(filepath.Join(dir, name))
		if name == "c" {
			name = "c.svg"
		}
		r.until(name+" is saved", func() bool { text, _ := said(x.picture.notice); return strings.Contains(text, name) })
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil || !bytes.HasPrefix(data, []byte(begin)) {
			t.Errorf("%s: %v", name, err)
		}
	}
	test.Tap(buttonNamed(t, x.picture.object, "Save picture…"))
	if c := r.dialog; c == nil || !slices.ContainsFunc(texts(r.win.Canvas().Overlays().Top()), func(s string) bool { return s == "Choose where the picture goes: as .svg or .png" }) {
		t.Error("the dialog does not say what is saved")
	}
	r.dialog.cancel()
	x.picture.save(filepath.Join(dir, "a.svg"))
	r.until("it says that the name is taken", func() bool {
		text, _ := said(x.picture.notice)
		return strings.HasPrefix(text, "There is a file of this name")
	})
}

// TestSavedPictureIsWhatIsShown in both themes: width, colours and texts.
func TestSavedPictureIsWhatIsShown(t *testing.T) {
	r, _ := checking(t)
	x := r.checkNow()
	dir := t.TempDir()
	grounds := map[color.Color]bool{}
	for _, appearance := range []string{config.AppearanceLight, config.AppearanceDark} {
		r.look(config.Settings{Appearance: appearance})
		for _, ext := range []string{".png", ".svg"} {
			name := appearance + ext
			x.picture.save(filepath.Join(dir, name))
			r.until(name+" is saved", func() bool { text, _ := said(x.picture.notice); return strings.Contains(text, name) })
		}
		f, err := os.Open(filepath.Join(dir, appearance+".png"))
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(f)
		if err := errors.Join(err, f.Close()); err != nil {
			t.Fatal(err)
		}
		shown := x.picture.flow.Picture()
		if got, want := img.Bounds().Dx(), int(2*shown.Width+0.5); got != want {
			t.Errorf("%s: it is %d wide, want %d", appearance, got, want)
		}
		ground := x.picture.flow.Palette()[flow.Ground]
		if got := color.NRGBAModel.Convert(img.At(1, 1)); got != color.Color(ground) {
			t.Errorf("%s: the ground is %v, want %v", appearance, got, ground)
		}
		grounds[ground] = true
		svg, err := os.ReadFile(filepath.Join(dir, appearance+".svg"))
		if want := fmt.Sprintf(`fill="#%02x%02x%02x"`, ground.R, ground.G, ground.B); err != nil || !strings.Contains(string(svg), want) {
			t.Errorf("%s: the SVG has no %s, %v", appearance, want, err)
		}
	}
	if len(grounds) != 2 {
		t.Errorf("both themes save %v", grounds)
	}
}

func TestEvidenceOfAVerdictLeadsToTheLogs(t *testing.T) {
	r, _ := checking(t)
	x := r.checkNow()
	var cards []*widget.Card
	each(x.verdicts.groups, func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Card); ok {
			cards = append(cards, c)
		}
	})
	for _, c := range cards {
		test.Tap(c.Evidence)
		if len(c.Places) > 0 {
			test.Tap(c.Places[0])
			if r.page.tabs.Current() != logsTab || r.page.logs.entries.pending.Line != 2 {
				t.Errorf("it leads to tab %d, line %d", r.page.tabs.Current(), r.page.logs.entries.pending.Line)
			}
			return
		}
	}
	t.Error("no verdict has a place in the logs")
}
