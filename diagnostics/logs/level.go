package logs

// Level is how grave Bisq calls an entry.
type Level uint8

// The levels, in rising order. LevelNone is that of what stands before a
// file's first header, and of headers that break off.
const (
	LevelNone Level = iota
	LevelTrace
	LevelDebug
	LevelInfo
	LevelWarn
	LevelError
)

var levelNames = [...]string{LevelTrace: "TRACE", LevelDebug: "DEBUG", LevelInfo: "INFO", LevelWarn: "WARN", LevelError: "ERROR"}

// String returns the level as Bisq writes it, "" for LevelNone.
func (l Level) String() string {
	if int(l) >= len(levelNames) {
		return ""
	}
	return levelNames[l]
}

// levelOf reads a header's level.
func levelOf(b []byte) Level {
	for l, name := range levelNames {
		if string(b) == name {
			return Level(l)
		}
	}
	return LevelNone
}
