package model

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"tradecase/bundle"
	"tradecase/diagnostics/redact"
)

// Branch is one line of the tree that goes out: a folder or a file.
type Branch struct {
	Depth  int // 0 for what lies at the top
	Name   string
	File   string   // the file as the export names it; empty for a folder
	Size   Phrase   // of a folder: all that is in it
	Hidden []Phrase // what is replaced in it, by class
}

// Tree lists an export's files with the folders that they lie in. top is the
// folder that all of them lie in and that is not shown, or empty.
func Tree(x bundle.Export, top string) []Branch {
	var all []Branch
	var open []string // the folders that the last file lies in
	var sums []*folderSum
	for _, f := range x.Files {
		parts := strings.Split(strings.TrimPrefix(f.Path, top+"/"), "/")
		dirs := parts[:len(parts)-1]
		same := 0
		for same < len(dirs) && same < len(open) && dirs[same] == open[same] {
			same++
		}
		open, sums = open[:same], sums[:same]
		for i, dir := range dirs[same:] {
			all = append(all, Branch{Depth: same + i, Name: dir + "/"})
			open = append(open, dir)
			sums = append(sums, &folderSum{at: len(all) - 1, hidden: redact.Counts{}})
		}
		all = append(all, Branch{
			Depth: len(dirs), Name: parts[len(parts)-1], File: f.Path,
			Size: Size(f.OutBytes), Hidden: ByClass(f.Redactions),
		})
		for _, sum := range sums {
			sum.add(f)
			all[sum.at].Size, all[sum.at].Hidden = Size(sum.bytes), ByClass(sum.hidden)
		}
	}
	return all
}

// folderSum is what lies in a folder, so far.
type folderSum struct {
	at     int // its place in the tree
	bytes  int64
	hidden redact.Counts
}

func (s *folderSum) add(f bundle.ExportedFile) {
	s.bytes += f.OutBytes
	for class, n := range f.Redactions {
		s.hidden[class] += n
	}
}

// The bounds of what a preview shows.
const (
	PreviewBytes  = 64_000 // of a file
	previewColumn = 1000   // characters of a line
)

// Clean makes a text that comes from elsewhere fit to be looked at: what would
// draw over other text, reverse it or not be seen stands as �, and a line is
// cut where nobody reads on.
func Clean(text string) string {
	var s strings.Builder
	column := 0
	for _, r := range strings.ReplaceAll(text, "\r\n", "\n") {
		switch {
		case r == '\n':
			column = -1
		case column == previewColumn:
			r = '…'
		case column > previewColumn:
			continue
		case r == '\t':
			r = ' '
		case unseen(r):
			r = utf8.RuneError
		}
		s.WriteRune(r)
		column++
	}
	return s.String()
}

// unseen reports whether a character does something else than to be seen.
func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Zl, r) || unicode.Is(unicode.Zp, r) || unicode.Is(unicode.Co, r)
}

// OwnWords are the words to hide that somebody typed, separated by commas.
func OwnWords(typed string) []string {
	var all []string
	for word := range strings.SplitSeq(typed, ",") {
		if word = strings.TrimSpace(word); word != "" {
			all = append(all, word)
		}
	}
	return all
}

// MostHidden is the file of an export in which the most is replaced, so the
// one to look at first; empty if there are no files.
func MostHidden(x bundle.Export) string {
	best, most := "", -1
	for _, f := range x.Files {
		n := 0
		for _, count := range f.Redactions {
			n += count
		}
		if n > most {
			best, most = f.Path, n
		}
	}
	return best
}

// PreviewTitle says what the preview shows of a file. image is true for one
// that has no text.
func PreviewTitle(name string, more, image bool, err error) Phrase {
	switch {
	case image:
		return Say("sight.image", "{{.Name}}: a picture, drawn anew without metadata. Only you can see whether its pixels show anything private.", "Name", name)
	case err != nil:
		return Say("sight.failed", "{{.Name}} cannot be shown: {{.Reason}}", "Name", name, "Reason", Trouble(err).Text)
	case more:
		return Say("sight.begin", "{{.Name}} as it goes out, the first {{.Size}} of it.", "Name", name, "Size", Size(PreviewBytes))
	}
	return Say("sight.all", "{{.Name}} as it goes out.", "Name", name)
}
