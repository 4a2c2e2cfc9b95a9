package archive

import "fmt"

// Limits bounds what Read and OpenZip take. A field that is zero (or below)
// stands for that of DefaultLimits.
type Limits struct {
	Entries    int   // files and folders in everything given, nested archives included
	TotalBytes int64 // bytes unpacked or read in all; nested archives count themselves and their content
	FileBytes  int64 // bytes of one file
	Depth      int   // archives one inside the other; a tar.gz counts once
	PathBytes  int   // bytes of a path in UTF-8, nested archives' names included
	Ratio      int   // how many times its packed size an archive may unpack to
	RatioFrom  int64 // unpacked bytes below which the ratio is not looked at
}

// DefaultLimits is wide enough for twenty traders' whole sets of logs: Bisq
// keeps 21 files of 10 MB, and spammed ones honestly shrink a hundredfold.
func DefaultLimits() Limits {
	return Limits{
		Entries:    20_000,
		TotalBytes: 4 << 30,
		FileBytes:  1 << 30,
		Depth:      3,
		PathBytes:  1024,
		Ratio:      200,
		RatioFrom:  512 << 20,
	}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	orDefault(&l.Entries, d.Entries)
	orDefault(&l.TotalBytes, d.TotalBytes)
	orDefault(&l.FileBytes, d.FileBytes)
	orDefault(&l.Depth, d.Depth)
	orDefault(&l.PathBytes, d.PathBytes)
	orDefault(&l.Ratio, d.Ratio)
	orDefault(&l.RatioFrom, d.RatioFrom)
	return l
}

func orDefault[T int | int64](field *T, value T) {
	if *field <= 0 {
		*field = value
	}
}

// maxDirectory bounds an archive's directory: honest entries have some
// hundred bytes there.
func (l Limits) maxDirectory() int64 { return int64(l.Entries)*1024 + 1<<20 }

func (l Limits) entriesError(path string) error {
	return &LimitError{path, "limits.entries", int64(l.Entries), fmt.Sprintf("more than %d files and folders", l.Entries)}
}

func (l Limits) directoryError(path string) error {
	return &LimitError{path, "limits.entries", int64(l.Entries), fmt.Sprintf("a directory of more than %s, too large for %d files and folders", size(l.maxDirectory()), l.Entries)}
}

func (l Limits) totalError(path string) error {
	return &LimitError{path, "limits.total_bytes", l.TotalBytes, fmt.Sprintf("more than %s in all", size(l.TotalBytes))}
}

func (l Limits) fileError(path string) error {
	return &LimitError{path, "limits.file_bytes", l.FileBytes, fmt.Sprintf("larger than %s", size(l.FileBytes))}
}

func (l Limits) ratioError(path string) error {
	return &LimitError{path, "limits.ratio", int64(l.Ratio), fmt.Sprintf("unpacks to more than %d times its size", l.Ratio)}
}

// budget counts what one run has taken. Not safe for concurrent use.
type budget struct {
	lim      Limits
	entries  int
	total    int64 // all bytes read from files and unpacked
	unpacked int64 // of these: unpacked
	packed   int64 // size of the archives given, nested ones not counted
}

// entry counts one file or folder.
func (b *budget) entry(path string) error {
	if b.entries++; b.entries > b.lim.Entries {
		return b.lim.entriesError(path)
	}
	return nil
}

// read counts n bytes.
func (b *budget) read(path string, n int64, unpacked bool) error {
	if b.total += n; b.total > b.lim.TotalBytes {
		return b.lim.totalError(path)
	}
	if !unpacked {
		return nil
	}
	b.unpacked += n
	if b.unpacked > b.lim.RatioFrom && b.unpacked/int64(b.lim.Ratio) > b.packed {
		return b.lim.ratioError(path)
	}
	return nil
}

// size prints a number of bytes in the largest unit that leaves a whole
// number, or with one digit.
func size(n int64) string {
	for _, u := range []struct {
		bytes int64
		name  string
	}{{1 << 30, "GiB"}, {1 << 20, "MiB"}, {1 << 10, "KiB"}} {
		switch {
		case n >= u.bytes && n%u.bytes == 0:
			return fmt.Sprintf("%d %s", n/u.bytes, u.name)
		case n >= u.bytes:
			return fmt.Sprintf("%.1f %s", float64(n)/float64(u.bytes), u.name)
		}
	}
	return fmt.Sprintf("%d bytes", n)
}
