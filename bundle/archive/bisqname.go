package archive

import "regexp"

// bisqName is the zip that Bisq's "Send log files" makes.
var bisqName = regexp.MustCompile(`^([A-Za-z0-9]{5,8})_([A-Za-z]+(?:_[A-Za-z]+)*)_\d{8}_\d{6}(?: ?\(\d+\))?(?i:\.zip)?$`)

// ParseBisqName reads the name of the zip (or of the folder in it) that Bisq
// itself makes for support, `<shortId>_<ROLE>_<yyyyMMdd_HHmmss>.zip`. The role
// comes as Bisq writes it. A browser's " (1)" behind the name is ignored.
func ParseBisqName(name string) (shortID, role string, ok bool) {
	m := bisqName.FindStringSubmatch(name)
	if m == nil {
		return "", "", false
	}
	return m[1], m[2], true
}
