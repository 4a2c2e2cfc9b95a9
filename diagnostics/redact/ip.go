package redact

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"unicode"
)

// ip4At recognises a public IPv4 address that begins at i.
func ip4At(d []byte, i int) (a netip.Addr, end int, ok bool) {
	if i > 0 && d[i-1] == '.' || !freshEdge(d, i) {
		return a, 0, false
	}
	var octets [4]byte
	p := i
	for k := range octets {
		if k > 0 {
			if p >= len(d) || d[p] != '.' {
				return a, 0, false
			}
			p++
		}
		n, from := 0, p
		for p < len(d) && digit(d[p]) && p-from < 4 {
			n = n*10 + int(d[p]-'0')
			p++
		}
		if p == from || n > 255 || d[from] == '0' && p-from > 1 {
			return a, 0, false
		}
		octets[k] = byte(n)
	}
	a = netip.AddrFrom4(octets)
	if !publicIP(a) || !rightEdge(d, p) || isVersion(d, i, p) {
		return a, 0, false
	}
	return a, p, true
}

var (
	sharedRange   = netip.MustParsePrefix("100.64.0.0/10")
	thisNetwork   = netip.MustParsePrefix("0.0.0.0/8")
	reservedRange = netip.MustParsePrefix("240.0.0.0/4")
	globalUnicast = netip.MustParsePrefix("2000::/3")
)

// publicIP reports whether an address can lead to a person: not private, loop
// back, link-local, shared, multicast, unspecified or reserved. Ranges for
// documentation count as public.
func publicIP(a netip.Addr) bool {
	a = a.Unmap()
	if a.Is6() {
		return globalUnicast.Contains(a)
	}
	return !a.IsPrivate() && !a.IsLoopback() && !a.IsLinkLocalUnicast() && !a.IsMulticast() &&
		!sharedRange.Contains(a) && !thisNetwork.Contains(a) && !reservedRange.Contains(a)
}

// programWords stand before versions in four parts.
var programWords = []string{
	"jre", "jvm", "jdk", "java", "openjdk", "zulu", "corretto", "temurin", "jfx", "openjfx", "javafx", "kernel", "driver",
	"satoshi", "bitcoin", "bitcoind", "bitcoinj", "bisq", "netlayer", "gradle", "kotlin", "electrum", "chrome", "chromium",
	"firefox", "safari", "edg", "opr", "applewebkit",
}

// browserWords are programs whose versions begin with numbers as addresses do;
// a slash joins them.
var browserWords = []string{"chrome", "chromium", "firefox", "safari", "edg", "opr", "applewebkit"}

// versionWords are no programs: one must stand near them.
var versionWords = []string{"version", "ver", "v", "release", "build"}

// maxVersion is the greatest first number of most programs' versions.
const maxVersion = 30

// isVersion reports whether the four-part number d[i:end] is a version: by a
// fifth part, a file's extension or the word before it.
func isVersion(d []byte, i, end int) bool {
	if end < len(d) {
		switch d[end] {
		case ':':
			return false
		case '.':
			if end+1 < len(d) && digit(d[end+1]) {
				return true
			}
			for _, ext := range []string{".jar", ".exe", ".dmg", ".deb", ".rpm", ".zip", ".so", ".dll", ".tar"} {
				if hasFold(d, end, ext) {
					return true
				}
			}
		case '-':
			if hasFold(d, end, "-snapshot") || hasFold(d, end, "-all") || hasFold(d, end, "-beta") || hasFold(d, end, "-rc") {
				return true
			}
		}
	}
	return namedVersion(d, i)
}

// namedVersion reports whether the words before the number at i make a version
// of it.
func namedVersion(d []byte, i int) bool {
	before := d[max(0, i-80):i]
	words := strings.FieldsFunc(strings.ToLower(string(before[bytes.LastIndexByte(before, '\n')+1:])), func(r rune) bool { return !unicode.IsLetter(r) })
	gap := len(before) - len(bytes.TrimRight(before, " =:/\"'(-"))
	if len(words) == 0 || i == gap || !letter(d[i-gap-1]) {
		return false
	}
	last := words[len(words)-1]
	if first, _, _ := bytes.Cut(d[i:min(len(d), i+4)], []byte(".")); number(string(first)) >= maxVersion {
		return d[i-1] == '/' && slices.Contains(browserWords, last)
	}
	if slices.Contains(programWords, last) {
		return true
	}
	return slices.Contains(versionWords, last) && slices.ContainsFunc(words, func(w string) bool { return slices.Contains(programWords, w) })
}

// mappedHit deals with an IPv4 address that is written in two groups of hex
// behind the prefix d[start:end] of an IPv6 address.
func (s *scanner) mappedHit(start, end int) {
	d := s.data
	if start > 0 && (alnum(d[start-1]) || d[start-1] == ':') {
		return
	}
	first, p := hexGroup(d, end)
	if p == end || p >= len(d) || d[p] != ':' {
		return
	}
	from := p + 1
	second, p := hexGroup(d, from)
	if p == from {
		return
	}
	a := netip.AddrFrom4([4]byte{byte(first >> 8), byte(first), byte(second >> 8), byte(second)})
	if rightEdge(d, p) && (p+1 >= len(d) || d[p] != ':' || !hexDigit(d[p+1])) && publicIP(a) {
		s.at = end
		s.add(end, p, ipValue(a), rankEvident)
	}
}

// hexGroup reads up to four hex digits at i.
func hexGroup(d []byte, i int) (n, end int) {
	for end = i; end < len(d) && end-i < 4 && hexDigit(d[end]); end++ {
		n = n<<4 | hexValue(d[end])
	}
	return n, end
}

// ip6At recognises a public IPv6 address that begins at i, where a digit 2 or
// 3 stands.
func ip6At(d []byte, i int) (a netip.Addr, end int, ok bool) {
	if i > 0 && d[i-1] == ':' && i > 1 && (d[i-2] == ':' || hexDigit(d[i-2])) || !freshEdge(d, i) {
		return a, 0, false
	}
	end = i
	for end < len(d) && end-i < 48 && (hexDigit(d[end]) || d[end] == ':' || d[end] == '.') {
		end++
	}
	if end < len(d) && alnum(d[end]) { // a longer word follows
		end = i + bytes.LastIndexByte(d[i:end], ':') + 1
	}
	for range 3 {
		for end > i && d[end-1] == '.' || end > i+1 && d[end-1] == ':' && d[end-2] != ':' {
			end--
		}
		a, err := netip.ParseAddr(string(d[i:end]))
		if err == nil {
			return a, end, publicIP(a)
		}
		k := bytes.LastIndexAny(d[i:end], ":.") // a port, or the end of a sentence
		if k <= 0 {
			break
		}
		end = i + k
	}
	return a, 0, false
}

func ipValue(a netip.Addr) value {
	s := a.Unmap().String()
	return value{class: IP, id: s, text: s}
}
