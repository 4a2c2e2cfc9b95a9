package logs

import (
	"strconv"
	"strings"
)

// monthPrefixes are the beginnings of the months' short names, in lower case:
// English, German, French, Spanish, Portuguese, Italian, Dutch, Swedish,
// Danish, Norwegian, Polish, Czech, Russian.
var monthPrefixes = [13][]string{
	1:  {"jan", "ene", "gen", "sty", "led", "янв"},
	2:  {"feb", "fev", "fév", "lut", "úno", "фев"},
	3:  {"mar", "mär", "mrz", "mrt", "bře", "мар"},
	4:  {"apr", "abr", "avr", "kwi", "dub", "апр"},
	5:  {"may", "mai", "mag", "mei", "maj", "kvě", "мая", "май"},
	6:  {"jun", "juin", "giu", "cze", "čvn", "июн"},
	7:  {"jul", "juil", "lug", "lip", "čvc", "июл"},
	8:  {"aug", "ago", "aoû", "aou", "sie", "srp", "авг"},
	9:  {"sep", "set", "wrz", "zář", "сен"},
	10: {"oct", "okt", "out", "ott", "paź", "říj", "окт"},
	11: {"nov", "lis", "ноя"},
	12: {"dec", "dez", "déc", "dic", "des", "gru", "pro", "дек"},
}

// month reads a month's short name as a locale writes it, 0 if it is not
// known. sure is false for a name that is another month in another language
// (Croatian has lip, srp and lis one month earlier).
func month(name []byte) (m int, sure bool) {
	s := strings.ToLower(string(name))
	if n := len(s) - len(strings.TrimLeft(s, "0123456789")); n > 0 {
		if m, err := strconv.Atoi(s[:n]); err == nil && m >= 1 && m <= 12 {
			return m, true
		}
		return 0, false
	}
	for m, prefixes := range monthPrefixes {
		for _, p := range prefixes {
			if strings.HasPrefix(s, p) {
				return m, p != "lip" && p != "srp" && p != "lis"
			}
		}
	}
	return 0, false
}
