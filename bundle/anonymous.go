package bundle

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// People name files and folders after people. What goes out keeps only names that
// are Bisq's own or everyday words.

// plainName is a name of everyday words and numbers.
var plainName = regexp.MustCompile(`(?i)^(?:(?:buyers?|sellers?|makers?|takers?|mediators?|arbitrators?|traders?|bisq\d?|logs?|contract|chat|trade|dispute|deposit|payout|details?|description|notes?|transactions?|text|copy|data|backup|old|new|home|users?|desktop|downloads|documents|files?|folder|screenshots?|images?|archive|btc|mainnet|\(\d{1,3}\)|\d{1,8})(?:[ ._-]+|$))+$`)

// Bisq's own names beside those of its logs.
var (
	bisqsFile = regexp.MustCompile(`(?i)^(?:bisq_(?:btc|bsq)\.wallet(?:\.backup)?|bisq\.spvchain|debug\.log|version|popup-\d{1,4}\.(?:png|jpe?g|gif|webp|txt))$`)
	bisqsLog  = regexp.MustCompile(`(?i)^bisq(?:_\d{1,3})?(?: ?\(\d{1,3}\))?\.log(?:\.txt)?$`)
)

// endings are those of files that people send.
var endings = []string{
	"7z", "bak", "bmp", "bz2", "csv", "dat", "db", "doc", "docx", "eml", "exe", "gif", "gz", "heic", "html", "jpeg", "jpg", "json", "key",
	"log", "md", "mov", "mp4", "odt", "ods", "pdf", "png", "properties", "psbt", "rar", "rtf", "tar", "tif", "tiff", "toml", "txt", "wallet",
	"webp", "xls", "xlsx", "xml", "xz", "zip", "zst",
}

// anonymousName keeps of a skipped file's name only what it is if the name is
// Bisq's own, else its ending.
func anonymousName(name string) string {
	base := path.Base(name)
	if bisqsFile.MatchString(base) || bisqsLog.MatchString(base) {
		return base
	}
	ext := strings.TrimPrefix(strings.ToLower(path.Ext(base)), ".")
	if !slices.Contains(endings, ext) {
		return "(a file)"
	}
	return "(a " + ext + " file)"
}

// sameFile begins the reason for leaving out what is there already.
const sameFile = "the same file is in the bundle as "

// anonymousReason takes names out of the reason for which a file was skipped.
func anonymousReason(name, reason string) string {
	if strings.HasPrefix(reason, sameFile) {
		return "the same file is there already"
	}
	for part := range strings.SplitSeq(name, "/") {
		for _, word := range []string{part, safeName(part), strings.TrimSuffix(part, path.Ext(part))} {
			if len(word) > 2 && !plainName.MatchString(word) && !bisqsLog.MatchString(word) && !bisqsFile.MatchString(word) {
				reason = strings.ReplaceAll(reason, word, "(a name)")
			}
		}
	}
	return reason
}

// folderNames gives folders names to go out with.
type folderNames struct {
	placer
	given map[string]string // by the folder's path
}

// of gives a folder's path. The folder that was given keeps its name, which its
// user chose and is shown; an archive, and what lies below, if it is plain.
func (f folderNames) of(dir string) string {
	if dir == "." || dir == "" || dir == "/" {
		return ""
	}
	if name, ok := f.given[dir]; ok {
		return name
	}
	parent, base := path.Split(strings.TrimSuffix(dir, "/"))
	parent = strings.TrimSuffix(parent, "/")
	within := f.of(parent)
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(base), "."))
	archived := slices.Contains(endings, ext)
	if (parent != "" || archived) && !plainName.MatchString(strings.TrimSuffix(base, path.Ext(base))) {
		base = f.numbered(path.Join(within, "folder"), "")
		base = path.Base(base)
	}
	name := path.Join(within, base)
	f.given[dir] = name
	return name
}

// place is a gathered file's path in the zip: its own name only if it is Bisq's, or
// plain and the file was named itself.
func (f GatheredFile) place(names folderNames) string {
	dir := names.of(path.Dir(strings.TrimPrefix(f.Path, "/")))
	base, ext := path.Base(f.Path), path.Ext(f.Path)
	switch {
	case f.Kind == Image:
		return names.numbered(path.Join(dir, "image"), ext)
	case f.Kind == Log && f.Rotation < 0:
		return names.numbered(path.Join(dir, "log"), ".log")
	case f.Kind == Log && !bisqsLog.MatchString(base):
		return path.Join(dir, logName(base, f.Rotation))
	case f.Kind == Text && !plainName.MatchString(strings.TrimSuffix(base, ext)):
		if !slices.Contains(endings, strings.ToLower(strings.TrimPrefix(ext, "."))) {
			ext = ".txt"
		}
		return names.numbered(path.Join(dir, "text"), ext)
	}
	return path.Join(dir, base)
}
