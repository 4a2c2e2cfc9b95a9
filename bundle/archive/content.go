package archive

import (
	"bytes"
	"io"
	"path"
	"strings"
	"unicode/utf8"

	"tradecase/diagnostics/text"
)

// headBytes is how much of a file decides what it is.
const headBytes = 64 << 10

// format is a way of packing that Read opens.
type format string

const (
	notPacked format = ""
	fZip      format = "zip"
	f7z       format = "7z"
	fRar      format = "rar"
	fTar      format = "tar"
	fGz       format = "gz"
	fBz2      format = "bz2"
	fXz       format = "xz"
	fZst      format = "zst"
)

// single reports the formats that pack one stream, not a folder.
func (f format) single() bool { return f == fGz || f == fBz2 || f == fXz || f == fZst }

// seeks reports the formats that cannot be read as a stream.
func (f format) seeks() bool { return f == fZip || f == f7z || f == fRar }

var signatures = []struct {
	magic  string
	format format
}{
	{"PK\x03\x04", fZip},
	{"PK\x05\x06", fZip}, // an empty one
	{"PK\x07\x08", fZip}, // the first part of a split one
	{"7z\xBC\xAF\x27\x1C", f7z},
	{"Rar!\x1A\x07\x00", fRar},
	{"Rar!\x1A\x07\x01\x00", fRar},
	{"\x1F\x8B\x08", fGz},
	{"\xFD7zXZ\x00", fXz},
	{"\x28\xB5\x2F\xFD", fZst},
}

// sniff recognises an archive by how it begins.
func sniff(head []byte) format {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.magic)) {
			return s.format
		}
	}
	if isBzip2(head) {
		return fBz2
	}
	if isTar(head) {
		return fTar
	}
	return notPacked
}

// isBzip2 looks for the mark of the first block too, since a text may begin
// with the three letters.
func isBzip2(head []byte) bool {
	return len(head) >= 10 && string(head[:3]) == "BZh" && '1' <= head[3] && head[3] <= '9' &&
		(string(head[4:10]) == "\x31\x41\x59\x26\x53\x59" || string(head[4:10]) == "\x17\x72\x45\x38\x50\x90")
}

// isTar checks the first header's sum, which the oldest tars have too.
func isTar(head []byte) bool {
	if len(head) < 512 || head[0] == 0 {
		return false
	}
	field := strings.Trim(string(head[148:156]), " \x00")
	if field == "" || len(field) > 7 {
		return false
	}
	var want int64
	for _, c := range []byte(field) {
		if c < '0' || c > '7' {
			return false
		}
		want = want*8 + int64(c-'0')
	}
	var sum, signed int64
	for i, b := range head[:512] {
		if 148 <= i && i < 156 {
			b = ' '
		}
		sum += int64(b)
		signed += int64(int8(b))
	}
	return want == sum || want == signed
}

// isImage recognises the images that are accepted.
func isImage(head []byte) bool {
	switch {
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")),
		bytes.HasPrefix(head, []byte("\xFF\xD8\xFF")),
		bytes.HasPrefix(head, []byte("GIF87a")), bytes.HasPrefix(head, []byte("GIF89a")):
		return true
	case len(head) >= 12 && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP":
		return true
	}
	// A bitmap's two letters are too few: its second header's size must fit.
	return len(head) >= 18 && string(head[:2]) == "BM" && head[15] == 0 && head[16] == 0 && head[17] == 0 &&
		(head[14] == 12 || 40 <= head[14] && head[14] <= 128)
}

// isText reports text in UTF-8, UTF-16 or an old code page.
func isText(head []byte) bool {
	plain, _ := io.ReadAll(text.NewReader(bytes.NewReader(head))) // memory: cannot fail
	if bytes.IndexByte(plain, 0) >= 0 {
		return false
	}
	odd := 0
	for _, b := range plain {
		if b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != 0x1B && b != '\f' {
			odd++
		}
	}
	return odd <= len(plain)/100 && (utf8.Valid(plain) || len(plain) > 0 && plain[0] < 0x80)
}

const (
	whyUnknown  = "not a Bisq log or an image"
	whyContract = "a contract: add it as a slot (--as contract)"
	whyText     = "a text but not a Bisq log"
	whyNotLog   = "not a Bisq log"
	whyHEIC     = "a HEIC or AVIF image: ask for PNG or JPEG"
	whyPDF      = "a PDF: ask for a screenshot as PNG or JPEG"
	whyVideo    = "a video"
	whyProgram  = "a program"
)

var foreign = []struct{ magic, why string }{
	{"%PDF-", whyPDF},
	{"MZ", whyProgram},
	{"\x7FELF", whyProgram},
	{"LZIP", "packed with lzip, which is not supported: ask for a zip"},
	{"\x04\x22\x4D\x18", "packed with lz4, which is not supported: ask for a zip"},
	{"\x1F\x9D", "packed with compress, which is not supported: ask for a zip"},
	{"MSCF", "a cabinet file, which is not supported: ask for a zip"},
	{"II*\x00", "a TIFF image: ask for PNG or JPEG"},
	{"MM\x00*", "a TIFF image: ask for PNG or JPEG"},
}

// whyForeign says what a file is that is neither log nor image nor archive.
func whyForeign(name string, head []byte) string {
	for _, f := range foreign {
		if bytes.HasPrefix(head, []byte(f.magic)) {
			return f.why
		}
	}
	if len(head) >= 12 && string(head[4:8]) == "ftyp" {
		switch brand := string(head[8:12]); {
		case strings.HasPrefix(brand, "he"), brand == "mif1", brand == "msf1", brand == "avif":
			return whyHEIC
		}
		return whyVideo
	}
	if !isText(head) {
		return whyUnknown
	}
	if looksContract(head) {
		return whyContract
	}
	if path.Ext(strings.ToLower(name)) == ".log" {
		return whyNotLog
	}
	return whyText
}

// looksContract recognises a contract's JSON, alone or as Bisq's windows copy
// it with more text around.
func looksContract(head []byte) bool {
	return bytes.Contains(head, []byte(`"offerPayload"`)) || bytes.Contains(head, []byte("Contract as json"))
}

// isProgramPackage reports the zips that are programs: Bisq's own jars are
// full of images.
func isProgramPackage(name string) bool {
	switch path.Ext(strings.ToLower(name)) {
	case ".jar", ".war", ".apk", ".xpi", ".whl":
		return true
	}
	return false
}

// packedName is the name of what a single packed stream holds.
func packedName(name string) string {
	ext := strings.ToLower(path.Ext(name))
	switch ext {
	case ".gz", ".bz2", ".xz", ".zst", ".gzip", ".bzip2", ".zstd", ".z":
		return name[:len(name)-len(ext)]
	case ".tgz", ".tbz2", ".tbz", ".txz", ".tzst":
		return name[:len(name)-len(ext)] + ".tar"
	}
	return name
}
