package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradecase/diagnostics"
	"tradecase/diagnostics/logs/logstest"
	"tradecase/diagnostics/redact"
)

var update = flag.Bool("update", false, "write the golden files anew; read them before they are committed")

// fullBundle has something in every slot, private values in most.
func fullBundle(tb testing.TB) *Bundle {
	tb.Helper()
	b := mustNew(tb, newLibrary(tb), fullOne)
	dir := tb.TempDir()
	write := func(name string, content []byte) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			tb.Fatal(err)
		}
		return path
	}
	home := `b.c.s.CoreSetup: Path to Bisq jar file: C:\Users\Ana Belén\AppData\Local\Bisq\app\desktop-1.9.17-all.jar`
	write("seller/bisq_1.log", []byte(logLine+"Okt.-07 09:06:36.078 [main] INFO  "+home+" \n"))
	write("seller/bisq.log", []byte(strings.Replace(logLine, "1.9.17", "1.9.10", 1)+
		"Okt.-08 09:06:36.078 [main] WARN  b.c.t.Trade: first \n"+
		"Okt.-08 09:06:36.079 [main] ERROR b.c.t.Trade: depositTx is null for ana.belen@example.org \n\tat bisq.core.trade.Trade.run(Trade.java:1) \n"+
		"Okt.-08 09:06:36.080 [main] INFO  b.c.t.Trade: paid from DE02120300000000202051 \n"))
	write("seller/Ana Belén's notes.log", []byte("Okt.-01 09:06:36.078 [main] INFO  b.c.t.Trade: nothing \n"))
	write("seller/bisq_BTC.wallet", []byte("secret"))
	write("buyer.log", []byte(logLine+"Dez.-01 09:06:36.078 [main] INFO  b.n.Peer: Attempting connection to [203.0.113.57]:8333 \n"))
	for _, step := range []struct {
		party diagnostics.Party
		path  string
	}{{diagnostics.Seller, dir + "/seller"}, {diagnostics.Buyer, dir + "/buyer.log"}, {diagnostics.Buyer, write("phone.jpg", exifJPEG(tb, binary.LittleEndian, 6))}} {
		if _, err := b.Add(tb.Context(), step.party, step.path, nil); err != nil {
			tb.Fatal(err)
		}
	}
	contract := write("contract.json", []byte(`{"offerPayload":{"id":"`+string(fullOne)+`"},"makerPaymentAccountPayload":{"holderName":"Ana Belén","iban":"DE02120300000000202051"},"takerPaymentAccountPayload":null}`+"\n"))
	for i, slot := range []Slot{TradeDetails, DisputeDetails, ChatBuyer, ChatSeller, Popup, Popup} {
		var img bytes.Buffer
		if err := png.Encode(&img, corner(10+i, 8)); err != nil {
			tb.Fatal(err)
		}
		if _, err := b.AddSlot(tb.Context(), slot, write(fmt.Sprintf("shot%d.png", i), img.Bytes())); err != nil {
			tb.Fatal(err)
		}
	}
	if _, err := b.AddSlot(tb.Context(), Contract, contract); err != nil {
		tb.Fatal(err)
	}
	what, when := "Ana Belén wrote from ana.belen@example.org: the deposit is not confirmed.", "8 Oct, 09:06 CEST"
	if err := b.SetNotes(tb.Context(), NotesChange{What: &what, When: &when, Tx: map[diagnostics.TxRole]string{diagnostics.MakerFee: txid, diagnostics.DelayedPayout: "3" + txid[1:]}}); err != nil {
		tb.Fatal(err)
	}
	return b
}

// handoff prepares and writes in one go.
func handoff(ctx context.Context, b *Bundle, out string, replace bool, opt ExportOptions) (Export, error) {
	o, err := b.PrepareHandoff(ctx, opt)
	if err != nil {
		return Export{}, err
	}
	defer o.Close()
	return o.Write(ctx, out, replace)
}

func options() ExportOptions {
	return ExportOptions{Profile: redact.Support, Tool: "Tradecase test"}
}

// unzip reads a whole small zip.
func unzip(tb testing.TB, path string) map[string]string {
	tb.Helper()
	r, err := zip.OpenReader(path)
	if err != nil {
		tb.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // opened for reading
	files := map[string]string{}
	for _, f := range r.File {
		in, err := f.Open()
		if err != nil {
			tb.Fatal(err)
		}
		data, err := io.ReadAll(in)
		if err != nil {
			tb.Fatal(err)
		}
		files[f.Name] = string(data)
	}
	return files
}

func TestHandoffGolden(t *testing.T) {
	b := fullBundle(t)
	out := filepath.Join(t.TempDir(), "out.zip")
	x, err := handoff(t.Context(), b, out, false, options())
	if err != nil {
		t.Fatal(err)
	}
	files := unzip(t, out)
	if len(files) != len(x.Files)+1 {
		t.Errorf("%d files in the zip, %d in the result and a manifest", len(files), len(x.Files))
	}
	root := filepath.Join("testdata", "handoff")
	if *update {
		if err := os.RemoveAll(root); err != nil {
			t.Fatal(err)
		}
	}
	for name, got := range files {
		if imageName(name) {
			got = "(an image)\n"
		}
		golden := filepath.Join(root, filepath.FromSlash(strings.TrimPrefix(name, string(fullOne)+"/")))
		if *update {
			if err := errors.Join(os.MkdirAll(filepath.Dir(golden), 0o750), os.WriteFile(golden, []byte(got), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil || got != string(want) {
			t.Errorf("%s is not as in testdata (%v); it is now:\n%s", name, err, got)
		}
	}
	count := 0
	_ = filepath.WalkDir(root, func(_ string, d fs.DirEntry, _ error) error { // a missing folder counts as none
		if d != nil && !d.IsDir() {
			count++
		}
		return nil
	})
	if count != len(files) {
		t.Errorf("%d golden files, %d in the zip", count, len(files))
	}
}

func TestHandoffHoldsNothingPrivate(t *testing.T) {
	b := fullBundle(t)
	out := filepath.Join(t.TempDir(), "out.zip")
	if _, err := handoff(t.Context(), b, out, false, options()); err != nil {
		t.Fatal(err)
	}
	for name, content := range unzip(t, out) {
		for _, private := range []string{"Ana", "Belén", "ana.belen", "DE0212", "203.0.113", "Alexis", "Exif", "shot0", b.Dir()} {
			if strings.Contains(content, private) || strings.Contains(name, private) {
				t.Errorf("%s holds %q", name, private)
			}
		}
	}
}

func TestHandoffOfGeneratedLogs(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	var planted []logstest.Secret
	for party, trader := range map[diagnostics.Party]logstest.Trader{diagnostics.Buyer: logstest.Alexis(), diagnostics.Seller: logstest.Ana()} {
		dir := t.TempDir()
		if err := trader.WriteSet(dir, 3, 60_000); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Add(t.Context(), party, dir, nil); err != nil {
			t.Fatal(err)
		}
		planted = append(planted, logstest.Planted(trader)...)
	}
	out := filepath.Join(t.TempDir(), "out.zip")
	if _, err := handoff(t.Context(), b, out, false, options()); err != nil {
		t.Fatal(err)
	}
	files := unzip(t, out)
	for _, s := range planted {
		for name, content := range files {
			if i := strings.Index(content, s.Value); i >= 0 {
				t.Errorf("%s holds the %s: …%s…", name, s.Class, content[max(0, i-40):min(len(content), i+60)])
			}
		}
	}
	for _, kept := range []string{".onion", "tradeId=", "outpoint:"} {
		if !strings.Contains(files[string(fullOne)+"/buyer/bisq.log"], kept) {
			t.Errorf("the buyer's log lost %q", kept)
		}
	}
}

func TestHandoffRefusesWhatChangedOnDisk(t *testing.T) {
	for name, change := range map[string]func(path string) error{
		"gone": os.Remove,
		"cut":  func(path string) error { return os.Truncate(path, 0) },
		"changed": func(path string) error {
			return os.WriteFile(path, []byte(strings.Replace(logLine, "1.9.17", "1.9.18", 1)), 0o600)
		},
		"a link": func(path string) error { return errors.Join(os.Remove(path), os.Symlink("/etc/passwd", path)) },
	} {
		b := mustNew(t, newLibrary(t), fullOne)
		addText(t, b, diagnostics.Buyer, "bisq.log", logLine)
		if err := change(b.path(b.Items()[0])); err != nil {
			t.Fatal(err)
		}
		_, err := handoff(t.Context(), b, filepath.Join(t.TempDir(), "out.zip"), false, options())
		if !errors.Is(err, ErrChanged) || diagnostics.Hint(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
		if said := slices.Contains(b.Checklist().Missing, string(slotItems)); said != (name != "changed") {
			t.Errorf("%s: the checklist says %v", name, b.Checklist().Missing)
		}
	}
}

func TestHandoffIsReproducible(t *testing.T) {
	b := fullBundle(t)
	dir := t.TempDir()
	one, two := filepath.Join(dir, "1.zip"), filepath.Join(dir, "2.zip")
	x, err := handoff(t.Context(), b, one, false, options())
	if err != nil {
		t.Fatal(err)
	}
	again, err := b.library.Open(b.ID())
	if err != nil {
		t.Fatal(err)
	}
	y, err := handoff(t.Context(), again, two, false, options())
	if err != nil {
		t.Fatal(err)
	}
	first, _ := os.ReadFile(one)
	second, _ := os.ReadFile(two)
	if !bytes.Equal(first, second) || x.SHA256 != y.SHA256 || len(first) == 0 {
		t.Error("two hand-offs of the same bundle differ")
	}
	if n := len(again.Handoffs()); n != 2 {
		t.Errorf("%d hand-offs are remembered", n)
	}
}

func TestHandoffRefuses(t *testing.T) {
	b := fullBundle(t)
	out := filepath.Join(t.TempDir(), "out.zip")
	opt := options()
	opt.Profile = redact.Public
	if _, err := handoff(t.Context(), b, out, false, opt); err == nil || diagnostics.Hint(err) == "" {
		t.Errorf("public: %v", err)
	}
	if err := os.WriteFile(out, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := handoff(t.Context(), b, out, false, options()); !errors.Is(err, fs.ErrExist) || diagnostics.Hint(err) == "" {
		t.Errorf("taken: %v", err)
	}
	if got, _ := os.ReadFile(out); string(got) != "mine" {
		t.Error("what was there is gone")
	}
	if _, err := handoff(t.Context(), b, out, true, options()); err != nil {
		t.Errorf("replace: %v", err)
	}
}

func TestPreviewWritesNothing(t *testing.T) {
	b := fullBundle(t)
	before := tree(t, b.Dir())
	o, err := b.PrepareHandoff(t.Context(), options())
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	dry, err := o.Preview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if after := tree(t, b.Dir()); before != after {
		t.Error("a preview changed the bundle")
	}
	made, err := handoff(t.Context(), b, filepath.Join(t.TempDir(), "out.zip"), false, options())
	if err != nil {
		t.Fatal(err)
	}
	if len(dry.Files) != len(made.Files) {
		t.Fatalf("%d files announced, %d written", len(dry.Files), len(made.Files))
	}
	for i := range dry.Files {
		d, r := dry.Files[i], made.Files[i]
		if d.Path != r.Path || d.InBytes != r.InBytes || d.OutBytes != r.OutBytes || fmt.Sprint(d.Redactions) != fmt.Sprint(r.Redactions) {
			t.Errorf("announced %+v, written %+v", d, r)
		}
	}
}

// stageStopper cancels when a stage begins.
type stageStopper struct {
	stage  string
	cancel func()
}

func (s stageStopper) Stage(name string, _ int64) {
	if strings.HasPrefix(name, s.stage) {
		s.cancel()
	}
}
func (stageStopper) Add(int64) {}

func TestCancelledHandoffLeavesNothing(t *testing.T) {
	b := fullBundle(t)
	for _, stage := range []string{"looking", "reading the logs", "writing", "checking"} {
		dir := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		opt := options()
		opt.Progress = stageStopper{stage, cancel}
		_, err := handoff(ctx, b, filepath.Join(dir, "out.zip"), false, opt)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", stage, err)
		}
		for _, d := range []string{dir, b.library.temp} {
			if entries, err := os.ReadDir(d); err == nil && len(entries) != 0 {
				t.Errorf("%s: left %v", stage, entries)
			}
		}
		cancel()
	}
}

func TestALeakMakesNoFile(t *testing.T) {
	dir := t.TempDir()
	e := newExporter(t.TempDir(), "", options())
	defer e.close()
	e.pieces = []piece{textPiece("note.txt", "write to alexis.example@example.org or to Ana at C:\\Users\\Ana Belén\\x\n")}
	if err := e.collect(t.Context()); err != nil {
		t.Fatal(err)
	}
	// A piece that goes past the redaction, as a bug might let it.
	raw := textPiece("raw.txt", "first line\nANA%20BEL%C3%89N was here\n")
	raw.image = true
	e.pieces = append(e.pieces, raw)
	x, err := e.zip(t.Context(), filepath.Join(dir, "out.zip"), false, Manifest{Kind: KindRedact})
	leak := new(LeakError)
	if !errors.As(err, &leak) || len(x.Leaks) != 1 || x.Leaks[0].Path != "raw.txt" || x.Leaks[0].Line != 2 {
		t.Fatalf("%v, leaks %+v", err, x.Leaks)
	}
	if strings.Contains(strings.ToLower(err.Error()+diagnostics.Hint(err)), "ana") {
		t.Errorf("the error tells the value: %v", err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 0 {
		t.Errorf("left %v", entries)
	}
}

func TestAnUnreadableImageIsListed(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	path := filepath.Join(t.TempDir(), "shot.png")
	if err := os.WriteFile(path, []byte("\x89PNG\r\n\x1a\nnot really"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.AddSlot(t.Context(), Popup, path); err != nil {
		t.Fatal(err)
	}
	x, err := handoff(t.Context(), b, filepath.Join(t.TempDir(), "out.zip"), false, options())
	if err != nil || x.Unread != 1 || len(x.Skipped) != 1 || x.Skipped[0].Path != "screenshots/popup-1.png" || !strings.Contains(x.Skipped[0].Reason, "image cannot be read") {
		t.Errorf("%+v, %v", x.Skipped, err)
	}
}

func TestOutgoingShowsWhatWillGoOut(t *testing.T) {
	b := fullBundle(t)
	o, err := b.PrepareHandoff(t.Context(), options())
	if err != nil {
		t.Fatal(err)
	}
	defer o.Close()
	top := string(fullOne) + "/"
	text, more, err := o.Text(t.Context(), top+"description.txt", 10_000)
	if err != nil || more || !strings.Contains(text, "[user-1] wrote from [email-1]") {
		t.Errorf("%q, %v, %v", text, more, err)
	}
	if text, more, err = o.Text(t.Context(), top+"seller/bisq.log", 20); err != nil || !more || len(text) != 20 {
		t.Errorf("cut: %q, %v, %v", text, more, err)
	}
	for _, file := range []string{top + "screenshots/popup-1.png", "nothing"} {
		if _, _, err := o.Text(t.Context(), file, 20); !errors.Is(err, ErrNoText) {
			t.Errorf("%s: %v", file, err)
		}
	}
	preview, err := o.Preview(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	x, err := o.Write(t.Context(), filepath.Join(t.TempDir(), "out.zip"), false)
	if err != nil || len(preview.Files) != len(x.Files) {
		t.Errorf("%d previewed, %d written, %v", len(preview.Files), len(x.Files), err)
	}
}
