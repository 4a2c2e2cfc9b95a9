package archive

import (
	"io"
	"regexp"
	"strings"
)

// partName matches the parts of split archives: logs.7z.001, logs.z01,
// logs.part2.rar, logs.r00.
var partName = regexp.MustCompile(`\.(?:[0-9]{3}|z[0-9]{2}|r[0-9]{2}|part[0-9]{1,3}\.rar)$`)

func isPartName(name string) bool { return partName.MatchString(strings.ToLower(name)) }

// isLastZipPart reports the last file of a split zip. It begins with the
// middle of somebody's content; only its end says what it is.
func isLastZipPart(r *io.SectionReader) bool {
	end, err := readZipEnd(r, r.Size())
	return end.parts && (err == nil || end.at > 0)
}
