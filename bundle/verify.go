package bundle

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"tradecase/bundle/archive"
	"tradecase/bundle/store"
	"tradecase/diagnostics"
	"tradecase/diagnostics/logs"
	"tradecase/diagnostics/redact"
)

// The codes of what Verify finds.
const (
	codeUnsafe     = "handoff.unsafe-name"
	codeLayout     = "handoff.layout"
	codeNoManifest = "handoff.no-manifest"
	codeAltered    = "handoff.altered"
	codeUnlisted   = "handoff.unlisted"
	codeMissing    = "handoff.missing"
	codeLeak       = "handoff.leak"
	codeMetadata   = "handoff.image-metadata"
	codeDamaged    = "handoff.damaged"
	codeHidden     = "handoff.hidden-data"
	codeNoImage    = "handoff.no-image"
)

// The texts of the codes that have more than one: the code, and which.
const (
	alteredFolder     = codeAltered + "/folder"
	alteredManifest   = codeAltered + "/manifest"
	alteredGone       = codeAltered + "/gone"
	damagedManifest   = codeDamaged + "/manifest"
	damagedUnreadable = codeDamaged + "/unreadable"
	layoutNewer       = codeLayout + "/newer"
)

// VerifyTexts lists the texts of all that Verify finds, as
// diagnostics.Finding.Text names them.
func VerifyTexts() []string {
	texts := []string{
		codeUnsafe, codeLayout, layoutNewer, codeNoManifest, codeAltered, alteredFolder, alteredManifest, alteredGone,
		codeUnlisted, codeLeak, codeMetadata, codeDamaged, damagedManifest, damagedUnreadable, codeHidden, codeNoImage,
	}
	for _, w := range wanted {
		texts = append(texts, codeMissing+"/"+wantedVariant(w.slot))
	}
	for i := range texts {
		texts[i] = strings.ReplaceAll(texts[i], "/", ".")
	}
	return texts
}

// wantedVariant names a part of a hand-off in a text's name.
func wantedVariant(slot string) string {
	first, _, _ := strings.Cut(slot, " ")
	if first == "logs" {
		return strings.ReplaceAll(slot, " ", "-")
	}
	return first
}

// Verified is what is known of a zip that somebody sent.
type Verified struct {
	TradeID  diagnostics.TradeID   `json:"trade_id,omitempty"`
	Kind     ManifestKind          `json:"kind,omitempty"` // empty without a manifest
	SHA256   string                `json:"sha256"`         // of the zip, to compare with what its maker says
	Bytes    int64                 `json:"bytes"`
	Files    int                   `json:"files"`
	Intact   *bool                 `json:"intact"` // all digests agree; null without a manifest: it cannot be known
	Findings []diagnostics.Finding `json:"findings"`
	Leaks    []redact.Leak         `json:"leaks"`
}

// VerifyOptions says how a zip is judged.
type VerifyOptions struct {
	Limits   archive.Limits
	Progress Progress // may be nil
}

// Verify judges a zip without unpacking it: are its names safe, is all there
// that a developer needs, is it unaltered since it was made, is anything
// private in it. What it finds are findings; the error is only for a file that
// is no readable zip. A manifest lies in the zip itself, so "intact" does not
// prove who made it: compare SHA256 with the maker's.
func Verify(ctx context.Context, zipPath string, opt VerifyOptions) (Verified, error) {
	blob, err := openGiven(zipPath)
	if err != nil {
		return Verified{}, fmt.Errorf("verify: %w", err)
	}
	defer blob.Close() //nolint:errcheck // opened for reading
	progress := orNone(opt.Progress)
	progress.Stage("reading the zip", blob.Size())
	hash := sha256.New()
	if _, err := io.Copy(hash, contextReader{ctx, io.NewSectionReader(blob, 0, blob.Size())}); err != nil {
		return Verified{}, fmt.Errorf("verify: %w", store.WithoutPath(err))
	}
	z, err := archive.OpenZip(blob, blob.Size(), opt.Limits)
	if errors.Is(err, archive.ErrDamaged) {
		return Verified{}, diagnostics.WithCode(diagnostics.WithHint(fmt.Errorf("verify: %w", err),
			"ask its maker to send it again: an upload or a download was probably cut short"), "no-zip")
	}
	if err != nil {
		return Verified{}, fmt.Errorf("verify: %w", err)
	}
	v := &verifier{zip: z, progress: progress}
	v.out = Verified{
		SHA256: hex.EncodeToString(hash.Sum(nil)), Bytes: blob.Size(), Files: len(z.Files()),
		Findings: []diagnostics.Finding{}, Leaks: []redact.Leak{},
	}
	for _, p := range z.Problems() {
		v.find(codeUnsafe, diagnostics.Problem, fmt.Sprintf("An unsafe entry: %s", p.Reason),
			"Do not unpack this zip. Ask for a new one, made with Tradecase.", p.Path, 0, "Reason", p.Reason)
	}
	v.layout()
	if err := v.contents(ctx); err != nil {
		return v.out, fmt.Errorf("verify: %w", err)
	}
	return v.out, v.search(ctx)
}

type verifier struct {
	zip      *archive.Zip
	progress Progress
	out      Verified
	top      string // the one folder, "" if none
	manifest *Manifest
	altered  bool // something besides the files is not as it was made
}

// find notes a finding. text names its text: its code, or its code and which of
// the code's texts it is; args are the names and values in turn of what stands
// in it.
func (v *verifier) find(text string, severity diagnostics.Severity, title, advice, file string, line int64, args ...string) {
	code, variant, _ := strings.Cut(text, "/")
	f := diagnostics.Finding{
		Code: code, Variant: variant, Severity: severity, Title: title, Advice: advice,
		Evidence: []diagnostics.Evidence{{Path: file, Line: line}}, Args: map[string]string{},
	}
	for i := 0; i+1 < len(args); i += 2 {
		f.Args[args[i]] = args[i+1]
	}
	v.out.Findings = append(v.out.Findings, f)
}

// layout finds the trade folder and the manifest.
func (v *verifier) layout() {
	var tops []string
	for _, f := range v.zip.Files() {
		top, _, below := strings.Cut(f.Name, "/")
		if !below {
			top = ""
		}
		if !slices.Contains(tops, top) {
			tops = append(tops, top)
		}
	}
	if i := slices.IndexFunc(v.zip.Files(), func(f archive.ZipFile) bool { return f.Name == manifestName }); i >= 0 {
		v.readManifest(v.zip.Files()[i])
	} else if len(tops) == 1 && tops[0] != "" {
		v.top = tops[0]
		if i := slices.IndexFunc(v.zip.Files(), func(f archive.ZipFile) bool { return f.Name == v.top+"/"+manifestName }); i >= 0 {
			v.readManifest(v.zip.Files()[i])
		}
	}
	id, err := diagnostics.ParseTradeID(v.top)
	switch {
	case err == nil:
		v.out.TradeID = id
	case v.out.Kind != KindRedact || v.top != "":
		v.find(codeLayout, diagnostics.Warning, "The zip is not one folder that is named after its trade",
			"A hand-off has one folder, named with the trade ID, with the folders buyer and seller in it.", "", 0)
	}
	if m := v.manifest; m != nil && (m.TradeID != v.out.TradeID || (m.Kind == KindHandoff) != (v.top != "")) {
		v.find(alteredFolder, diagnostics.Problem, "The folder is not the one that the manifest is for",
			"Somebody changed this zip. Ask its maker for the original.", path.Join(v.top, manifestName), 0)
	}
	if v.manifest == nil {
		v.find(codeNoManifest, diagnostics.Warning, "There is no readable manifest: alterations cannot be seen",
			"If it was made by hand, add its files to a bundle of your own. If Tradecase made it, it was altered.", "", 0)
	}
}

func (v *verifier) readManifest(f archive.ZipFile) {
	m, canonical, err := readManifest(f)
	if err != nil {
		v.find(damagedManifest, diagnostics.Problem, "The manifest cannot be read", "Ask for a new zip.", f.Name, 0)
		return
	}
	if !canonical {
		v.find(alteredManifest, diagnostics.Problem, "The manifest holds something that Tradecase does not write",
			"Somebody changed this zip. Ask its maker for the original.", f.Name, 0)
		v.altered = true
	}
	if m.Schema > manifestSchema {
		v.find(layoutNewer, diagnostics.Warning, "The zip was made by a newer Tradecase", "Use the newer one to judge all of it.", f.Name, 0)
	}
	v.manifest, v.out.Kind = &m, m.Kind
}

// contents compares every file with the manifest and looks for what lacks.
func (v *verifier) contents(ctx context.Context) error {
	listed := map[string]ManifestFile{}
	if v.manifest != nil {
		for _, f := range v.manifest.Files {
			listed[path.Join(v.top, f.Path)] = f
		}
	}
	if v.manifest != nil {
		if err := v.hidden(); err != nil {
			return err
		}
	}
	intact := v.manifest != nil && len(v.zip.Problems()) == 0 && !v.altered
	v.progress.Stage("comparing with the manifest", 0)
	for _, f := range v.zip.Files() {
		if path.Base(f.Name) == manifestName && path.Dir(f.Name) == path.Join(".", v.top) {
			continue
		}
		same, err := v.file(ctx, f, listed)
		if err != nil {
			return err
		}
		intact = intact && same
		delete(listed, f.Name)
	}
	for _, name := range slices.Sorted(maps.Keys(listed)) {
		v.find(alteredGone, diagnostics.Problem, "A file that the manifest lists is not there", "Ask the zip's maker for the original.", name, 0)
		intact = false
	}
	if v.manifest != nil {
		v.out.Intact = &intact
	}
	if v.out.Kind != KindRedact || v.top != "" {
		v.completeness()
	}
	return nil
}

// hidden looks for what Tradecase never puts into a zip.
func (v *verifier) hidden() error {
	found, err := v.zip.Hidden()
	for _, what := range found {
		v.find(codeHidden, diagnostics.Problem, "The zip holds more than its files: "+what,
			"It was changed after it was made, and may hold private data where nobody looks. Ask its maker for the original.", "", 0, "What", what)
		v.altered = true
	}
	return err
}

// file reads one file and compares it with its line in the manifest.
func (v *verifier) file(ctx context.Context, f archive.ZipFile, listed map[string]ManifestFile) (same bool, err error) {
	r, err := f.Open()
	if err != nil {
		v.find(damagedUnreadable, diagnostics.Problem, "A file in the zip cannot be read", "Ask for a new zip.", f.Name, 0)
		return false, nil
	}
	defer r.Close() //nolint:errcheck // opened for reading
	hash := sha256.New()
	in := bufio.NewReaderSize(io.TeeReader(contextReader{ctx, r}, hash), 64<<10)
	head, _ := in.Peek(32) // a shorter file is told by its content
	if imageName(f.Name) && !archive.IsImage(head) {
		v.find(codeNoImage, diagnostics.Problem, "A file is called an image and is none", "Do not open it. Ask the zip's maker for the original.", f.Name, 0)
	}
	if imageName(f.Name) && hasMetadata(in) {
		v.find(codeMetadata, diagnostics.Warning, "A screenshot carries metadata, such as the place or the device",
			"Make the hand-off with Tradecase, which sends the pixels alone.", f.Name, 0)
	}
	n, err := io.Copy(io.Discard, in)
	v.progress.Add(n)
	switch {
	case ctx.Err() != nil:
		return false, ctx.Err()
	case err != nil:
		v.find(codeDamaged, diagnostics.Problem, "A file in the zip is damaged", "Ask for a new zip.", f.Name, 0)
		return false, nil
	case v.manifest == nil:
		return false, nil
	}
	want, ok := listed[f.Name]
	switch {
	case !ok:
		v.find(codeUnlisted, diagnostics.Problem, "A file is not in the manifest", "Somebody added it after the zip was made. Do not open it before you know why.", f.Name, 0)
		return false, nil
	case want.SHA256 != hex.EncodeToString(hash.Sum(nil)):
		v.find(codeAltered, diagnostics.Problem, "A file is not what the manifest says", "It was changed after the zip was made. Ask its maker for the original.", f.Name, 0)
		return false, nil
	}
	return true, nil
}

// wanted is what the wiki's support-agent page demands, by the checklist's names.
var wanted = []struct {
	slot, title string
	fits        func(name string) bool // nil: only the manifest can tell
}{
	{"description", "what happened (it goes into description.txt)", is("description.txt")},
	{"when", "when it happened", nil},
	{"unusual", "whether anything was out of the ordinary", nil},
	{"transactions", "the transaction IDs (transactions.txt)", is("transactions.txt")},
	{"logs buyer", "the buyer's logs (buyer/bisq.log …)", inFolder("buyer/", ".log")},
	{"logs seller", "the seller's logs (seller/bisq.log …)", inFolder("seller/", ".log")},
	{"chat-buyer buyer", "the buyer's first chat message (buyer/chat.png)", begins("buyer/chat")},
	{"chat-seller seller", "the seller's first chat message (seller/chat.png)", begins("seller/chat")},
	{"trade-details", "the trade details (screenshots/trade-details.png)", begins("screenshots/trade-details")},
	{"dispute-details", "the dispute details (screenshots/dispute-details.png)", begins("screenshots/dispute-details")},
}

// completeness looks for what a developer needs: by the files, and by what the
// manifest says was missing when the zip was made.
func (v *verifier) completeness() {
	for _, want := range wanted {
		there := want.fits == nil || slices.ContainsFunc(v.zip.Files(), func(f archive.ZipFile) bool {
			return want.fits(strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(f.Name, v.top), "/"))) && f.Size > 0
		})
		if v.manifest != nil && slices.Contains(v.manifest.Missing, want.slot) {
			there = false
		}
		if !there {
			v.find(codeMissing+"/"+wantedVariant(want.slot), diagnostics.Warning, "Not in the zip: "+want.title, "Ask its maker for it if you need it.", "", 0)
		}
	}
}

func is(want string) func(string) bool { return func(name string) bool { return name == want } }

func begins(want string) func(string) bool {
	return func(name string) bool { return strings.HasPrefix(name, want) }
}

func inFolder(folder, ext string) func(string) bool {
	return func(name string) bool {
		_, rotated := logs.Rotation(path.Base(name))
		return strings.HasPrefix(name, folder) && (strings.HasSuffix(name, ext) || rotated)
	}
}

// search looks for private data in the texts.
func (v *verifier) search(ctx context.Context) error {
	v.progress.Stage("looking for private data", 0)
	profile := redact.Support
	if v.manifest != nil && v.manifest.Profile == redact.Public {
		profile = redact.Public
	}
	leaks, err := redact.Audit(ctx, zipTexts(v.zip), profile, redact.Options{Progress: v.progress.Add})
	if err != nil {
		return fmt.Errorf("look for private data: %w", err)
	}
	byFile := map[string][]redact.Leak{}
	for _, leak := range leaks {
		byFile[leak.Path] = append(byFile[leak.Path], leak)
	}
	for _, name := range slices.Sorted(maps.Keys(byFile)) {
		v.find(codeLeak, diagnostics.Problem, fmt.Sprintf("%s left in %s", Count(len(byFile[name]), "private value"), name),
			"Do not pass this zip on. Tell its maker, and destroy it when you have a clean one.", name, byFile[name][0].Line,
			"Count", strconv.Itoa(len(byFile[name])), "Path", name)
	}
	v.out.Leaks = append(v.out.Leaks, leaks...)
	return nil
}
