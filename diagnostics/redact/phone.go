package redact

import (
	"bytes"
	"strings"
)

// countryCodes lists the E.164 country codes with the least and the greatest
// number of digits behind them that are in use.
const countryCodes = "1:10-10 7:10-10 20:8-10 27:9-9 30:10-10 31:9-9 32:8-9 33:9-9 34:9-9 36:8-9 39:6-11 40:9-9 41:9-9 43:7-13 44:9-10 45:8-8 " +
	"46:7-10 47:8-8 48:9-9 49:7-12 51:8-9 52:10-11 53:8-8 54:10-11 55:10-11 56:9-9 57:10-10 58:10-10 60:8-10 61:9-9 62:8-12 63:10-10 " +
	"64:8-10 65:8-8 66:8-9 81:9-10 82:8-10 84:9-10 86:10-11 90:10-10 91:10-10 92:9-10 93:9-9 94:9-9 95:8-10 98:10-10 " +
	"211:9-9 212:9-9 213:8-9 216:8-8 218:9-9 220:7-7 221:9-9 222:8-8 223:8-8 224:9-9 225:10-10 226:8-8 227:8-8 228:8-8 229:8-10 " +
	"230:7-8 231:7-9 232:8-8 233:9-9 234:8-10 235:8-8 236:8-8 237:9-9 238:7-7 239:7-7 240:9-9 241:7-8 242:9-9 243:9-9 244:9-9 " +
	"245:7-9 246:7-7 247:5-5 248:7-7 249:9-9 250:9-9 251:9-9 252:7-9 253:8-8 254:9-10 255:9-9 256:9-9 257:8-8 258:8-9 260:9-9 " +
	"261:9-9 262:9-9 263:9-9 264:8-9 265:7-9 266:8-8 267:7-8 268:8-8 269:7-7 290:5-5 291:7-7 297:7-7 298:6-6 299:6-6 350:8-8 " +
	"351:9-9 352:6-9 353:7-9 354:7-9 355:8-9 356:8-8 357:8-8 358:6-11 359:8-9 370:8-8 371:8-8 372:7-8 373:8-8 374:8-8 375:9-9 " +
	"376:6-9 377:8-9 378:8-10 380:9-9 381:8-9 382:8-8 383:8-9 385:8-9 386:8-8 387:8-8 389:8-8 420:9-9 421:9-9 423:7-9 500:5-5 " +
	"501:7-7 502:8-8 503:8-8 504:8-8 505:8-8 506:8-8 507:7-8 508:6-6 509:8-8 590:9-9 591:8-8 592:7-7 593:8-9 594:9-9 595:9-9 " +
	"596:9-9 597:6-7 598:8-8 599:7-8 670:7-8 672:6-6 673:7-7 674:7-7 675:7-8 676:5-7 677:5-7 678:5-7 679:7-7 680:7-7 681:6-6 " +
	"682:5-5 683:4-7 685:5-7 686:5-8 687:6-6 688:5-6 689:6-8 690:4-4 691:7-7 692:7-7 800:8-8 808:8-8 850:8-10 852:8-8 853:8-8 " +
	"855:8-9 856:8-10 870:9-9 878:12-12 880:8-10 881:9-9 882:8-12 883:8-12 886:8-9 888:8-11 960:7-7 961:7-8 962:8-9 963:8-9 964:8-10 " +
	"965:8-8 966:8-9 967:7-9 968:8-8 970:8-9 971:8-9 972:8-9 973:8-8 974:7-8 975:7-8 976:8-8 977:8-10 992:9-9 993:8-8 994:9-9 " +
	"995:9-9 996:9-9 998:9-9"

// nationalDigits maps a country code to the range of digits behind it.
var nationalDigits = func() (t [1000][2]uint8) {
	for _, entry := range strings.Fields(countryCodes) {
		code, digits, _ := strings.Cut(entry, ":")
		least, most, _ := strings.Cut(digits, "-")
		t[number(code)] = [2]uint8{uint8(number(least)), uint8(number(most))}
	}
	return t
}()

// number reads a few decimal digits.
func number(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// maxPhoneDigits is E.164's limit.
const maxPhoneDigits = 15

// phoneAt recognises a phone number whose + (plain or escaped) or 00 stands at
// i. digits are the country code and what follows, without a trunk zero.
func phoneAt(d []byte, i int) (start, end int, digits string, ok bool) {
	p := i + plusAt(d, i)
	if p == i {
		if i+2 >= len(d) || d[i] != '0' || d[i+1] != '0' || !freshEdge(d, i) {
			return 0, 0, "", false
		}
		p = i + 2
	}
	if !phoneMayBegin(d, i) || p >= len(d) || d[p] < '1' || d[p] > '9' {
		return 0, 0, "", false
	}
	end, digits = phoneDigits(d, p, i > 0 && d[i-1] == '(')
	if end == 0 || isAmount(d, end) {
		return 0, 0, "", false
	}
	return i, end, digits, true
}

// plusAt is the length of the plus sign at i: plain, %2B, &#43; or \u002b.
func plusAt(d []byte, i int) int {
	switch {
	case i >= len(d):
		return 0
	case d[i] == '+':
		return 1
	case hasFold(d, i, "%2b"):
		return 3
	case hasFold(d, i, "&#43;"), hasFold(d, i, "&#x2b;"):
		return bytes.IndexByte(d[i:], ';') + 1
	case hasFold(d, i, `\u002b`):
		return 6
	}
	return 0
}

// phoneMayBegin rejects the middle of a number: 10.0.2+13, 12:0049.
func phoneMayBegin(d []byte, i int) bool {
	if i == 0 {
		return true
	}
	switch b := d[i-1]; {
	case alnum(b):
		return escapeEnds(d, i)
	case b == '+', b == ']' && pseudonymEnds(d, i), b == '.' && i > 1 && digit(d[i-2]):
		return false
	case b == ':' || b == ',':
		return d[i] != '0' || i < 2 || !digit(d[i-2])
	}
	return true
}

// phoneDigits reads groups of digits from p on and returns the end of the
// longest run of them that makes a valid number; 0 if none does. open says
// that a bracket stands before the number.
func phoneDigits(d []byte, p int, open bool) (end int, digits string) {
	var all []byte
	least, most := 0, 0
	for p < len(d) && len(all) <= maxPhoneDigits+1 {
		if digit(d[p]) {
			all = append(all, d[p])
			p++
			if len(all) <= 3 && most == 0 {
				least, most = nationalRange(all)
			}
			atEnd := p == len(d) || !digit(d[p])
			if n := len(all); atEnd && !open && most > 0 && n >= least && n <= most && plausible(all) && phoneEnds(d, p) {
				end, digits = p, string(all)
			}
			continue
		}
		if most > 0 && hasFold(d, p, "(0)") { // a trunk prefix that is not dialled
			p += 3
			continue
		}
		next := phoneGap(d, p, &open)
		if next == p {
			break
		}
		p = next
	}
	return end, digits
}

// nationalRange returns the least and greatest number of digits in all,
// country code included, once the code is complete.
func nationalRange(code []byte) (least, most int) {
	r := nationalDigits[number(string(code))]
	if r[1] == 0 {
		return 0, 0
	}
	return len(code) + int(r[0]), len(code) + int(r[1])
}

// phoneGap skips what may stand between two groups of digits.
func phoneGap(d []byte, p int, open *bool) int {
	for n := 0; p < len(d) && n < 3; n++ {
		switch {
		case d[p] == '(' && !*open:
			*open = true
			p++
		case d[p] == ')' && *open:
			*open = false
			p++
		case d[p] == '/' || d[p] == '+' && n == 0:
			p++
		case d[p] == '+':
			return p
		default:
			gap := gapAt(d, p)
			if gap == 0 {
				return p
			}
			p += gap
		}
	}
	return p
}

func phoneEnds(d []byte, p int) bool {
	if p >= len(d) {
		return true
	}
	if d[p] == '.' && p+1 < len(d) && digit(d[p+1]) || d[p] == ':' && p+1 < len(d) && digit(d[p+1]) {
		return false
	}
	return rightEdge(d, p) || lower(d[p]) == 'x'
}

// plausible rejects round amounts and, for North America, impossible areas.
func plausible(all []byte) bool {
	if bytes.HasSuffix(all, []byte("000000")) {
		return false
	}
	if all[0] == '1' {
		return len(all) == 11 && all[1] >= '2' && all[4] >= '2'
	}
	return true
}

// isAmount reports whether a unit of money or time follows.
func isAmount(d []byte, end int) bool {
	for end < len(d) && d[end] == ' ' {
		end++
	}
	for _, unit := range []string{"btc", "bsq", "sat", "%", "eur", "usd", "ms ", "ns "} {
		if hasFold(d, end, unit) {
			return true
		}
	}
	return false
}

func phoneValue(digits string) value {
	return value{class: Phone, id: "+" + digits, text: "+" + digits, spread: true}
}
