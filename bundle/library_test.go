package bundle

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"tradecase/bundle/archive"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
)

const (
	fullOne = diagnostics.TradeID("UGLRYY-ebc606f3-70a4-4b44-89b7-1dd6b1d0a9f2-1917")
	fullTwo = diagnostics.TradeID("UGLRYY-00000000-70a4-4b44-89b7-1dd6b1d0a9f2-1917")
)

func newLibrary(tb testing.TB) *Library {
	tb.Helper()
	return NewLibrary(tb.TempDir(), "test", archive.Limits{})
}

func mustNew(tb testing.TB, l *Library, id diagnostics.TradeID) *Bundle {
	tb.Helper()
	b, err := l.New(tb.Context(), id)
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		names string
		id    diagnostics.TradeID
		want  string
	}{
		{"", "UGLRYY", ""},
		{"UGLRYY", "UGLRYY", "UGLRYY"},
		{"UGLRYY", "uglryy", "UGLRYY"},
		{"UGLRYY uglryy", "uglryy", "uglryy"},
		{"UGLRYY uglryy", "uGlRyY", "UGLRYY uglryy"},
		{string(fullOne), "UGLRYY", string(fullOne)},
		{string(fullOne), "uglryy", string(fullOne)},
		{string(fullOne), diagnostics.TradeID(strings.ToLower(string(fullOne))), string(fullOne)},
		{string(fullOne), fullTwo, ""},
		{string(fullOne + " " + fullTwo), "UGLRYY", string(fullOne + " " + fullTwo)},
		{string(fullOne + " " + fullTwo), fullTwo, string(fullTwo)},
		{"UGLRYY", fullOne, "UGLRYY"},
		{"9473938", "9473938", "9473938"},
		{"9473938", "947393", ""},
	} {
		var names []diagnostics.TradeID
		for _, name := range strings.Fields(c.names) {
			names = append(names, diagnostics.TradeID(name))
		}
		got := strings.ReplaceAll(join(match(names, c.id)), ", ", " ")
		if got != c.want {
			t.Errorf("%s among %q: got %q, want %q", c.id, c.names, got, c.want)
		}
	}
}

func TestNewAndOpen(t *testing.T) {
	l := newLibrary(t)
	mustNew(t, l, "UGLRYY")
	if _, err := l.New(t.Context(), "UGLRYY"); !errors.Is(err, ErrExists) || diagnostics.Hint(err) == "" {
		t.Errorf("again: %v", err)
	}
	if _, err := l.New(t.Context(), "uglryy"); !errors.Is(err, ErrExists) {
		t.Errorf("in other capitals: %v", err)
	}
	b := mustNew(t, l, fullOne)
	if b.ID() != fullOne || filepath.Base(b.Dir()) != string(fullOne) {
		t.Errorf("completed: %s in %s", b.ID(), filepath.Base(b.Dir()))
	}
	mustNew(t, l, fullTwo)
	if _, err := l.Open("UGLRYY"); err == nil || !strings.Contains(err.Error(), "could be any of") {
		t.Errorf("ambiguous: %v", err)
	}
	if _, err := l.Open("other"); !errors.Is(err, ErrNotFound) {
		t.Errorf("none: %v", err)
	}
	list, err := l.List()
	if err != nil || len(list) != 2 || list[0].State != Open || list[0].Ready || list[0].Missing == 0 {
		t.Errorf("list %+v, %v", list, err)
	}
}

func TestABundleIsPrivate(t *testing.T) {
	l := newLibrary(t)
	b := mustNew(t, l, fullOne)
	addText(t, b, diagnostics.Buyer, "bisq.log", logLine)
	err := filepath.WalkDir(filepath.Dir(b.Dir()), func(_ string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		want := os.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", d.Name(), info.Mode().Perm())
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

const logLine = "Okt.-07 09:06:35.077 [main] INFO  b.c.app.Version: Version{VERSION=1.9.17, P2P_NETWORK_VERSION=1, LOCAL_DB_VERSION=1, TRADE_PROTOCOL_VERSION=4, BASE_CURRENCY_NETWORK=0, getP2PNetworkId()=10} \n"

// addText adds one file with that name and content.
func addText(tb testing.TB, b *Bundle, party diagnostics.Party, name, content string) Added {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		tb.Fatal(err)
	}
	added, err := b.Add(tb.Context(), party, path, nil)
	if err != nil {
		tb.Fatal(err)
	}
	return added
}

func paths(items []Item) string {
	var names []string
	for _, it := range items {
		names = append(names, it.Path())
	}
	return strings.Join(names, " ")
}

func TestAddKeepsNamesApart(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	addText(t, b, diagnostics.Buyer, "bisq.log", logLine+"1 \n")
	addText(t, b, diagnostics.Buyer, "bisq.log", logLine+"2 \n")
	addText(t, b, diagnostics.Buyer, "bisq (2).log", logLine+"3 \n")
	addText(t, b, diagnostics.Buyer, "BISQ_1.LOG", logLine+"4 \n")
	addText(t, b, diagnostics.Buyer, "Sent.txt", logLine+"5 \n")
	addText(t, b, diagnostics.Buyer, "sent.TXT", logLine+"6 \n")
	addText(t, b, diagnostics.Seller, "bisq.log", logLine+"7 \n")
	want := "buyer/bisq.log buyer/bisq (2).log buyer/bisq (3).log buyer/bisq_1.log buyer/Sent.txt buyer/sent (2).TXT seller/bisq.log"
	if got := paths(b.Items()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	dup := addText(t, b, diagnostics.Seller, "copy.log", logLine+"1 \n")
	if len(dup.Items) != 0 || len(dup.Skipped) != 1 || !strings.Contains(dup.Skipped[0].Reason, "buyer/bisq.log") {
		t.Errorf("duplicate: %+v", dup)
	}
}

func TestItemsAreUntouched(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	content := "\xEF\xBB\xBF" + logLine + "Jo\xe3o \x00\r\n"
	addText(t, b, diagnostics.Buyer, "bisq.log", content)
	blob, err := b.OpenItem(b.Items()[0])
	if err != nil {
		t.Fatal(err)
	}
	r := store.Stream(blob)
	defer r.Close() //nolint:errcheck // opened for reading
	if got, err := io.ReadAll(r); string(got) != content || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestFailedAddChangesNothing(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	addText(t, b, diagnostics.Buyer, "bisq.log", logLine)
	before := tree(t, b.Dir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	path := filepath.Join(t.TempDir(), "bisq_1.log")
	if err := os.WriteFile(path, []byte(logLine+"more"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Add(ctx, diagnostics.Buyer, path, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
	cut := filepath.Join(t.TempDir(), "cut.gz")
	if err := os.WriteFile(cut, []byte("\x1f\x8b\x08\x00\x00\x00\x00\x00"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Add(t.Context(), diagnostics.Buyer, cut, nil); err == nil || diagnostics.Hint(err) == "" {
		t.Errorf("cut short: %v", err)
	}
	if after := tree(t, b.Dir()); after != before {
		t.Errorf("before %s\nafter  %s", before, after)
	}
}

// tree lists the files in a folder with their sizes.
func tree(t *testing.T, dir string) string {
	t.Helper()
	var lines []string
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "lock") {
			return err
		}
		data, err := os.ReadFile(path)
		lines = append(lines, strings.TrimPrefix(path, dir)+"="+string(data[:min(len(data), 10)])+Size(int64(len(data))))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return strings.Join(lines, " ")
}

func TestLeftOverStagingIsRemoved(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	staging := filepath.Join(b.Dir(), stagingName)
	if err := os.MkdirAll(staging, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(staging, "0"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	what := "It broke."
	if err := b.SetNotes(t.Context(), NotesChange{What: &what}); err != nil { // any change does
		t.Fatal(err)
	}
	if _, err := os.Stat(staging); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("staging is there: %v", err)
	}
	addText(t, b, diagnostics.Buyer, "bisq.log", logLine)
	if got := paths(b.Items()); got != "buyer/bisq.log" {
		t.Errorf("items %s", got)
	}
}

// TestStampTellsWhatChanged changes the library in the ways in which another
// program can.
func TestStampTellsWhatChanged(t *testing.T) {
	l := newLibrary(t)
	last := l.Stamp()
	changed := func(what string, want bool) {
		t.Helper()
		now := l.Stamp()
		if (now != last) != want {
			t.Errorf("%s: was %x, is %x", what, last, now)
		}
		last = now
	}
	b := mustNew(t, l, fullOne)
	changed("a bundle is made", true)
	changed("nothing happened", false)
	for _, what := range []string{"It broke.", "It brake."} { // as long as the other, in the same second
		if err := b.SetNotes(t.Context(), NotesChange{What: &what}); err != nil {
			t.Fatal(err)
		}
		changed("a note is written", true)
	}
	if _, err := l.List(); err != nil {
		t.Fatal(err)
	}
	changed("it was read", false)
	if err := os.RemoveAll(b.Dir()); err != nil {
		t.Fatal(err)
	}
	changed("the bundle is gone", true)
}

func TestMoveAndRemove(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	addText(t, b, diagnostics.Unknown, "bisq.log", logLine+"1 \n")
	addText(t, b, diagnostics.Seller, "bisq.log", logLine+"2 \n")
	for _, c := range []struct{ what, err string }{
		{"nothing.log", "there is no item"},
		{"bisq.log", "could be any of 2 items"},
	} {
		if _, err := b.Move(t.Context(), c.what, diagnostics.Buyer, nil); err == nil || !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s: %v", c.what, err)
		}
	}
	it, err := b.Move(t.Context(), "#1", diagnostics.Seller, nil)
	if err != nil || it.Path() != "seller/bisq (2).log" {
		t.Errorf("moved to %s, %v", it.Path(), err)
	}
	if _, err := b.OpenItem(it); err != nil {
		t.Error(err)
	}
	popup := Popup
	if _, err := b.Move(t.Context(), "#1", "", &popup); !errors.Is(err, ErrWrongKind) {
		t.Errorf("a log as popup: %v", err)
	}
	if _, err := b.Remove(t.Context(), "seller/bisq (2).log"); err != nil {
		t.Fatal(err)
	}
	if err := b.Forget(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := b.OpenItem(it); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("content after remove: %v", err)
	}
}

func TestBundleHeldByAnother(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	lock, err := store.Acquire(t.Context(), b.Dir(), "window")
	if err != nil {
		t.Fatal(err)
	}
	what := "x"
	err = b.SetNotes(t.Context(), NotesChange{What: &what})
	if held := new(store.HeldError); !errors.As(err, &held) || held.Holder.Who != "window" {
		t.Errorf("error %v", err)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	if err := b.SetNotes(t.Context(), NotesChange{What: &what}); err != nil {
		t.Error(err)
	}
}

func TestTwoHandlesSeeEachOthersChanges(t *testing.T) {
	l := newLibrary(t)
	one := mustNew(t, l, fullOne)
	two, err := l.Open(fullOne)
	if err != nil {
		t.Fatal(err)
	}
	addText(t, one, diagnostics.Buyer, "bisq.log", logLine+"1 \n")
	addText(t, two, diagnostics.Buyer, "bisq_1.log", logLine+"2 \n")
	if got := paths(two.Items()); got != "buyer/bisq.log buyer/bisq_1.log" {
		t.Errorf("items %s", got)
	}
}

func TestDeletedBundle(t *testing.T) {
	b := mustNew(t, newLibrary(t), fullOne)
	if err := os.RemoveAll(b.Dir()); err != nil {
		t.Fatal(err)
	}
	what := "x"
	if err := b.SetNotes(t.Context(), NotesChange{What: &what}); !errors.Is(err, ErrNotFound) || diagnostics.Hint(err) == "" {
		t.Errorf("error %v", err)
	}
}

func TestDamagedBundleShowsItsItems(t *testing.T) {
	l := newLibrary(t)
	b := mustNew(t, l, fullOne)
	addText(t, b, diagnostics.Seller, "bisq.log", logLine+"1 \n")
	what := "kept"
	if err := b.SetNotes(t.Context(), NotesChange{What: &what}); err != nil {
		t.Fatal(err)
	}
	addText(t, b, diagnostics.Seller, "bisq_1.log", logLine+"2 \n")
	doc := filepath.Join(b.Dir(), documentName)
	for name, damage := range map[string]string{"cut": `{"schema":1,"id"`, "empty": "", "gone": "-"} {
		if err := os.WriteFile(doc, []byte(damage), 0o600); err != nil {
			t.Fatal(err)
		}
		if name == "gone" {
			if err := os.Remove(doc); err != nil {
				t.Fatal(err)
			}
		}
		b, err := l.Open("UGLRYY")
		if err != nil {
			t.Fatal(err)
		}
		state, cause := b.State()
		if state != Damaged || cause == nil || b.Notes().What != "kept" {
			t.Errorf("%s: state %s, %v, notes %+v", name, state, cause, b.Notes())
		}
		// The copy knows the first item's party; the second is found on disk.
		if got := paths(b.Items()); got != "seller/bisq.log unknown/bisq_1.log" {
			t.Errorf("%s: items %s", name, got)
		}
		for _, it := range b.Items() {
			if _, err := b.OpenItem(it); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if b.Checklist().Ready {
			t.Errorf("%s: ready", name)
		}
		if err := b.SetNotes(t.Context(), NotesChange{What: &what}); err == nil {
			t.Errorf("%s: it was changed", name)
		}
	}
	if list, err := l.List(); err != nil || len(list) != 1 || list[0].State != Damaged || list[0].Detail == "" {
		t.Errorf("list %+v, %v", list, err)
	}
}

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{
		"bisq.log": "bisq.log", "a/b\\c.log": "c.log", "..": "_", "": "_", "CON.log": "_CON.log", "com1": "_com1", "communal.log": "communal.log",
		"a\x00b\n.png": "a_b_.png", " x. ": "x", "Ana Belén.txt": "Ana Belén.txt", "\u202egpj.exe": "_gpj.exe", "a\xffb": "a_b",
	} {
		if got := safeName(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
	if got, want := safeName(strings.Repeat("x", 99)+" and more than fits"), strings.Repeat("x", 99); got != want {
		t.Errorf("%q ends in what Windows drops", got)
	}
	if got := safeName(strings.Repeat("é", 100) + ".png"); len(got) > maxName || !strings.HasSuffix(got, "é.png") {
		t.Errorf("long: %q", got)
	}
}

func FuzzSafeName(f *testing.F) {
	for _, seed := range []string{"../../x", "NUL.txt", "a\\b", "\xff\xfe", strings.Repeat("é.", 90)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		got := safeName(in)
		if got == "" || got == "." || got == ".." || len(got) > maxName+1 || strings.ContainsAny(got, "/\\:\x00\n") || reserved(got) {
			t.Fatalf("%q becomes %q", in, got)
		}
	})
}

func FuzzBundleDocument(f *testing.F) {
	f.Add([]byte(`{"schema":1,"id":"UGLRYY","items":[{"number":1,"file":"../../../etc/passwd","name":"x","party":"buyer","kind":"log"}]}`))
	f.Add([]byte(`{"schema":1,"notes":{"tx":{"deposit":"x"}}}`))
	f.Add([]byte(`{"schema":99}`))
	f.Add([]byte(`{`))
	l := NewLibrary(f.TempDir(), "fuzz", archive.Limits{})
	b := mustNew(f, l, "FUZZED")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(filepath.Join(b.Dir(), documentName), data, 0o600); err != nil {
			t.Fatal(err)
		}
		b, err := l.Open("FUZZED")
		if err != nil {
			t.Fatal(err)
		}
		b.Checklist()
		for _, it := range b.Items() {
			if filepath.Dir(b.path(it)) != filepath.Join(b.Dir(), itemsName) && b.path(it) != filepath.Join(b.Dir(), itemsName) {
				t.Fatalf("item outside the bundle: %q", it.File)
			}
		}
	})
}
