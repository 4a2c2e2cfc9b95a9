package redact

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed words.txt
var wordList string

// common reports whether a folded text is an ordinary word of logs or of a
// language: too frequent to be looked for beyond its place.
func common(folded string) bool {
	_, ok := commonWords()[folded]
	return ok
}

var commonWords = sync.OnceValue(func() map[string]struct{} {
	words := make(map[string]struct{})
	for line := range strings.Lines(wordList) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		for _, w := range strings.Fields(line) {
			words[foldText(w)] = struct{}{}
		}
	}
	return words
})
