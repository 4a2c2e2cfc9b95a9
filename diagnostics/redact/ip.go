package redact

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
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

// versionWords stand before numbers that only look like addresses.
var versionWords = []string{
	"version", "ver", "v", "release", "build", "jre", "jvm", "jdk", "java", "chrome", "firefox",
	"safari", "edg", "opr", "applewebkit", "kernel", "driver", "satoshi", "bitcoinj",
}

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
	from := max(0, i-24)
	before := bytes.TrimRight(d[from:i], " =:/\"'(-")
	word := before[bytes.LastIndexFunc(before, func(r rune) bool { return r > 0x7F || !letter(byte(r)) })+1:]
	return slices.Contains(versionWords, strings.ToLower(string(word)))
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
